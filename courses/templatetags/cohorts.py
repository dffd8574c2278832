"""What stands on every page about a cohort."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import Cohort
from courses.registry import cohort_tabs as registered

register = template.Library()


@register.inclusion_tag("courses/_cohort_tabs.html", takes_context=True)
def cohort_tabs(context: template.Context, *, cohort: Cohort) -> dict[str, Any]:
    """The pages about a cohort, for who may list its people; the page one is on is marked."""
    request = context["request"]
    if not request.user.has_perm("courses.list_people", cohort):
        return {"items": []}
    addresses = [(tab.label, reverse(tab.url_name, args=[cohort.public_id])) for tab in registered()]
    # The overview's address begins all the others.
    here = max((href for _label, href in addresses if request.path.startswith(href)), key=len, default="")
    return {
        "items": [{"label": label, "href": href, "current": href == here} for label, href in addresses],
        "label": _("Pages of %(cohort)s") % {"cohort": cohort.name},
    }
