"""What this room does when something happens below."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from cms.services.editors import sync_editor
from lms.people.models import User
from lms.people.signals import roles_changed


@receiver(roles_changed)
def keep_editors_in_step(sender: Any, user: User, **kwargs: Any) -> None:
    sync_editor(user=user)
