"""What people are told: the register of constraints."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from lms.notices.registry import NoticeKind, Variable, add_kind
from lms.people.enums import EDITING_ROLES, PARTICIPANT, Role

RAISED = "fieldpractice.constraint_raised"
DISCUSSED = "fieldpractice.constraint_discussed"
ASSIGNED = "fieldpractice.constraint_assigned"
DUE = "fieldpractice.constraint_due"
READY = "fieldpractice.constraint_ready"
STRENGTHENED = "fieldpractice.constraint_strengthened"
RESOLVED = "fieldpractice.constraint_resolved"
REOPENED = "fieldpractice.constraint_reopened"
MERGED = "fieldpractice.constraint_merged"
NO_HELP = "fieldpractice.constraint_no_help"

GROUP = "field"
MET = frozenset({PARTICIPANT})
GUIDES = frozenset({Role.FACILITATOR})

_title = Variable("text", "OTP tidak kunjung tiba", _("Constraint"))
_cohort = Variable("text", _("Cohort 3"), _("Cohort"))
_unit = Variable("text", "BPVP Lombok Timur", _("Work unit"))
_due = Variable("date", date(2026, 11, 20), _("Due on"))
_lesson = Variable("text", "LKP-2.2 Akun, profil, dan kendalanya", _("Lesson"))
_changed = Variable("text", "Materi menjelaskan batas waktu OTP dan satu kali permintaan ulang.", _("What changed"))

add_kind(
    NoticeKind(
        code=RAISED,
        label=_("A new constraint in your cohort"),
        group=GROUP,
        title=_("New constraint from {unit}: {title}"),
        body=_("Put it on the agenda of the next session, or merge it with one that says the same."),
        variables={"title": _title, "unit": _unit, "cohort": _cohort},
        optional=True,
        hats=GUIDES,
    )
)
add_kind(
    NoticeKind(
        code=DISCUSSED,
        label=_("Your constraint was discussed"),
        group=GROUP,
        title=_("“{title}” was discussed"),
        body=_("In the session {session} it was said: {said}"),
        variables={
            "title": _title,
            "session": Variable("text", "Pemantauan minggu 4", _("Session")),
            "said": Variable("text", "Dinas meneruskan ke pengelola SIAPkerja.", _("What was said")),
        },
        optional=True,
        hats=MET,
    )
)
add_kind(
    NoticeKind(
        code=ASSIGNED,
        label=_("A constraint is given to you"),
        group=GROUP,
        title=_("“{title}” is yours to answer by {due}"),
        body=_("{cohort} meets this constraint. Strengthen the lesson, or say what else resolves it."),
        variables={"title": _title, "due": _due, "cohort": _cohort},
        hats=EDITING_ROLES,
    )
)
add_kind(
    NoticeKind(
        code=DUE,
        label=_("Reminder of a constraint given to you"),
        group=GROUP,
        title=_("“{title}” is due on {due}"),
        body=_("The material that answers this constraint is still awaited."),
        variables={"title": _title, "due": _due},
        hats=EDITING_ROLES,
    )
)
add_kind(
    NoticeKind(
        code=READY,
        label=_("A published version changes the lesson of a constraint"),
        group=GROUP,
        title=_("Published: the lesson that answers “{title}”"),
        body=_("Look at the change and record it: then those who met the constraint are told."),
        variables={"title": _title},
        hats=GUIDES,
    )
)
add_kind(
    NoticeKind(
        code=STRENGTHENED,
        label=_("The material was strengthened after your constraint"),
        group=GROUP,
        title=_("The lesson was strengthened after “{title}”"),
        body=_("{lesson}: {changed} Read what is new, and say whether it helps."),
        variables={"title": _title, "lesson": _lesson, "changed": _changed},
        hats=MET,
    )
)
add_kind(
    NoticeKind(
        code=RESOLVED,
        label=_("Your constraint is resolved"),
        group=GROUP,
        title=_("“{title}” is resolved"),
        body=_("{changed} Say whether it helps."),
        variables={"title": _title, "changed": _changed, "lesson": _lesson},
        hats=MET,
    )
)
add_kind(
    NoticeKind(
        code=REOPENED,
        label=_("A constraint is open again"),
        group=GROUP,
        title=_("“{title}” is open again"),
        body=_("Reason: {reason}"),
        variables={"title": _title, "reason": Variable("text", "OTP masih gagal di dua unit.", _("Reason"))},
        hats=MET,
    )
)
add_kind(
    NoticeKind(
        code=MERGED,
        label=_("Your constraint goes on under another"),
        group=GROUP,
        title=_("“{title}” goes on as “{into}”"),
        body=_("Others met the same. Your word counts there, and you are told what becomes of it."),
        variables={"title": _title, "into": _title},
        optional=True,
        hats=MET,
    )
)
add_kind(
    NoticeKind(
        code=NO_HELP,
        label=_("An answer to a constraint does not help"),
        group=GROUP,
        title=_("{unit}: the answer to “{title}” does not help"),
        body=_("Their note: {note} Look at it, and open the constraint again if need be."),
        variables={
            "title": _title,
            "unit": _unit,
            "note": Variable("text", "Kode tetap tidak diterima.", _("Note")),
        },
        hats=GUIDES,
    )
)
