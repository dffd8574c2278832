"""Surveys on staff's screens: lists, planning, one survey and what is done with it, links, posters, homes, the figure."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from fieldpractice.models import Placement
from fieldpractice.services.placements import place_cohort
from lms.evaluation import registry
from lms.evaluation.enums import Audience, Privacy, RunState
from lms.evaluation.figures import figure_of, in_words
from lms.evaluation.models import SurveyLink, SurveyRun
from lms.evaluation.registry import add_survey_section
from lms.evaluation.services import surveys as services
from lms.evaluation.services.surveys.answering import new_ticket
from lms.evaluation.survey_papers import counter_url
from lms.people import clock
from tests.evaluation.surveys.asked import (
    GOOD,
    PEOPLE,
    Surveyed,
    answer_all,
    invitee,
    make_client_run,
    make_questionnaire,
    make_run,
    plan,
)  # fmt: skip
from tests.factories.courses import make_cohort
from tests.factories.people import make_unit


def address(name: str, *args: Any) -> str:
    return reverse(f"evaluation:{name}", args=args)


@pytest.fixture
def desk(client: Client, surveyed: Surveyed) -> Client:
    client.force_login(surveyed.coordinator)
    return client


def typed(surveyed: Surveyed, **more: Any) -> dict[str, Any]:
    version = make_questionnaire(surveyed.coordinator).versions.get()
    moments = {"opens_at": clock.now() + timedelta(hours=1), "closes_at": clock.now() + timedelta(days=3)}
    data = {name: timezone.localtime(at).strftime("%Y-%m-%dT%H:%M") for name, at in moments.items()}
    return {"version": version.pk, "privacy": "anonymous", "title": "", **data, **more}


def test_the_lists_ask_the_same_at_one_and_at_three(
    desk: Client, surveyed: Surveyed, django_assert_num_queries: Any
) -> None:
    pages = {address("survey_list"): 6, address("cohort_surveys", surveyed.cohort.public_id): 6}
    make_run(surveyed)
    for page in pages:
        desk.get(page)
    for page, many in pages.items():
        with django_assert_num_queries(many):
            desk.get(page)
    make_run(surveyed)
    make_client_run(surveyed)
    for page, many in pages.items():
        with django_assert_num_queries(many):
            assert f"0 of {PEOPLE}" in desk.get(page).content.decode()


def test_one_is_planned(desk: Client, surveyed: Surveyed) -> None:
    there = address("survey_add", surveyed.cohort.public_id)
    assert desk.get(there).status_code == 200
    answer = desk.post(there, typed(surveyed))
    run = SurveyRun.objects.get()
    assert answer.url == run.get_absolute_url()
    assert (run.title, run.state, run.created_by) == ("Reaksi peserta", RunState.PLANNED, surveyed.coordinator)


def test_clients_are_compared_with_clients_before(desk: Client, surveyed: Surveyed) -> None:
    """The satisfaction at the counter before and after: two groups of people, as in any anonymous survey."""
    first = make_client_run(surveyed)
    there = address("survey_add", surveyed.cohort.public_id)
    fields = {"version": first.version_id, "before": first.pk, "kiosks": [surveyed.cast.unit.pk]}
    answer = desk.post(there, typed(surveyed, **fields))
    assert answer.status_code == 302, answer.context["form"].errors
    assert SurveyRun.objects.latest("pk").before == first


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"closes_at": "2020-01-01T10:00"}, "closes after"),
        ({"opens_at": "besok"}, "Enter a valid date"),
        ({"by_unit": "on"}, "carries no work unit"),
        ({"version": "999999"}, "Select a valid choice"),
    ],
)
def test_plans_that_are_refused_come_back_as_typed(
    desk: Client, surveyed: Surveyed, wrong: dict[str, Any], says: str
) -> None:
    answer = desk.post(address("survey_add", surveyed.cohort.public_id), typed(surveyed, title="Yang diketik", **wrong))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "Yang diketik" in answer.content.decode()


def test_the_questionnaire_says_who_answers(desk: Client, surveyed: Surveyed) -> None:
    """It is made for them: nobody is asked for it a second time, and nobody is refused for having forgotten to say it."""
    there = address("survey_add", surveyed.cohort.public_id)
    assert 'name="audience"' not in desk.get(there).content.decode()
    clients = make_questionnaire(surveyed.coordinator, Audience.CLIENTS).versions.get()
    answer = desk.post(there, typed(surveyed, version=clients.pk))
    assert answer.status_code == 422
    assert "Choose the kiosks" in answer.content.decode()
    assert desk.post(there, typed(surveyed, version=clients.pk, kiosks=[surveyed.cast.unit.pk])).status_code == 302
    assert SurveyRun.objects.get().audience == Audience.CLIENTS


def test_without_a_questionnaire_there_is_a_way_to_one(desk: Client, surveyed: Surveyed) -> None:
    text = desk.get(address("survey_add", surveyed.cohort.public_id)).content.decode()
    assert address("questionnaire_list") in text


def test_a_plan_is_changed_until_it_opens(desk: Client, surveyed: Surveyed) -> None:
    run = make_run(surveyed, opened=False)
    there = address("survey_edit", run.public_id)
    assert 'value="Reaksi"' in desk.get(there).content.decode()
    desk.post(there, typed(surveyed, version=run.version_id, title="Baru", privacy="confidential"))
    run.refresh_from_db()
    assert (run.title, run.privacy) == ("Baru", Privacy.CONFIDENTIAL)
    services.open_run(actor=surveyed.coordinator, run=run)
    assert desk.post(there, typed(surveyed, version=run.version_id)).status_code == 409


def test_opened_reminded_put_off_and_closed_by_buttons(desk: Client, surveyed: Surveyed) -> None:
    run = make_run(surveyed, opened=False)
    there = run.get_absolute_url()
    assert "Open it now" in desk.get(there).content.decode()
    assert "is open" in desk.post(address("survey_open", run.public_id), follow=True).content.decode()
    assert (
        f"{PEOPLE} people were reminded"
        in desk.post(address("survey_remind", run.public_id), follow=True).content.decode()
    )
    assert "today already" in desk.post(address("survey_remind", run.public_id), follow=True).content.decode()
    assert "Nobody has joined" in desk.post(address("survey_ask", run.public_id), follow=True).content.decode()
    later = timezone.localtime(run.closes_at + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert (
        "open longer"
        in desk.post(address("survey_extend", run.public_id), {"closes_at": later}, follow=True).content.decode()
    )
    text = desk.get(there).content.decode()
    # Said once, by the results themselves.
    assert "Results are shown when the survey is closed" in text
    assert "Results appear when the survey has closed" not in text
    assert "is closed" in desk.post(address("survey_close", run.public_id), follow=True).content.decode()
    assert "open already, or closed" in desk.post(address("survey_open", run.public_id), follow=True).content.decode()
    assert desk.post(address("survey_delete", run.public_id), follow=True).redirect_chain[0][0] == there


@pytest.mark.parametrize("closes_at", ["", "kapan-kapan", "2020-01-01T10:00", "2026-08-06T10:00"])
def test_ends_that_are_refused_open_the_dialog_again(desk: Client, surveyed: Surveyed, closes_at: str) -> None:
    run = make_run(surveyed)
    answer = desk.post(address("survey_extend", run.public_id), {"closes_at": closes_at})
    assert answer.status_code == 422
    assert answer.context["extend_open"]


def test_a_planned_one_is_deleted(desk: Client, surveyed: Surveyed) -> None:
    run = make_run(surveyed, opened=False)
    answer = desk.post(address("survey_delete", run.public_id))
    assert answer.url == address("cohort_surveys", surveyed.cohort.public_id)
    assert not SurveyRun.objects.exists()


def test_the_page_shows_the_rate_and_no_names(desk: Client, surveyed: Surveyed, django_assert_num_queries: Any) -> None:
    run = make_run(surveyed)
    for user in surveyed.users[:3]:
        services.give_answers(invitee=invitee(run, user), typed=GOOD)
    desk.get(run.get_absolute_url())
    with django_assert_num_queries(5):
        text = desk.get(run.get_absolute_url()).content.decode()
    assert "50.0" in text
    assert not [one for one in surveyed.users if one.name in text]


def test_another_part_puts_a_section_on_the_page(
    desk: Client, surveyed: Surveyed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_survey_sections", [])
    run = make_run(surveyed)
    add_survey_section(20, "evaluation/_survey_about.html", lambda _request, _run: {"about": surveyed.users[0]})
    add_survey_section(10, "no/such/template.html", lambda _request, _run: None)
    add_survey_section(10, "no/such/template.html", lambda _request, _run: None)
    assert f"About {surveyed.users[0].display_name}" in desk.get(run.get_absolute_url()).content.decode()


# --- Links and posters ---


@pytest.fixture
def by_link(surveyed: Surveyed) -> SurveyRun:
    place_cohort(actor=surveyed.coordinator, cohort=surveyed.cohort)
    Placement.objects.update(supervisor=None, supervisor_name="Ibu Rahayu", supervisor_email="rahayu@example.test")
    return make_run(surveyed, audience=Audience.SUPERVISORS, privacy=Privacy.CONFIDENTIAL)


def test_people_with_links(desk: Client, by_link: SurveyRun, django_assert_num_queries: Any) -> None:
    there = address("survey_people", by_link.public_id)
    desk.get(there)
    with django_assert_num_queries(6):
        text = desk.get(there).content.decode()
    assert text.count("Ibu Rahayu") >= PEOPLE
    assert "Text for WhatsApp" in text
    services.close_run(actor=by_link.created_by, run=by_link)
    assert "Text for WhatsApp" not in desk.get(there).content.decode()


def test_a_link_is_shown_and_sent_again(desk: Client, by_link: SurveyRun) -> None:
    link = SurveyLink.objects.first()
    assert link is not None
    answer = desk.post(address("survey_link_share", link.public_id))
    assert "/s/" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "on its way" in desk.post(address("survey_link_send", link.public_id), follow=True).content.decode()
    services.close_run(actor=by_link.created_by, run=by_link)
    assert "not open" in desk.post(address("survey_link_share", link.public_id), follow=True).content.decode()


def test_posters_carry_the_code_of_each_counter_and_no_person(desk: Client, surveyed: Surveyed) -> None:
    run = make_client_run(surveyed, surveyed.cast.unit, make_unit(name="BPVP Lain"))
    answer = desk.get(address("survey_poster", run.public_id))
    paper = pypdfium2.PdfDocument(BytesIO(answer.content))
    assert len(paper) == 2
    words = "".join(page.get_textpage().get_text_bounded() for page in paper)
    for counter in run.counters.all():
        assert counter_url(counter) in words.replace("\r\n", "").replace("\n", "")
    counter = run.counters.first()
    assert counter is not None
    one = desk.get(address("survey_poster", run.public_id) + f"?counter={counter.public_id}")
    assert len(pypdfium2.PdfDocument(BytesIO(one.content))) == 1
    assert desk.get(address("survey_poster", run.public_id) + "?counter=nowhere").status_code == 404


def test_nothing_stands_close_to_the_code_of_a_poster(desk: Client, surveyed: Surveyed) -> None:
    """A code needs four of its modules of white round it (ISO/IEC 18004), 1.45 cm where 29 of them are 10.5 cm wide."""
    run = make_client_run(surveyed)
    answer = desk.get(address("survey_poster", run.public_id))
    picture = pypdfium2.PdfDocument(BytesIO(answer.content))[0].render(scale=2).to_pil().convert("L")
    a_cm = picture.width / 21
    strip = picture.crop((round(5 * a_cm), 0, round(16 * a_cm), picture.height))
    dark = [min(strip.crop((0, y, strip.width, y + 1)).tobytes()) < 128 for y in range(strip.height)]
    ends = [y for y in range(1, len(dark)) if dark[y] != dark[y - 1]]
    top, end = max(pairwise(ends), key=lambda pair: (dark[pair[0]], pair[1] - pair[0]))
    assert (end - top) / a_cm == pytest.approx(10.5, abs=0.1)
    assert not any(dark[top - round(1.45 * a_cm) : top])
    assert not any(dark[end : end + round(1.45 * a_cm)])


def test_the_counters_count_who_came(desk: Client, surveyed: Surveyed) -> None:
    run = make_client_run(surveyed)
    counter = run.counters.get()
    for _client in range(2):
        services.give_at_counter(counter=counter, ticket=new_ticket(counter), typed=GOOD)
    assert "2 answers" in desk.get(run.get_absolute_url()).content.decode()


# --- Who sees what ---


def test_who_sees_a_survey_and_who_manages_it(client: Client, surveyed: Surveyed) -> None:
    run, cast = make_run(surveyed), surveyed.cast
    pages = [address("cohort_surveys", surveyed.cohort.public_id), run.get_absolute_url()]
    manage = [address("survey_add", surveyed.cohort.public_id), address("survey_edit", run.public_id)]
    for user in (cast.facilitator, cast.reviewer):
        client.force_login(user)
        assert [client.get(page).status_code for page in pages] == [200, 200]
        assert "Remind" not in client.get(pages[1]).content.decode()
        assert [client.get(page).status_code for page in manage] == [403, 403]
        assert client.post(address("survey_close", run.public_id)).status_code == 403
    for user in (cast.supervisor, cast.unit_contact, cast.outsider, surveyed.users[0]):
        client.force_login(user)
        assert [client.get(page).status_code for page in (*pages, *manage)] == [403] * 4


def test_facilitators_see_their_cohorts_and_what_is_about_themselves(client: Client, surveyed: Surveyed) -> None:
    other = make_cohort(actor=surveyed.coordinator, number=9)
    elsewhere = services.plan_run(actor=surveyed.coordinator, cohort=other, plan=plan(surveyed))
    colleague = surveyed.cast.admin
    about_me = make_run(surveyed, subject_user=surveyed.cast.facilitator)
    about_another = make_run(surveyed, subject_user=colleague)
    client.force_login(surveyed.cast.facilitator)
    assert client.get(about_me.get_absolute_url()).status_code == 200
    assert client.get(about_another.get_absolute_url()).status_code == 404
    assert client.get(elsewhere.get_absolute_url()).status_code == 404
    assert client.get(address("cohort_surveys", other.public_id)).status_code == 404
    text = client.get(address("survey_list")).content.decode()
    assert about_me.get_absolute_url() in text
    assert about_another.get_absolute_url() not in text


def test_wrong_methods(desk: Client, surveyed: Surveyed) -> None:
    run = make_run(surveyed, opened=False)
    for name in ("survey_open", "survey_ask", "survey_remind", "survey_extend", "survey_close", "survey_delete"):
        assert desk.get(address(name, run.public_id)).status_code == 405
    for name in ("survey_detail", "survey_people", "survey_poster"):
        assert desk.post(address(name, run.public_id)).status_code == 405


# --- Homes, and the figure ---


def test_what_waits_stands_at_home_until_it_is_answered(client: Client, surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    client.force_login(surveyed.users[0])
    assert address("survey_answer", run.public_id) in client.get("/dashboard/").content.decode()
    services.give_answers(invitee=invitee(run, surveyed.users[0]), typed=GOOD)
    assert address("survey_answer", run.public_id) not in client.get("/dashboard/").content.decode()
    text = client.get(address("survey_list")).content.decode()
    assert "Answered, and still open" in text


def test_the_response_rate_as_a_figure(surveyed: Surveyed) -> None:
    rate, clients = figure_of("surveys.response_rate"), figure_of("surveys.client_answers")
    assert rate is not None
    assert clients is not None
    assert rate.read(surveyed.cohort).value is None
    assert rate.read(surveyed.cohort).why
    first, second = make_run(surveyed), make_run(surveyed)
    answer_all(first)
    services.give_answers(invitee=invitee(second, surveyed.users[0]), typed=GOOD)
    at_counter = make_client_run(surveyed)
    services.give_at_counter(
        counter=at_counter.counters.get(), ticket=new_ticket(at_counter.counters.get()), typed=GOOD
    )
    for run in (first, second, at_counter):
        services.close_run(actor=surveyed.coordinator, run=run)
    reading = rate.read(surveyed.cohort)
    # It rests on everybody who was asked, not on those who answered.
    assert (reading.value, reading.n) == (Decimal(700) / 12, 2 * PEOPLE)
    lines = list(rate.rows(surveyed.cohort).lines)
    assert [line[2:] for line in lines] == [[6, 6, Decimal("100.0")], [6, 1, Decimal("16.7")]]
    assert clients.read(surveyed.cohort).value == 1
    assert list(clients.rows(surveyed.cohort).lines) == [[at_counter.title, 1]]
    assert rate.href is not None
    assert rate.href(surveyed.cohort) == address("cohort_surveys", surveyed.cohort.public_id)


def test_the_list_is_found_and_the_figures_of_the_report_stand_on_the_page(desk: Client, surveyed: Surveyed) -> None:
    assert address("survey_list") in desk.get(address("evaluation_home")).content.decode()
    page = address("cohort_surveys", surveyed.cohort.public_id)
    assert (desk.get(page).context["rate"], desk.get(page).context["clients"]) == ("", None)
    first, second = make_run(surveyed), make_run(surveyed)
    answer_all(first)
    services.give_answers(invitee=invitee(second, surveyed.users[0]), typed=GOOD)
    counter = make_client_run(surveyed).counters.get()
    services.give_at_counter(counter=counter, ticket=new_ticket(counter), typed=GOOD)
    for run in (first, second, counter.run):
        services.close_run(actor=surveyed.coordinator, run=run)
    answer = desk.get(page)
    told = [answer.context["rate"], str(answer.context["clients"])]
    for key, value in zip(("surveys.response_rate", "surveys.client_answers"), told, strict=True):
        figure = figure_of(key)
        assert figure is not None
        with override("en"):
            assert in_words(figure.read(surveyed.cohort), figure.unit) == value
        assert value in answer.content.decode()
    assert told[0].startswith("58.3")


def test_who_is_asked_finds_all_of_the_own_surveys(client: Client, surveyed: Surveyed) -> None:
    make_run(surveyed)
    client.force_login(surveyed.users[0])
    assert address("survey_list") in client.get(reverse("dashboard")).content.decode()
