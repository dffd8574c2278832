"""How answers are kept so that nobody can say whose they are: with others, in an order of chance (docs/decisions/1101).

Who has answered and what was said stand in two tables without a key between them. What would still join them is that both rows are
written at one moment: the order of rows in a file, and the number of the transaction that a database keeps beside each row. So one
transaction writes anew a handful of earlier answers together with the new one, in random order and under new keys, and touches the
rows of other people asked in the same statement.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, QuerySet, Value, When

from lms.evaluation.models import SurveyInvitee, SurveyResponse, SurveyRun

# Among so many others an answer is written, as soon as there are so many.
AMONG = 60
# So many people asked are touched together; all of them, in a run that has no more.
TOUCHED = 400

_chance = secrets.SystemRandom()


def mark_answered(run: SurveyRun, invitee: SurveyInvitee) -> bool:
    """Note that somebody has answered; returns False when that was noted before. One statement writes this row and others alike.

    Needs a transaction that holds the run.
    """
    ids = list(SurveyInvitee.objects.filter(run=run).exclude(pk=invitee.pk).values_list("pk", flat=True))
    others = ids if len(ids) <= TOUCHED else _chance.sample(ids, TOUCHED)
    unanswered = SurveyInvitee.objects.filter(pk=invitee.pk, answered=False)
    rows = SurveyInvitee.objects.filter(pk__in=[*others, invitee.pk]).filter(Exists(unanswered))
    now = Case(When(pk=invitee.pk, then=Value(True)), default=F("answered"), output_field=BooleanField())
    return bool(rows.update(answered=now))


def mix_in(run: SurveyRun, **fields: Any) -> None:
    """Keep one answer among others. Needs a transaction that holds the run."""
    _rewrite(_handful(run), [SurveyResponse(run=run, **fields)])


def mix_all(run: SurveyRun) -> None:
    """Write every answer of a run anew in random order, once, when it is closed; from then on the rows and their keys stay."""
    rows = _anew(run.responses.all())
    run.responses.all().delete()
    SurveyResponse.objects.bulk_create(rows, batch_size=500)


def _handful(run: SurveyRun) -> list[SurveyResponse]:
    """Return some answers of a run by chance: those whose random keys follow a random key, round the end."""
    start = uuid.uuid4()
    after = _some(run.responses.filter(pk__gte=start), AMONG)
    return after + _some(run.responses.filter(pk__lt=start), AMONG - len(after))


def _some(rows: QuerySet[SurveyResponse], many: int) -> list[SurveyResponse]:
    return list(rows.order_by("pk")[:many]) if many > 0 else []


def _rewrite(old: list[SurveyResponse], new: list[SurveyResponse]) -> None:
    rows = _anew([*old, *new])
    SurveyResponse.objects.filter(pk__in=[one.pk for one in old]).delete()
    SurveyResponse.objects.bulk_create(rows)


def _anew(some: Iterable[SurveyResponse]) -> list[SurveyResponse]:
    """Return the same answers under new keys, in an order of chance."""
    rows = [
        SurveyResponse(
            id=uuid.uuid4(),
            run_id=one.run_id,
            answers=one.answers,
            work_unit_id=one.work_unit_id,
            pseudonym=one.pseudonym,
        )
        for one in some
    ]
    _chance.shuffle(rows)
    return rows
