"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from lms.people.registry import nav_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Navigation of the hat worn, and whether this is the demo. Costs no query."""
    hat = getattr(request, "hat", "")
    return {"nav": nav_for(hat), "hat": hat, "is_demo": settings.PADAN_DEMO}
