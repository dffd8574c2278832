"""Who of a cohort may not finish, and by which rule. The rules are shown with the list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.enums import StageKind
from courses.enums import EnrolmentState
from courses.models import Attendance, Cohort, Enrolment, RiskLimits, RiskNote
from courses.queries.attended import hours_by_person
from courses.queries.learning import CohortFacts
from courses.queries.progress import display_name
from courses.registry import Limits, Merit, Risk, merits_for, risks_for, signs_for
from lms.people import clock

Said = TypeVar("Said", Risk, Merit)


@dataclass
class AtRisk:
    """One person with the reasons, each in words and with what could be done next, and what was done last."""

    id: int
    public_id: str
    name: str
    unit: str
    last_at: datetime | None
    percent: float | None
    reasons: list[Risk] = field(default_factory=list)
    note: RiskNote | None = None


@dataclass
class DoingWell:
    """One person to whom no rule applies, with what goes well."""

    public_id: str
    name: str
    unit: str
    merits: list[str]


@dataclass
class Watch:
    """A cohort's people: those at risk, those who do well, and by which limits."""

    limits: Limits
    at_risk: list[AtRisk]
    well: list[DoingWell]


def limits_of(cohort_id: int) -> Limits:
    """Return the limits in force for a cohort: what was decided last for its programme, else the settings. One query."""
    row = RiskLimits.objects.filter(programme__cohorts=cohort_id).order_by("-id").first()
    return _decided(row) if row else default_limits()


def default_limits() -> Limits:
    """Return the limits of a programme for which nothing was decided."""
    return Limits(
        percent=int(settings.PADAN_ATTENDANCE_PERCENT),
        silent_days=int(settings.PADAN_SILENT_DAYS),
        late_tasks=int(settings.PADAN_LATE_TASKS),
        missed_sessions=int(settings.PADAN_MISSED_SESSIONS),
        disagreements=int(settings.PADAN_DISAGREEMENTS),
    )


def _decided(row: RiskLimits) -> Limits:
    return Limits(**{name: getattr(row, name) for name in LIMITS})


LIMITS = tuple(one.name for one in fields(Limits))


def limits_decided(cohort: Cohort) -> list[RiskLimits]:
    """Return the decisions on the limits of a cohort's programme, the newest first: one query."""
    return list(RiskLimits.objects.filter(programme=cohort.programme_id).select_related("actor").order_by("-id"))


def notes_of(enrolment: Enrolment) -> list[RiskNote]:
    """Return what was done about one person, the newest first: one query."""
    return list(enrolment.risk_notes.select_related("actor").order_by("-id"))


def at_risk(cohort: CohortFacts, enrolments: QuerySet[Enrolment]) -> list[AtRisk]:
    """Return the active people of a cohort to whom a rule applies, those with most reasons first."""
    return watch(cohort, enrolments).at_risk


def watch(cohort: CohortFacts, enrolments: QuerySet[Enrolment]) -> Watch:
    """Return who of the active people of a cohort is at risk, and who does well: as many queries for one as for thousands."""
    limits, hours, seen = limits_of(cohort.id), hours_by_person(cohort.id), _signs_of_life(cohort)
    said = _by_person(risks_for(cohort, limits))
    praised = _by_person(merits_for(cohort))
    notes = _last_notes(cohort)
    rows = enrolments.filter(state=EnrolmentState.ACTIVE).order_by("user__name", "id").values(
        "id", "public_id", "state_at", "last_seen_at", "lessons_done",
        "user__name", "user__title_before", "user__title_after", "work_unit__name",
    )  # fmt: skip
    risky, well = [], []
    for row in rows:
        pk, unit = row["id"], row["work_unit__name"] or ""
        last = max((at for at in (row["last_seen_at"], seen.get(pk)) if at), default=None)
        one = AtRisk(pk, row["public_id"], display_name(row), unit, last, _percent(hours, pk), note=notes.get(pk))
        silent, overdue = _silent(one, last or row["state_at"], limits), _overdue(cohort, one, row["lessons_done"])
        one.reasons = [*_absent(one, limits), *silent, *overdue, *said.get(pk, [])]
        merits = [merit.words for merit in praised.get(pk, [])]
        if one.reasons:
            risky.append(one)
        elif merits:
            well.append(DoingWell(one.public_id, one.name, unit, merits))
    risky.sort(key=lambda one: -len(one.reasons))
    well.sort(key=lambda one: -len(one.merits))
    return Watch(limits, risky, well)


def _by_person(said: Iterable[Said]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = {}
    for one in said:
        found.setdefault(one.enrolment_id, []).append(one)
    return found


def _last_notes(cohort: CohortFacts) -> dict[int, RiskNote]:
    """The newest note on each person of a cohort: the older ones are counted by nobody here."""
    newest = RiskNote.objects.filter(enrolment__cohort=cohort.id).order_by()
    newest = newest.values("enrolment").annotate(last=Max("id")).values("last")
    return {note.enrolment_id: note for note in RiskNote.objects.filter(pk__in=newest).select_related("actor")}


def _signs_of_life(cohort: CohortFacts) -> dict[int, datetime]:
    """When each person was last seen in a class, or by another room."""
    arrived = Attendance.objects.filter(meeting__stage__cohort=cohort.id, arrived_at__isnull=False).order_by()
    found = signs_for(cohort)
    for pk, at in arrived.values("enrolment").annotate(last=Max("arrived_at")).values_list("enrolment", "last"):
        found[pk] = max(at, found.get(pk, at))
    return found


def _percent(hours: dict[int, tuple[int, int]], enrolment_id: int) -> float | None:
    attended, held = hours.get(enrolment_id, (0, 0))
    return 100 * attended / held if held else None


def _absent(one: AtRisk, limits: Limits) -> list[Risk]:
    if one.percent is None or one.percent >= limits.percent:
        return []
    # Never rounded across the limit: 89.96 % is shown as 89.9 %.
    shown = number_format(f"{int(one.percent * 10) / 10:g}")
    words = _("attended %(percent)s %% of the class hours") % {"percent": shown}
    return [Risk(one.id, words, _("Ask what keeps the person away, and agree on the next class."))]


def _silent(one: AtRisk, last: datetime, limits: Limits) -> list[Risk]:
    days = (clock.now() - last).days
    if clock.now() - last < timedelta(days=limits.silent_days):
        return []
    words = _("%(days)s days without a sign of life") % {"days": days}
    return [Risk(one.id, words, _("Call; when nobody answers, write to the supervisor."))]


def _overdue(cohort: CohortFacts, one: AtRisk, done: int) -> list[Risk]:
    online = cohort.plan.stage(StageKind.ONLINE)
    missing = len(cohort.outline.online) - done
    if online is None or online.ends_on >= clock.today() or missing <= 0:
        return []
    words = ngettext("%(n)s lesson overdue", "%(n)s lessons overdue", missing) % {"n": missing}
    return [Risk(one.id, words, _("Agree on a day by which the lessons are read."))]
