"""What this room tells people: each kind with its words and what they may name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.notices.registry import NoticeKind, Variable, add_kind
from lms.people.enums import Role

VERSION_PUBLISHED = "cms.version_published"

READERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR, Role.REVIEWER})

add_kind(
    NoticeKind(
        code=VERSION_PUBLISHED,
        label=_("A version of the curriculum was published"),
        group="review",
        hats=READERS,
        title=_("{curriculum}, version {number}, is published"),
        body=_("Cohorts can now be opened on it or moved to it. It never changes any more."),
        variables={
            "curriculum": Variable("text", _("Job matching for public employment officers"), _("Curriculum")),
            "number": Variable("number", 2, _("Version")),
        },
        optional=True,
    )
)
