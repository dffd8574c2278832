"""Whom a version of the curriculum is told to."""

from __future__ import annotations

from django.urls import reverse

from cms.kinds import READERS, VERSION_PUBLISHED
from cms.models import CurriculumVersion
from lms.notices.registry import Telling
from lms.notices.services import tell_many
from lms.people.models import RoleAssignment, User


def published(*, version: CurriculumVersion, actor: User) -> None:
    """Tell those who work with the curriculum that a version is published; who published it knows."""
    held = RoleAssignment.objects.valid().filter(role__in=READERS)
    values = {"curriculum": version.title, "number": version.number}
    path = reverse("cms:version_detail", args=[version.public_id])
    tell_many(
        Telling(VERSION_PUBLISHED, one, path, values, f"{VERSION_PUBLISHED}:{version.pk}:{one.pk}", version, actor)
        for one in User.objects.filter(is_active=True, pk__in=held.values("user")).exclude(pk=actor.pk)
    )
