"""The portfolio for the functional position: hours and evidence of one enrolment, each with what vouches for it.

It writes nothing of its own: hours are the JP ledger's, field work that of the officer's page. The same content gives the same digest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cms.enums import StageKind
from courses.enums import LEARNING, AttendanceState
from courses.models import Enrolment
from courses.queries.learning import facts_of
from courses.queries.ledger import CLASS, FIELD, LESSON, Entry, ledger, sums_of
from courses.queries.outline import local_title
from courses.queries.visible import enrolments_visible_to
from fieldpractice.enums import LhpkState, Service
from fieldpractice.models import Placement
from fieldpractice.queries.officer import Officer, officer, placement_for
from lms.evaluation.enums import CertificateState
from lms.evaluation.models import Certificate
from lms.evaluation.positions import level_of
from lms.evaluation.queries.outcomes import outcome_of
from lms.people import clock
from lms.people.models import User

SOURCES: dict[str, Any] = {
    LESSON: gettext_lazy("Lessons read online"),
    CLASS: gettext_lazy("Classes attended"),
    FIELD: gettext_lazy("Field practice in the own unit"),
}
HOUR = 60


@dataclass(frozen=True)
class HourLine:
    """One entry of the ledger: what was learnt or done, when, for how many JP, and what vouches for it."""

    source: str
    code: str
    title: str
    stage: str
    jp: int
    at: datetime
    proof: str

    @property
    def on(self) -> date:
        """The day in WIB."""
        return self.at.astimezone(clock.WIB).date()

    @property
    def kind(self) -> str:
        return str(SOURCES[self.source])

    @property
    def stage_label(self) -> str:
        return str(StageKind(self.stage).label)


@dataclass(frozen=True)
class SourceSum:
    """What one source adds up to."""

    label: str
    jp: int
    lines: int

    @property
    def hours(self) -> Decimal:
        return hours_of(self.jp)


@dataclass(frozen=True)
class ServiceSum:
    """What was done in one service of the kiosk during the field practice, by the logbook."""

    label: str
    days: int
    served: int
    hours: Decimal
    confirmed: Decimal


@dataclass(frozen=True)
class Proof:
    """Something handed in or decided: what, when, in which state, by which number it is found again."""

    kind: str
    title: str
    at: datetime | None
    state: str
    number: str


@dataclass(frozen=True)
class Portfolio:
    """Everything that one enrolment leaves for the functional position."""

    enrolment: Enrolment
    lines: list[HourLine]
    sources: list[SourceSum]
    services: list[ServiceSum]
    proofs: list[Proof]
    placement: Placement | None
    made: datetime

    @property
    def user(self) -> User:
        return self.enrolment.user

    @property
    def jp(self) -> int:
        return sum(one.jp for one in self.sources)

    @property
    def hours(self) -> Decimal:
        return hours_of(self.jp)

    @property
    def field_hours(self) -> Decimal:
        return sum((one.hours for one in self.services), Decimal(0))

    @property
    def level(self) -> str:
        """The level of the position that goes with the rank; a dash for people without one."""
        level = level_of(self.user.rank)
        return level.name if level else "–"


def hours_of(jp: int) -> Decimal:
    """Return JP as hours of sixty minutes, rounded half up to one place."""
    exact = Fraction(jp * int(settings.PADAN_JP_MINUTES), HOUR)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.1"), "ROUND_HALF_UP")


def portfolios_of(user: User) -> QuerySet[Enrolment]:
    """Return the enrolments of somebody's own that led into a course, the newest first."""
    rows = Enrolment.objects.filter(user=user, state__in=LEARNING).select_related("cohort__version", "work_unit")
    return rows.order_by("-cohort__number", "-pk")


def enrolment_for(reader: User, public_id: str) -> Enrolment | None:
    """Return an enrolment that this reader may see, with all a portfolio is headed by."""
    related = ("user__work_unit", "work_unit", "cohort__version", "cohort__programme")
    return enrolments_visible_to(reader).filter(public_id=public_id).select_related(*related).first()


def portfolio_of(enrolment: Enrolment, reader: User) -> Portfolio:
    """Return the portfolio of one enrolment as far as its reader may know it: the same number of queries for everybody who is placed."""
    outline = facts_of(enrolment.cohort).outline
    entries = list(ledger([enrolment.pk], outline))
    row = Placement.objects.filter(enrolment=enrolment).values_list("public_id", flat=True).first()
    placement = placement_for(reader, row) if row else None
    practice = officer(placement, reader, grades=True) if placement else None
    return Portfolio(
        enrolment=enrolment,
        lines=[_line(entry) for entry in entries],
        sources=_sources(entries),
        services=_services(practice) if practice else [],
        proofs=[*(_of_practice(practice) if practice else ()), *_decided(enrolment)],
        placement=placement,
        made=clock.now(),
    )


