"""Two at once: in real threads with connections of their own, on whichever database the suite runs."""

from __future__ import annotations

import pytest

from lms.evaluation.models import SurveyInvitee, SurveyResponse, SurveyRun, SurveyTicket
from lms.evaluation.services import surveys as services
from lms.evaluation.services.surveys.answering import new_ticket
from lms.people.errors import Conflict
from tests.evaluation.surveys.asked import GOOD, PEOPLE, Surveyed, invitee, make_client_run, make_run
from tests.factories.courses import DURING
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_double_click_counts_once(surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    me = invitee(run, surveyed.users[0])
    found = at_once(*(lambda: services.give_answers(invitee=me, typed=GOOD) for _click in range(3)), when=DURING)
    assert sorted(found) == [False, False, True]
    assert SurveyResponse.objects.count() == 1


def test_everybody_at_once_is_kept_once(surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    people = list(SurveyInvitee.objects.filter(run=run))
    found = at_once(*(lambda one=one: services.give_answers(invitee=one, typed=GOOD) for one in people), when=DURING)
    assert found == [True] * PEOPLE
    assert SurveyResponse.objects.count() == PEOPLE
    assert SurveyInvitee.objects.filter(run=run, answered=True).count() == PEOPLE


def test_a_page_of_a_counter_sent_twice_at_once_counts_once(surveyed: Surveyed) -> None:
    counter = make_client_run(surveyed).counters.get()
    ticket = new_ticket(counter)
    found = at_once(
        *(lambda: services.give_at_counter(counter=counter, ticket=ticket, typed=GOOD) for _click in range(3)),
        when=DURING,
    )
    assert sorted(found) == [False, False, True]
    assert (SurveyResponse.objects.count(), SurveyTicket.objects.count()) == (1, 1)


def test_opened_twice_at_once_it_opens_once(surveyed: Surveyed) -> None:
    run = make_run(surveyed, opened=False)
    found = at_once(
        *(lambda: services.open_run(actor=surveyed.coordinator, run=run) for _click in range(2)), when=DURING
    )
    assert sum(isinstance(one, Conflict) for one in found) == 1
    assert SurveyInvitee.objects.filter(run=run).count() == PEOPLE


def test_an_answer_and_the_closing_at_once(surveyed: Surveyed) -> None:
    """Either the answer came before the closing and is kept, or it is refused: never half."""
    run = make_run(surveyed)
    me = invitee(run, surveyed.users[0])
    at_once(
        lambda: services.give_answers(invitee=me, typed=GOOD),
        lambda: services.close_run(actor=surveyed.coordinator, run=run),
        when=DURING,
    )
    me.refresh_from_db()
    assert SurveyResponse.objects.count() == int(me.answered)
    assert SurveyRun.objects.get(pk=run.pk).is_closed


def test_two_editors_at_once_one_is_told(surveyed: Surveyed) -> None:
    version = make_run(surveyed, opened=False).version
    found = at_once(
        *(
            lambda: services.save_draft(actor=surveyed.coordinator, version=version, content=version.content, seen=0)
            for _tab in range(2)
        ),
        when=DURING,
    )
    assert sum(isinstance(one, Conflict) for one in found) == 1
