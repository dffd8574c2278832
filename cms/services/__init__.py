"""Every write of the curriculum."""

from cms.services.importing import import_curriculum
from cms.services.lessons import render_lessons
from cms.services.site import build_site
from cms.services.versions import (
    create_version,
    publish_version,
    refresh_version,
    retire_version,
    send_to_review,
    take_back_version,
)

__all__ = [
    "build_site",
    "create_version",
    "import_curriculum",
    "publish_version",
    "refresh_version",
    "render_lessons",
    "retire_version",
    "send_to_review",
    "take_back_version",
]
