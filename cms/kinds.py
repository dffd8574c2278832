"""What this room tells people: each kind with its words and what they may name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.notices.registry import NoticeKind, Variable, add_kind
from lms.people.enums import Role

VERSION_PUBLISHED = "cms.version_published"
PAGE_WAITS = "cms.page_waits"
PAGE_APPROVED = "cms.page_approved"
PAGE_RETURNED = "cms.page_returned"

READERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR, Role.REVIEWER})
APPROVERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})
WRITERS = APPROVERS | {Role.FACILITATOR}

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

_page = Variable("text", _("Listening before advising"), _("Page"))
_who = Variable("text", "Sari Handayani", _("Who"))
add_kind(
    NoticeKind(
        code=PAGE_WAITS,
        label=_("A page in the editor waits for approval"),
        group="review",
        hats=APPROVERS,
        title=_("Waits for approval: {page}"),
        body=_("{who} has put it forward. Readers see it once it is approved."),
        variables={"page": _page, "who": _who},
    )
)
add_kind(
    NoticeKind(
        code=PAGE_APPROVED,
        label=_("A page put forward in the editor was approved"),
        group="review",
        hats=WRITERS,
        title=_("Approved: {page}"),
        body=_("{who} has approved what you put forward."),
        variables={"page": _page, "who": _who},
    )
)
add_kind(
    NoticeKind(
        code=PAGE_RETURNED,
        label=_("A page put forward in the editor was returned"),
        group="review",
        hats=WRITERS,
        title=_("Returned for changes: {page}"),
        body=_("{who} asks for changes. {comment}"),
        variables={
            "page": _page,
            "who": _who,
            "comment": Variable("text", _("Please name the source of the figures."), _("Comment")),
        },
    )
)
