"""The history of an enrolment, told from everything that is kept of it: steps, letter, questions, moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.enums import EnrolmentState
from courses.models import Enrolment, Nominee, NomineeQuestion, Succession, UnitTransfer
from courses.queries.visible import units_of
from lms.files.models import StoredFile
from lms.people.models import User
from lms.people.roles import hats_of
from lms.people.rules import organises

S = EnrolmentState


@dataclass(frozen=True)
class Step:
    """One line: what happened, by whom, in which words, and what it leads to."""

    at: datetime
    title: str
    tone: str = "idle"
    actor: User | None = None
    text: str = ""
    href: str = ""
    link: str = ""
    file: StoredFile | None = None
    order: int = 0


TONES = {
    S.ACTIVE: "ok",
    S.COMPLETED: "ok",
    S.ACCEPTED: "ok",
    S.WAITLISTED: "warn",
    S.NOMINATED: "info",
    S.NOT_COMPLETED: "bad",
    S.DECLINED: "bad",
    S.WITHDRAWN: "bad",
}


def history_of(enrolment: Enrolment, reader: User) -> list[Step]:
    """Return everything that happened to an enrolment, newest first, as far as it is this reader's to know: six queries at the most.

    A participant reads of the own steps, without names of others and what passed between organiser and unit. Letters and files are linked for
    organisers and the people in charge of the unit.
    """
    insider = organises(reader) or enrolment.work_unit_id in units_of(hats_of(reader))
    own = enrolment.user_id == reader.pk and not insider
    steps = [*_events(enrolment), *_letter(enrolment, insider), *_units(enrolment)]
    steps += [] if own else _questions(enrolment, insider)
    steps += _successions(enrolment, own=own, insider=insider)
    steps += _same_list(enrolment) if organises(reader) else []
    return sorted(steps, key=lambda step: (step.at, step.order), reverse=True)


def _events(enrolment: Enrolment) -> list[Step]:
    events = enrolment.events.select_related("actor").order_by("at", "id")
    titles = {
        S.NOMINATED: _("Nominated"),
        S.WAITLISTED: _("Put on the waiting list"),
        S.DECLINED: _("Not accepted"),
        S.ACTIVE: _("Takes part"),
        S.COMPLETED: _("Completed the training"),
        S.NOT_COMPLETED: _("Did not complete the training"),
        S.WITHDRAWN: _("Left the cohort"),
    }

    def title(before: str, after: str) -> str:
        if after == S.ACCEPTED:
            return _("Moved up from the waiting list") if before == S.WAITLISTED else _("Accepted, with a seat")
        return titles[S(after)]

    return [
        Step(
            at=event.at,
            title=title(event.before, event.after),
            tone=TONES[S(event.after)],
            actor=event.actor,
            text=event.reason,
            order=number,
        )
        for number, event in enumerate(events, start=1)
    ]


def _letter(enrolment: Enrolment, insider: bool) -> list[Step]:
    row = (
        Nominee.objects.filter(enrolment=enrolment)
        .select_related("nomination__sent_by", "nomination__letter", "nomination__work_unit")
        .first()
    )
    if row is None:
        return []
    letter = row.nomination
    title = _("Letter of assignment %(number)s of %(unit)s") % {
        "number": letter.letter_number,
        "unit": letter.work_unit,
    }
    return [
        Step(
            at=max(letter.sent_at, enrolment.created_at),
            title=title,
            tone="info",
            actor=letter.sent_by,
            text=letter.note,
            href=letter.get_absolute_url() if insider else "",
            link=_("The letter with all its nominees"),
            file=letter.letter if insider else None,
        )
    ]


def _questions(enrolment: Enrolment, insider: bool) -> list[Step]:
    rows = NomineeQuestion.objects.filter(enrolment=enrolment).select_related("asked_by", "answered_by", "file")
    steps = []
    for row in rows:
        steps.append(
            Step(at=row.asked_at, title=_("Asked the unit"), tone="warn", actor=row.asked_by, text=row.text, order=50)
        )
        if row.answered_at:
            steps.append(
                Step(
                    at=row.answered_at,
                    title=_("The unit answered"),
                    tone="info",
                    actor=row.answered_by,
                    text=row.answer,
                    file=row.file if insider else None,
                    order=51,
                )
            )
    return steps


def _units(enrolment: Enrolment) -> list[Step]:
    rows = UnitTransfer.objects.filter(enrolment=enrolment).select_related("before", "after", "actor")
    return [
        Step(
            at=row.at,
            title=_("Moved from %(before)s to %(after)s") % {"before": row.before or "–", "after": row.after},
            tone="info",
            actor=row.actor,
            text=row.reason,
        )
        for row in rows
    ]


def _successions(enrolment: Enrolment, *, own: bool, insider: bool) -> list[Step]:
    """What this enrolment came from and went on in."""
    rows = (
        Succession.objects.filter(Q(before=enrolment) | Q(after=enrolment))
        .select_related("before__user", "before__cohort", "after__user", "after__cohort", "actor")
        .order_by("id")
    )
    return [_succession(row, enrolment, own=own, insider=insider) for row in rows]


def _same_list(enrolment: Enrolment) -> list[Step]:
    """The other enrolments of this person in this cohort: what was done in one stays with it."""
    rows = Enrolment.objects.filter(cohort=enrolment.cohort_id, user=enrolment.user_id).exclude(pk=enrolment.pk)
    return [
        _other_time(row, earlier=row.pk < enrolment.pk, at=max(row.created_at, enrolment.created_at)) for row in rows
    ]


def _other_time(row: Enrolment, *, earlier: bool, at: datetime) -> Step:
    title = _("Was on this list before: %(state)s") if earlier else _("Is on this list again: %(state)s")
    stays = _("What was done then stays with that enrolment: %(jp)s JP.") % {
        "jp": row.jp_done + row.class_jp + row.field_jp
    }
    return Step(
        at=at,
        title=title % {"state": row.get_state_display()},
        tone="info",
        text=stays if earlier else "",
        href=reverse("courses:enrolment_detail", args=[row.public_id]),
        link=_("To that enrolment"),
        order=0 if earlier else 99,
    )


def _succession(row: Succession, enrolment: Enrolment, *, own: bool, insider: bool) -> Step:
    went_on = row.before_id == enrolment.pk
    other = row.after if went_on else row.before
    same = other.user_id == enrolment.user_id
    if same:
        title = _("Goes on in %(cohort)s") if went_on else _("Came from %(cohort)s")
    elif own:
        title = _("The place goes to a colleague") if went_on else _("Takes the place of a colleague")
    else:
        title = _("The place goes to %(name)s") if went_on else _("Takes the place of %(name)s")
    return Step(
        at=row.at,
        title=title % {"cohort": other.cohort, "name": other.user},
        tone="info",
        actor=row.actor,
        text=row.reason,
        href=reverse("courses:enrolment_detail", args=[other.public_id]) if insider or (own and same) else "",
        link=_("To that enrolment"),
        order=99,
    )
