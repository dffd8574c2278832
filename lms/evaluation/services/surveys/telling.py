"""What people are told about a survey. Nothing is told, and nothing taken back, because somebody has answered: that would keep the time."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from lms.evaluation.kinds import surveys as kinds
from lms.evaluation.models import SurveyInvitee, SurveyRun
from lms.notices.registry import Telling
from lms.notices.services import tell, tell_many, withdraw
from lms.people import clock
from lms.people.models import User

OF_PEOPLE = (kinds.ASKED, kinds.REMINDED)


def tell_asked(run: SurveyRun, people: Iterable[SurveyInvitee], *, actor: User | None) -> None:
    """Tell those with an account that a survey is open for them, once each. Needs a transaction."""
    tell_many(_tellings(kinds.ASKED, run, people, "", actor))


def tell_reminded(run: SurveyRun, people: Iterable[SurveyInvitee], *, actor: User | None) -> int:
    """Remind these people, once a day each; returns how many. Needs a transaction."""
    return len(tell_many(_tellings(kinds.REMINDED, run, people, f":{clock.today():%Y%m%d}", actor)))


def _tellings(
    kind: str, run: SurveyRun, people: Iterable[SurveyInvitee], suffix: str, actor: User | None
) -> list[Telling]:
    users = {one.user_id: one.user for one in people if one.user is not None}
    path = reverse("evaluation:survey_answer", args=[run.public_id])
    values = {"survey": run.title, "until": run.closes_at}
    return [
        Telling(kind, user, path, values, f"{kind}:{run.pk}:{user.pk}{suffix}", run, actor) for user in users.values()
    ]


def take_back(run: SurveyRun) -> None:
    """A survey is over: nobody is asked any more. Everybody's at one moment. Needs a transaction."""
    withdraw(about=run, kinds=OF_PEOPLE)


def tell_not_opened(run: SurveyRun, why: str) -> None:
    """Tell who planned a survey why it could not open when it was due, once for each reason and day."""
    tell(
        kind=kinds.NOT_OPENED,
        to=run.created_by,
        path=run.get_absolute_url(),
        values={"survey": run.title, "reason": why},
        key=f"{kinds.NOT_OPENED}:{run.pk}:{clock.today():%Y%m%d}",
        about=run,
    )
