"""What this room tells people: each kind with its words and what they may name."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from lms.notices.registry import NoticeKind, Variable, add_kind

SEAT_GIVEN = "courses.seat_given"
WAITING = "courses.waiting"
PROMOTED = "courses.promoted"
DECLINED = "courses.declined"
WITHDRAWN = "courses.withdrawn"
CALLED_OFF = "courses.called_off"
CALLED = "courses.called"
NOMINATED = "courses.nominated"
ASKED = "courses.asked"
ANSWERED = "courses.answered"
DECIDED = "courses.decided"
ANNOUNCED = "courses.announced"

GROUP = "enrolment"

_cohort = Variable("text", _("Cohort 3"), _("Cohort"))
_name = Variable("text", "Wayan Sudarma", _("Name"))
_reason = Variable("text", _("The letter of assignment is missing."), _("Reason"))
_starts_on = Variable("date", date(2026, 8, 3), _("First day"))
_unit = Variable("text", "BPVP Lombok Timur", _("Work unit"))

add_kind(
    NoticeKind(
        code=SEAT_GIVEN,
        label=_("A seat in a cohort"),
        group=GROUP,
        title=_("You have a seat in {cohort}"),
        body=_("The online stage begins on {starts_on}. Say on your home that you take part."),
        variables={"cohort": _cohort, "starts_on": _starts_on},
    )
)
add_kind(
    NoticeKind(
        code=WAITING,
        label=_("A place on the waiting list"),
        group=GROUP,
        title=_("You are on the waiting list of {cohort}"),
        body=_(
            "All seats are taken now. As soon as one becomes free and it is your turn, it is yours and you are told."
        ),
        variables={"cohort": _cohort},
    )
)
add_kind(
    NoticeKind(
        code=PROMOTED,
        label=_("A seat after the waiting list"),
        group=GROUP,
        title=_("A seat became free: you are in {cohort}"),
        body=_(
            "You have moved up from the waiting list. The online stage begins on {starts_on}. Say on your home that you take part."
        ),
        variables={"cohort": _cohort, "starts_on": _starts_on},
    )
)
add_kind(
    NoticeKind(
        code=DECLINED,
        label=_("Not accepted for a cohort"),
        group=GROUP,
        title=_("You were not accepted for {cohort}"),
        body=_("Reason: {reason}"),
        variables={"cohort": _cohort, "reason": _reason},
    )
)
add_kind(
    NoticeKind(
        code=WITHDRAWN,
        label=_("Taken off a cohort"),
        group=GROUP,
        title=_("You are no longer in {cohort}"),
        body=_("Reason: {reason} What you did stays on record. If this is not right, write to your organiser."),
        variables={"cohort": _cohort, "reason": _reason},
    )
)
add_kind(
    NoticeKind(
        code=CALLED_OFF,
        label=_("A cohort is called off"),
        group=GROUP,
        title=_("{cohort} does not take place"),
        body=_("The cohort was called off, and with it its classes. Reason: {reason}"),
        variables={"cohort": _cohort, "reason": _reason},
    )
)
add_kind(
    NoticeKind(
        code=CALLED,
        label=_("Call for nominations"),
        group=GROUP,
        title=_("Nominate for {cohort} until {until}"),
        body=_("Your unit may nominate people for {cohort}. Have the letter of assignment at hand as a file."),
        variables={"cohort": _cohort, "until": Variable("date", date(2026, 7, 24), _("Last day"))},
    )
)
add_kind(
    NoticeKind(
        code=NOMINATED,
        label=_("A unit has nominated"),
        group=GROUP,
        title=_("{unit} nominates {count} people for {cohort}"),
        body=_("Letter {letter}. They wait for your decision."),
        variables={
            "unit": _unit,
            "count": Variable("number", 3, _("Number of people")),
            "cohort": _cohort,
            "letter": Variable("text", "ST-12/BPVP/2026", _("Number of the letter")),
        },
    )
)
add_kind(
    NoticeKind(
        code=ASKED,
        label=_("A question about a nominee"),
        group=GROUP,
        title=_("A question about {name}"),
        body=_("{question} The decision on {cohort} waits for your answer."),
        variables={
            "name": _name,
            "cohort": _cohort,
            "question": Variable("text", _("Please send the letter of assignment again, signed."), _("Question")),
        },
    )
)
add_kind(
    NoticeKind(
        code=ANSWERED,
        label=_("An answer about a nominee"),
        group=GROUP,
        title=_("{unit} has answered about {name}"),
        body=_("{answer}"),
        variables={
            "name": _name,
            "unit": _unit,
            "answer": Variable("text", _("The signed letter is attached."), _("Answer")),
        },
    )
)
add_kind(
    NoticeKind(
        code=DECIDED,
        label=_("Decisions on your nominees"),
        group=GROUP,
        title=_("Decided for {cohort}: {names}"),
        body=_("{state}. All your nominees with their states stand on the page of the letter."),
        variables={
            "cohort": _cohort,
            "names": Variable("text", "Wayan Sudarma", _("Names")),
            "state": Variable("text", _("Accepted"), _("State")),
        },
        optional=True,
    )
)
add_kind(
    NoticeKind(
        code=ANNOUNCED,
        label=_("Announcement to a cohort"),
        group="announcement",
        title=_("{title}"),
        body=_("{author} has announced this to {cohort}. Open it to read it."),
        variables={
            "title": Variable("text", _("Bring your laptop on Monday"), _("Title")),
            "cohort": _cohort,
            "author": Variable("text", "Endang Puspitasari", _("From")),
        },
    )
)
