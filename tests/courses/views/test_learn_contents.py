"""The contents of a cohort's course, and the list of one's courses."""

from __future__ import annotations

from datetime import timedelta

from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from courses.services import learning, stages
from tests.conftest import Cast
from tests.courses.asking import address, as_user, queries, status
from tests.factories.courses import START, learner_of, make_cohort, make_enrolment, make_version, outline
from tests.factories.people import make_user

S = EnrolmentState


def test_shows_state_jp_and_where_to_go_on(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    lessons = outline(cohort).lessons
    learning.mark_done(actor=enrolment.user, learner=learner_of(enrolment), lesson=lessons[0])
    page = as_user(enrolment.user).get(address("learn_contents", cohort.public_id))
    assert page.context["jp"] == 1
    assert page.context["next"].href == address("learn_lesson", cohort.public_id, lessons[1].slug)
    states = [row.state for row in page.context["courses"][0]["modules"][0].lessons]
    assert states == ["done", "new"]


def test_says_what_classes_earned(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    url, client = address("learn_contents", cohort.public_id), as_user(enrolment.user)
    assert "JP diperoleh di pertemuan" not in client.get(url).text
    Enrolment.objects.filter(pk=enrolment.pk).update(class_jp=7)
    assert "7 JP diperoleh di pertemuan" in client.get(url).text


def test_a_closed_module_shows_its_reason_and_no_links(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    _first, second, _offline = outline(cohort).modules
    stages.change_gates(
        actor=cast.coordinator, cohort=cohort, gates={second: (START + timedelta(days=35), None)}, seen_plan_no=1
    )
    page = as_user(enrolment.user).get(address("learn_contents", cohort.public_id)).text
    assert "Senin, 7 September 2026" in page
    assert address("learn_lesson", cohort.public_id, outline(cohort).lessons[2].slug) not in page


def test_denials(cast: Cast, cohort: Cohort) -> None:
    url = address("learn_contents", cohort.public_id)
    make_enrolment(actor=cast.coordinator, cohort=cohort, user=cast.outsider, state=S.ACCEPTED)
    assert status(None, "get", url) == 401
    assert status(cast.outsider, "get", url) == 403
    assert status(cast.reviewer, "get", url) == 404
    assert status(cast.coordinator, "get", url) == 200
    assert status(cast.outsider, "post", url) == 405
    assert status(cast.outsider, "get", address("learn_contents", "0" * 12)) == 404


def test_the_same_queries_for_a_short_and_a_long_course(cast: Cast) -> None:
    counts = set()
    for modules in (1, 8):
        cohort = make_cohort(actor=cast.coordinator, version=make_version(actor=cast.admin, modules=modules))
        enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, user=make_user(work_unit=cast.unit))
        client = as_user(enrolment.user)
        url = address("learn_contents", cohort.public_id)
        counts.add(queries(client, url))
    assert counts == {4}


def test_with_one_course_the_list_leads_straight_to_it(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    client = as_user(enrolment.user)
    assert client.get(address("learn_list"))["Location"] == address("learn_contents", cohort.public_id)
    second = make_cohort(actor=cast.coordinator, version=cohort.version)
    make_enrolment(actor=cast.coordinator, cohort=second, user=enrolment.user)
    page = client.get(address("learn_list"))
    assert page.status_code == 200
    assert cohort.name in page.text
    assert second.name in page.text


def test_without_a_course_the_list_says_what_to_expect(cast: Cast) -> None:
    assert status(cast.outsider, "get", address("learn_list")) == 200
    assert status(None, "get", address("learn_list")) == 401
    assert status(cast.outsider, "post", address("learn_list")) == 405


def test_a_lesson_can_be_taken_offline(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    url = address("learn_offline", cohort.public_id, outline(cohort).lessons[0].slug)
    response = as_user(enrolment.user).get(url)
    assert "attachment" in response["Content-Disposition"]
    assert "Isi LKP-1.1." in response.text
    assert status(None, "get", url) == 401
    assert status(cast.outsider, "get", url) == 404
    assert status(enrolment.user, "post", url) == 405
