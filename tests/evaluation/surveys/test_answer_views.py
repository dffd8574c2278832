"""Answering on the screen: signed in, by a personal link, at a counter; declared first, once, and thanked."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from fieldpractice.models import Placement
from fieldpractice.services.placements import place_cohort
from lms.evaluation.enums import Audience, Privacy, RunState
from lms.evaluation.models import SurveyLink, SurveyResponse, SurveyRun
from lms.evaluation.services import surveys as services
from lms.evaluation.services.surveys.links import token_of
from lms.people import clock
from tests.evaluation.surveys.asked import KEPT, PEOPLE, Surveyed, make_client_run, make_run, posted


def answer_page(run: SurveyRun) -> str:
    return reverse("evaluation:survey_answer", args=[run.public_id])


def link_page(token: str) -> str:
    return reverse("evaluation:survey_link", args=[token])


# --- Signed in ---


def test_declared_then_asked_then_thanked(client: Client, surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    client.force_login(surveyed.users[0])
    first = client.get(answer_page(run)).content.decode()
    assert "This survey is anonymous" in first
    assert "Two minutes." in first
    assert "q-clear" not in first
    questions = client.get(answer_page(run) + "?begin=1").content.decode()
    assert 'name="q-clear"' in questions
    assert 'name="q-score"' not in questions
    assert "data-keep" in questions
    answer = client.post(answer_page(run), posted())
    thanks = client.get(answer.url).content.decode()
    assert "Your answers have arrived" in thanks
    assert SurveyResponse.objects.get().answers == KEPT


@pytest.mark.parametrize("privacy", Privacy.values)
def test_the_first_page_says_how_answers_are_kept(client: Client, surveyed: Surveyed, privacy: str) -> None:
    run = make_run(surveyed, privacy=privacy)
    client.force_login(surveyed.users[0])
    text = client.get(answer_page(run)).content.decode()
    assert f"This survey is {privacy}" in text


def test_sent_twice_it_is_thanked_twice_and_kept_once(client: Client, surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    client.force_login(surveyed.users[0])
    client.post(answer_page(run), posted())
    again = client.post(answer_page(run), posted(**{"q-clear": "5"}))
    assert "Thank you" in again.content.decode()
    assert "Thank you" in client.get(answer_page(run) + "?begin=1").content.decode()
    assert SurveyResponse.objects.get().answers == KEPT


def test_faults_come_back_beside_what_was_typed(client: Client, surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    client.force_login(surveyed.users[0])
    answer = client.post(answer_page(run), posted(**{"q-clear": "", "q-count": "banyak", "q-grid.r1": "9"}))
    text = answer.content.decode()
    assert answer.status_code == 422
    for target in ('href="#q-clear_0"', 'href="#q-count"', 'href="#q-grid.r1_0"'):
        assert target in text
    # What is wrong is read out with its question, with its line too.
    for name in ("q-clear", "q-grid.r1"):
        assert f'aria-describedby="{name}-error"' in text
        assert f'id="{name}-error"' in text
    assert 'value="banyak"' in text
    assert "Terlalu cepat" in text
    assert not SurveyResponse.objects.exists()


def test_nobody_else_is_asked(client: Client, surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    client.get(answer_page(run))
    for user in (surveyed.cast.outsider, surveyed.coordinator, surveyed.cast.facilitator):
        client.force_login(user)
        assert client.get(answer_page(run)).status_code == 404
        assert client.post(answer_page(run), posted()).status_code == 404
    client.logout()
    assert client.get(answer_page(run)).status_code == 302


def test_planned_it_is_not_there_and_closed_it_says_so(client: Client, surveyed: Surveyed) -> None:
    run = make_run(surveyed, opened=False)
    client.force_login(surveyed.users[0])
    assert client.get(answer_page(run)).status_code == 404
    services.open_run(actor=surveyed.coordinator, run=run)
    services.close_run(actor=surveyed.coordinator, run=run)
    assert client.get(answer_page(run)).status_code == 410
    late = client.post(answer_page(run), posted())
    assert late.status_code == 410
    assert not SurveyResponse.objects.exists()


def test_answering_leaves_the_session_as_it_was(client: Client, surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    client.force_login(surveyed.users[0])
    client.get(answer_page(run))
    before = dict(client.session)
    client.post(answer_page(run), posted())
    assert dict(client.session) == before


def test_a_supervisor_answers_about_each_in_turn(client: Client, surveyed: Surveyed) -> None:
    run = make_run(surveyed, audience=Audience.SUPERVISORS, privacy=Privacy.CONFIDENTIAL)
    client.force_login(surveyed.cast.supervisor)
    for number, enrolment in enumerate(surveyed.people, 1):
        text = client.get(answer_page(run)).content.decode()
        assert f"About {enrolment.user.display_name}" in text
        assert f"{number} of {PEOPLE}" in text
        address = f"{answer_page(run)}?about={enrolment.public_id}"
        thanks = client.get(client.post(address, posted()).url).content.decode()
        assert ("Go on with the next" in thanks) == (number < PEOPLE)
    assert SurveyResponse.objects.filter(run=run).count() == PEOPLE


def test_queries_of_the_page(client: Client, surveyed: Surveyed, django_assert_num_queries: Any) -> None:
    run = make_run(surveyed)
    client.force_login(surveyed.users[0])
    client.get(answer_page(run))
    with django_assert_num_queries(4):
        client.get(answer_page(run) + "?begin=1")


# --- By a personal link ---


@pytest.fixture
def token(surveyed: Surveyed) -> str:
    place_cohort(actor=surveyed.coordinator, cohort=surveyed.cohort)
    Placement.objects.update(supervisor=None, supervisor_name="Ibu Rahayu")
    make_run(surveyed, audience=Audience.SUPERVISORS, privacy=Privacy.CONFIDENTIAL)
    return token_of(SurveyLink.objects.order_by("pk")[0])


def test_a_link_opens_the_questions_without_an_account(client: Client, surveyed: Surveyed, token: str) -> None:
    page = client.get(link_page(token))
    text = page.content.decode()
    assert SurveyLink.objects.order_by("pk")[0].invitee.enrolment.user.display_name in text
    # Without a chosen language a stranger reads Indonesian.
    assert 'lang="id"' in text
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    answer = client.post(link_page(token), posted())
    assert client.get(answer.url).status_code == 200
    assert client.post(link_page(token), posted(**{"q-clear": "5"})).status_code == 200
    assert SurveyResponse.objects.get().answers == KEPT


def test_made_up_links_tell_nothing(client: Client, token: str) -> None:
    for forged in (f"{token[:-1]}-", "x", "a" * 200):
        page = client.get(link_page(forged))
        assert page.status_code == 404
        assert client.post(link_page(forged), posted()).status_code == 404
    assert not SurveyResponse.objects.exists()


def test_a_link_ends_with_its_survey(client: Client, surveyed: Surveyed, token: str) -> None:
    services.close_run(actor=surveyed.coordinator, run=SurveyRun.objects.get())
    assert client.get(link_page(token)).status_code == 410
    assert client.post(link_page(token), posted()).status_code == 410


def test_links_are_limited(client: Client, token: str) -> None:
    found = {client.get(link_page("guess")).status_code for _try in range(125)}
    assert found == {404, 429}


# --- What stands round a page that is opened by a link or a code ---


def rounded_by(text: str) -> tuple[bool, bool, bool]:
    """Whether navigation, a way to sign in, and the switch of the language stand on a page; of the last one exactly one."""
    return "<nav" in text, "/accounts/" in text, text.count('name="language"') == 1


BARE = (False, False, True)


def test_who_came_by_a_link_finds_nothing_else(client: Client, surveyed: Surveyed, token: str) -> None:
    """First page, questions, thanks, closed, made up, too often: name and language alone, signed in too."""
    assert rounded_by(client.get(link_page(token)).content.decode()) == BARE
    assert rounded_by(client.get(link_page(token) + "?begin=1").content.decode()) == BARE
    client.post(link_page(token), posted())
    assert rounded_by(client.get(link_page(token)).content.decode()) == BARE
    assert rounded_by(client.get(link_page("x")).content.decode()) == BARE
    services.close_run(actor=surveyed.coordinator, run=SurveyRun.objects.get())
    assert rounded_by(client.get(link_page(token)).content.decode()) == BARE
    signed_in = Client()
    signed_in.force_login(surveyed.coordinator)
    assert rounded_by(signed_in.get(link_page(token)).content.decode()) == BARE
    often = [client.get(link_page(token)) for _try in range(120)][-1]
    assert (often.status_code, *rounded_by(often.content.decode())) == (429, *BARE)


def test_a_client_at_a_counter_finds_nothing_else(client: Client, surveyed: Surveyed) -> None:
    run = make_client_run(surveyed)
    there = link_page(run.counters.get().code)
    for page in (there, f"{there}?begin=1", f"{there}?thanks=1"):
        assert rounded_by(client.get(page).content.decode()) == BARE
    with clock.at(run.closes_at):
        assert rounded_by(client.get(there).content.decode()) == BARE


def test_signed_in_the_navigation_stays(client: Client, surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    client.force_login(surveyed.users[0])
    assert "<nav" in client.get(answer_page(run)).content.decode()
    services.close_run(actor=surveyed.coordinator, run=run)
    assert "<nav" in client.get(answer_page(run)).content.decode()


# --- At a counter ---


def test_a_client_answers_without_leaving_anything(client: Client, surveyed: Surveyed) -> None:
    run = make_client_run(surveyed)
    counter = run.counters.get()
    client.cookies["language"] = "en"
    first = client.get(link_page(counter.code)).content.decode()
    assert "Nothing about you is kept" in first
    assert str(counter.work_unit) in first
    questions = client.get(link_page(counter.code) + "?begin=1")
    assert "data-keep" not in questions.content.decode()
    ticket = questions.context["ticket"]
    answer = client.post(link_page(counter.code), posted(ticket=ticket))
    assert "have arrived" in client.get(answer.url).content.decode()
    client.post(link_page(counter.code), posted(ticket=ticket))
    row = SurveyResponse.objects.get()
    assert (row.answers, row.work_unit, row.pseudonym) == (KEPT, counter.work_unit, "")
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize(("title", "said"), [("Reaksi peserta", "Reaction"), ("Minggu pertama", "Minggu pertama")])
def test_a_survey_called_like_its_questionnaire_has_its_english_name(
    client: Client, surveyed: Surveyed, title: str, said: str
) -> None:
    counter = make_client_run(surveyed, title=title).counters.get()
    client.cookies["language"] = "en"
    assert f"<h1>{said}</h1>" in client.get(link_page(counter.code)).content.decode()


def test_a_page_that_is_too_old_keeps_what_was_typed(client: Client, surveyed: Surveyed) -> None:
    counter = make_client_run(surveyed).counters.get()
    answer = client.post(link_page(counter.code), posted(ticket="old"))
    assert answer.status_code == 422
    assert "Terlalu cepat" in answer.content.decode()
    assert client.post(link_page(counter.code), posted(ticket=answer.context["ticket"])).status_code == 302


def test_a_counter_is_limited_and_ends(client: Client, surveyed: Surveyed) -> None:
    run = make_client_run(surveyed)
    counter = run.counters.get()
    found = {client.post(link_page(counter.code), {}).status_code for _try in range(65)}
    assert found == {422, 429}
    with clock.at(run.closes_at):
        assert client.get(link_page(counter.code)).status_code == 410


def late(client: Client, page: str, run: SurveyRun, **more: Any) -> str:
    """What is said to somebody whose answers come in just when the survey closes: after the page was looked up, before they are kept."""
    closed: list[int] = []

    def closing(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not closed and sql.startswith("SELECT") and 'FROM "evaluation_surveyrun"' in sql:
            closed.append(run.pk)
            SurveyRun.objects.filter(pk=run.pk).update(state=RunState.CLOSED, closed_at=clock.now())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(closing):
        answer = client.post(page, posted(**more))
    assert closed
    assert answer.status_code == 410
    assert not SurveyResponse.objects.filter(run=run).exists()
    return answer.content.decode()


def test_what_is_said_of_answers_that_came_too_late(client: Client, surveyed: Surveyed) -> None:
    """On one's own device a draft stays; at a counter nothing does, and nothing else is said."""
    counter = make_client_run(surveyed).counters.get()
    page = client.get(link_page(counter.code) + "?begin=1")
    said = late(client, link_page(counter.code), counter.run, ticket=page.context["ticket"])
    assert "Nothing of what you typed is kept" in said or "tidak disimpan" in said
    run = make_run(surveyed)
    client.force_login(surveyed.users[0])
    said = late(client, answer_page(run), run)
    assert "on this device only" in said or "hanya di perangkat ini" in said


def test_a_supervisor_is_told_whose_code_it_is(client: Client, surveyed: Surveyed) -> None:
    run = make_run(surveyed, audience=Audience.SUPERVISORS, privacy=Privacy.CONFIDENTIAL, by_unit=True)
    client.force_login(surveyed.cast.supervisor)
    page = client.get(answer_page(run))
    assert "under a code of the person they are about" in page.content.decode()
    assert "under a code instead of your name" not in page.content.decode()
    assert "broken down by work unit" not in page.content.decode()
