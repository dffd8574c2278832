"""Whether somebody has completed the course, as the evaluation says: a room above decides, this one writes it down."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from courses.enums import EnrolmentState
from courses.models import Enrolment
from courses.services import steps
from lms.people import clock
from lms.people.errors import Conflict
from lms.people.models import User

S = EnrolmentState
ENDED = (S.COMPLETED, S.NOT_COMPLETED)


@transaction.atomic
def settle(*, actor: User, results: Iterable[tuple[Enrolment, bool]], reason: str) -> int:
    """Write down who completed the course and who did not; returns how many enrolments changed.

    Active ones end so. One that has ended otherwise (the cohort was finished before, or a result was put right) is corrected, with its own
    line in the history. Who has left the cohort is left alone. Said again it changes nothing. Raises Conflict when somebody moved meanwhile.
    """
    wanted: dict[tuple[str, S], list[Enrolment]] = {}
    for enrolment, passed in results:
        to = S.COMPLETED if passed else S.NOT_COMPLETED
        if enrolment.state in (S.ACTIVE, *ENDED) and enrolment.state != to:
            wanted.setdefault((enrolment.state, to), []).append(enrolment)
    for (before, to), rows in wanted.items():
        if before == S.ACTIVE:
            steps.move_many(rows, to, actor=actor, reason=reason)
        else:
            _correct(rows, before, to, actor, reason)
    return sum(map(len, wanted.values()))


def _correct(rows: list[Enrolment], before: str, to: S, actor: User, reason: str) -> None:
    """Put one end in place of the other. No step of `TRANSITIONS` leads there: only a result does."""
    now = clock.now()
    for start in range(0, len(rows), steps.BATCH):
        batch = rows[start : start + steps.BATCH]
        found = Enrolment.objects.filter(pk__in=[one.pk for one in batch], state=before)
        if found.update(state=to, state_at=now) != len(batch):
            raise Conflict(_("This enrolment was changed meanwhile. Reload the page to see where it stands."))
    for one in rows:
        one.state, one.state_at = to, now
    steps.record_events(rows, before=before, actor=actor, reason=reason)