def _line(entry: Entry) -> HourLine:
    subject = entry.subject
    return HourLine(entry.source, subject.code, local_title(subject), subject.stage, entry.jp, entry.at, _proof(entry))


def _proof(entry: Entry) -> str:
    if entry.source == LESSON:
        return _("text read, SHA-256 %(digest)s…") % {"digest": entry.evidence[:12]}
    if entry.source == CLASS:
        return _("attendance: %(state)s") % {"state": AttendanceState(entry.evidence).label}
    return entry.evidence


def _sources(entries: Sequence[Entry]) -> list[SourceSum]:
    sums = sums_of(entries).by_source
    many: dict[str, int] = defaultdict(int)
    for entry in entries:
        many[entry.source] += 1
    return [SourceSum(str(label), sums[key], many[key]) for key, label in SOURCES.items()]


def _services(practice: Officer) -> list[ServiceSum]:
    """By service; an hour is confirmed when the supervisor has seen its week as it stands."""
    days: dict[int, set[Any]] = defaultdict(set)
    served: dict[int, int] = defaultdict(int)
    hours: dict[int, Decimal] = defaultdict(Decimal)
    confirmed: dict[int, Decimal] = defaultdict(Decimal)
    for week in practice.weeks:
        seen = week.cell.facts.verdict == "seen"
        for entry in week.entries:
            days[entry.service].add(entry.day)
            served[entry.service] += entry.served
            hours[entry.service] += entry.hours
            confirmed[entry.service] += entry.hours if seen else Decimal(0)
    return [
        ServiceSum(str(Service(key).label), len(days[key]), served[key], hours[key], confirmed[key])
        for key in sorted(hours)
    ]


def _of_practice(practice: Officer) -> Iterator[Proof]:
    for task in practice.tasks:
        for version in task.versions:
            state = str(task.line.state.label)
            yield Proof(
                _("Task form"), f"{task.line.code} {task.line.title}", version.received_at, state, version.receipt
            )
    for one in practice.sessions:
        if one.attended:
            state = one.presence.get_state_display() if one.presence else ""
            minutes = _("%(n)s minutes") % {"n": one.minutes}
            yield Proof(_("Monitoring session"), one.session.title, one.session.starts_at, state, minutes)
    for raised in practice.constraints:
        state = raised.get_state_display()
        yield Proof(_("Constraint raised"), raised.title, raised.raised_at, state, raised.public_id)
    lhpk = getattr(practice.placement, "lhpk", None)
    if lhpk is not None and lhpk.state != LhpkState.DRAFT and lhpk.current is not None:
        state, number = lhpk.get_state_display(), f"SHA-256 {lhpk.current.digest[:12]}…"
        yield Proof(
            _("Field-practice report (LHPK)"), str(practice.placement.work_unit), lhpk.current.at, state, number
        )


def _decided(enrolment: Enrolment) -> Iterator[Proof]:
    result = outcome_of(enrolment)
    if result is not None and result.released_at is not None:
        band = result.qualification_en if get_language() == "en" else result.qualification
        yield Proof(_("Result of the evaluation"), enrolment.cohort.name, result.released_at, band, "")
    paper = Certificate.objects.filter(enrolment=enrolment, state=CertificateState.VALID).first()
    if paper is not None:
        yield Proof(_("Certificate"), enrolment.cohort.name, paper.issued_at, paper.get_state_display(), paper.number)


# --- As plain data ---


def content_of(one: Portfolio) -> dict[str, Any]:
    """Return a portfolio as plain texts in the language that is on: what paper and digest are made from."""
    user = one.user
    return {
        "head": [
            [_("Name"), user.display_name],
            ["NIP", user.nip or "–"],
            [_("Rank/grade"), user.get_rank_display() or "–"],
            [_("Position"), user.position or "–"],
            [_("Level by rank (to be confirmed)"), one.level],
            [_("Work unit"), str(one.enrolment.work_unit or "–")],
            [_("Training"), f"{one.enrolment.cohort.programme.name}, {one.enrolment.cohort.name}"],
            [_("State"), one.enrolment.get_state_display()],
        ],
        "sources": [[row.label, str(row.lines), str(row.jp), number(row.hours)] for row in one.sources],
        "total": [_("Together"), str(len(one.lines)), str(one.jp), number(one.hours)],
        "services": [
            [row.label, str(row.days), str(row.served), number(row.hours), number(row.confirmed)]
            for row in one.services
        ],
        "lines": [
            [day(row.at), row.stage_label, f"{row.code} {row.title}".strip(), str(row.jp), row.proof]
            for row in one.lines
        ],
        "proofs": [
            [day(row.at) if row.at else "–", row.kind, row.title, row.state, row.number or "–"] for row in one.proofs
        ],
    }


def day(at: datetime) -> str:
    return date_format(at.astimezone(clock.WIB), "j M Y")


def number(value: Any) -> str:
    return f"{value:g}".replace(".", ",")
