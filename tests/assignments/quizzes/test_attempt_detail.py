"""Taking a quiz in the browser without its script: the page, saving, handing in, two tabs, the clock, and the result."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from assignments.enums import AttemptState, QuestionKind, ReviewMoment
from assignments.models import Attempt, RefusedAnswer, Work
from assignments.queries.gradebook import Cell, lines_of
from assignments.results import PartState
from assignments.services import quizzes
from assignments.services.attempts import close_due
from assignments.services.drafts import Marked
from assignments.services.grading import Seen, give_grade
from assignments.services.quizzes import PartPlan
from assignments.services.releases import release
from courses.models import Cohort, Enrolment
from lms.people import clock
from tests.assignments.quizzes.asking import address, form_of, place
from tests.conftest import Cast
from tests.courses.asking import as_user, queries, status
from tests.factories.assignments.quizzes import answer, begin, finish, make_question, make_quiz, make_topic, sit
from tests.factories.courses import DURING, make_enrolment, outline


@pytest.fixture
def attempt(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> Attempt:
    return begin(make_quiz(actor=cast.coordinator, cohort=cohort, minutes=30, grace_seconds=120), enrolment)


def answers(attempt: Attempt) -> list[str | None]:
    return list(attempt.items.order_by("order").values_list("answer", flat=True))


@pytest.mark.parametrize("page", ["attempt_detail", "attempt_clock", "attempt_result"])
def test_an_attempt_is_its_persons_alone(cast: Cast, cohort: Cohort, attempt: Attempt, page: str) -> None:
    colleague = make_enrolment(actor=cast.coordinator, cohort=cohort).user
    url = address(page, attempt.public_id)
    assert status(None, "get", url) == 401
    for user in (colleague, cast.facilitator, cast.admin, cast.outsider):
        assert status(user, "get", url) == 404
    assert status(attempt.enrolment.user, "post", url) == 405


@pytest.mark.parametrize("page", ["attempt_save", "answer_save", "attempt_hand_in"])
def test_nobody_else_writes_an_attempt(cast: Cast, cohort: Cohort, attempt: Attempt, page: str) -> None:
    colleague = make_enrolment(actor=cast.coordinator, cohort=cohort).user
    url = address(page, attempt.public_id)
    assert status(None, "post", url) == 401
    for user in (colleague, cast.facilitator, cast.admin):
        assert status(user, "post", url, order="1", seq="1", q1="0") == 404
    assert status(attempt.enrolment.user, "get", url) == 405
    assert answers(attempt) == [None] * 3


def test_the_page_tells_nothing_of_the_key(attempt: Attempt) -> None:
    page = as_user(attempt.enrolment.user).get(address("attempt_detail", attempt.public_id)).content.decode()
    assert "Tepat." not in page
    assert "Karena begitu." not in page
    assert 'value="a"' not in page


def test_saving_and_coming_back_finds_the_answers(attempt: Attempt) -> None:
    client, url = as_user(attempt.enrolment.user), address("attempt_save", attempt.public_id)
    response = client.post(url, form_of(attempt, {1: "a", 3: "b"}, save="1"))
    assert response.headers["Location"] == address("attempt_detail", attempt.public_id)
    assert answers(attempt) == ["a", None, "b"]
    assert client.get(response.headers["Location"]).content.decode().count(" checked") == 2
    client.post(url, form_of(attempt, {}, save="1"))
    assert list(attempt.items.order_by("order").values_list("seq", flat=True)) == [1, 0, 1]


def test_handing_in_with_gaps_asks_first(attempt: Attempt) -> None:
    client, url = as_user(attempt.enrolment.user), address("attempt_save", attempt.public_id)
    response = client.post(url, form_of(attempt, {1: "a"}, hand_in="1"))
    assert response.headers["Location"].endswith("?check=1")
    page = client.get(response.headers["Location"]).content.decode()
    assert 'href="#question-2"' in page
    assert 'href="#question-1"' not in page
    response = client.post(url, form_of(attempt, {}, hand_in="anyway"))
    assert response.headers["Location"] == address("attempt_result", attempt.public_id)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.points) == (AttemptState.MARKED, 1)


def test_a_full_page_is_handed_in_at_once_and_twice_is_once(attempt: Attempt) -> None:
    client, url = as_user(attempt.enrolment.user), address("attempt_save", attempt.public_id)
    data = form_of(attempt, {1: "a", 2: "a", 3: "b"}, hand_in="1")
    for _ in range(2):
        assert client.post(url, data).headers["Location"] == address("attempt_result", attempt.public_id)
    attempt.refresh_from_db()
    assert attempt.points == 2
    assert not RefusedAnswer.objects.exists()


def test_an_old_tab_is_told_and_keeps_what_was_typed(attempt: Attempt) -> None:
    client, url = as_user(attempt.enrolment.user), address("attempt_save", attempt.public_id)
    old = form_of(attempt, {1: "b", 2: "a"}, save="1")
    answer(attempt, 1, "a", tab="ponsel lain")
    response = client.post(url, old)
    page = response.content.decode()
    assert response.status_code == 409
    assert attempt.items.get(order=1).answer == "a"
    assert attempt.items.get(order=2).answer == "a"
    item = attempt.items.get(order=1)
    assert f'value="{place(item, "b")}" autocomplete="off" checked' in page
    assert "benar" in page
    # Sent again with both seen, it is a decision.
    data = {**form_of(attempt, {1: "b"}, save="1"), "was-1": ""}
    assert client.post(url, data).status_code == 302
    assert attempt.items.get(order=1).answer == "b"


def test_an_old_tab_that_did_not_touch_a_question_leaves_it_alone(attempt: Attempt) -> None:
    client, url = as_user(attempt.enrolment.user), address("attempt_save", attempt.public_id)
    old = form_of(attempt, {2: "a"}, save="1")
    answer(attempt, 1, "a", tab="ponsel lain")
    assert client.post(url, old).status_code == 302
    assert answers(attempt) == ["a", "a", None]


def test_after_the_grace_the_page_is_kept_but_does_not_count(attempt: Attempt) -> None:
    client, url = as_user(attempt.enrolment.user), address("attempt_save", attempt.public_id)
    data = form_of(attempt, {1: "a"}, save="1")
    with clock.at(DURING + timedelta(minutes=33)):
        response = client.post(url, data)
        result = client.get(response.headers["Location"]).content.decode()
    assert response.headers["Location"] == address("attempt_result", attempt.public_id)
    assert RefusedAnswer.objects.get().answer == "a"
    assert "benar" in result
    attempt.refresh_from_db()
    assert attempt.points == 0


# --- One answer, as the page's script sends it ---


def send(attempt: Attempt, place_of: int, key: str, **more: str) -> tuple[int, dict[str, object]]:
    item, at = attempt.items.get(order=place_of), str(place_of)
    data = {"order": at, f"q{at}": place(item, key), "seq": "1", f"base-{at}": "0", "tab": "satu", **more}
    response = as_user(attempt.enrolment.user).post(address("answer_save", attempt.public_id), data)
    return response.status_code, response.json() if response["Content-Type"] == "application/json" else {}


def test_an_answer_is_saved_and_the_server_says_how_long_is_left(attempt: Attempt) -> None:
    with clock.at(DURING + timedelta(minutes=10)):
        status_code, told = send(attempt, 1, "a")
    assert status_code == 200
    assert (told["outcome"], told["seq"], told["left"]) == ("saved", 1, 20 * 60)


def test_lateness_within_the_grace_is_told(attempt: Attempt) -> None:
    with clock.at(DURING + timedelta(minutes=30, seconds=12)):
        _status, told = send(attempt, 1, "a")
    assert (told["outcome"], told["late"]) == ("saved", 12)
    assert "12" in str(told["words"])


def test_another_tab_is_told_what_stands(attempt: Attempt) -> None:
    send(attempt, 1, "a")
    status_code, told = send(attempt, 1, "b", tab="dua")
    assert status_code == 409
    assert told["outcome"] == "conflict"
    assert "benar" in str(told["standing"])


@pytest.mark.parametrize("bad", [{"order": "9"}, {"order": "x"}, {"seq": "99999999999"}, {"order": ""}])
def test_what_is_no_answer_is_refused(attempt: Attempt, bad: dict[str, str]) -> None:
    status_code, _told = send(attempt, 1, "a", **bad)
    expected = 200 if "seq" in bad else 422
    assert status_code == expected


def test_the_clock_is_the_servers(attempt: Attempt) -> None:
    client, url = as_user(attempt.enrolment.user), address("attempt_clock", attempt.public_id)
    with clock.at(DURING + timedelta(minutes=29)):
        told = client.get(url).json()
        assert "WIB" in told.pop("until")
        assert told == {"open": True, "ended": "", "left": 60, "over": False, "grace": 120}
    with clock.at(DURING + timedelta(minutes=33)):
        told = client.get(url).json()
        assert told.pop("until")
        assert told == {"open": True, "ended": "", "left": 0, "over": True, "grace": 120}
    finish(attempt)
    told = client.get(url).json()
    assert told["open"] is False
    assert "WIB" in told["ended"]


def test_an_answer_after_the_end_hears_how_it_ended(attempt: Attempt) -> None:
    finish(attempt)
    status_code, told = send(attempt, 1, "a")
    assert (status_code, told["outcome"]) == (200, "handed_in")
    assert "WIB" in str(told["ended"])


# --- The result ---


def test_answers_are_shown_when_it_is_their_time(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    for review, shown in (
        (ReviewMoment.AFTER_HAND_IN, True),
        (ReviewMoment.AFTER_CLOSE, False),
        (ReviewMoment.NEVER, False),
    ):
        quiz = make_quiz(actor=cast.coordinator, cohort=cohort, review=review, closes_at=DURING + timedelta(hours=1))
        url = address("attempt_result", sit(quiz, enrolment, right=1).public_id)
        client = as_user(enrolment.user)
        assert ("Karena begitu." in client.get(url).content.decode()) is shown
        with clock.at(DURING + timedelta(hours=1)):
            page = client.get(url).content.decode()
        assert ("Karena begitu." in page) is (review != ReviewMoment.NEVER)


def test_answers_wait_until_nobody_answers_any_more(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    closes = DURING + timedelta(hours=1)
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, review=ReviewMoment.AFTER_CLOSE, closes_at=closes)
    url = address("attempt_result", sit(quiz, enrolment, right=1).public_id)
    slower = make_enrolment(actor=cast.coordinator, cohort=cohort)
    quizzes.allow(actor=cast.facilitator, quiz=quiz, enrolment=slower, reason="Disabilitas", extra_minutes=20)
    begin(quiz, slower)
    client = as_user(enrolment.user)
    with clock.at(closes + timedelta(minutes=10)):
        page = client.get(url).content.decode()
        assert "Karena begitu." not in page
        assert "masih dibuka bagi seorang peserta" in page
    with clock.at(closes + timedelta(minutes=30)):
        assert close_due() == 1
        assert "Karena begitu." in client.get(url).content.decode()


def test_an_essays_grade_shows_once_it_is_released(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    topic = make_topic(actor=cast.coordinator, questions=1)
    essay = make_question(actor=cast.coordinator, topic=topic, kind=QuestionKind.ESSAY, points="4")
    parts = [PartPlan(topic=topic, count=1), PartPlan(question=essay)]
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, parts=parts, pass_mark=50)
    attempt = begin(quiz, enrolment)
    answer(attempt, 1, "a")
    answer(attempt, 2, "Karena hak warga.")
    finish(attempt)
    client = as_user(enrolment.user)
    result, start = address("attempt_result", attempt.public_id), address("quiz_detail", quiz.public_id)

    def shown() -> list[bool]:
        pages = [client.get(url).content.decode() for url in (result, start, address("quiz_list"))]
        return ["#number-2" in pages[0], "80,0%" in pages[0], "4 dari 5" in pages[1], "80,0%" in pages[2]]

    assert shown() == [True, False, False, False]
    assert "1 dari 1" in client.get(result).content.decode()
    work = Work.objects.get()
    give_grade(actor=cast.facilitator, work=work, marked=Marked(points=Decimal(3)), seen=Seen(grades=0))
    attempt.refresh_from_db()
    assert attempt.points is None, "an essay counts in its attempt from its release on"
    assert shown() == [True, False, False, False]
    assert line_of(cohort, enrolment, released_only=True).part.state == PartState.WAITING
    assert line_of(cohort, enrolment, released_only=False).part.state == PartState.WAITING
    assert not line_of(cohort, enrolment, released_only=False).released
    release(actor=cast.facilitator, works=[Work.objects.get()])
    assert shown() == [False, True, True, True]
    assert line_of(cohort, enrolment, released_only=True).part.percent == Decimal("80.00")


def line_of(cohort: Cohort, enrolment: Enrolment, *, released_only: bool) -> Cell:
    (line,) = lines_of(cohort, Enrolment.objects.filter(pk=enrolment.pk), released_only=released_only)
    return line.cells[0]


def test_the_result_says_what_was_earned_and_where_to_read_again(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    weak, strong = (make_topic(actor=cast.coordinator, questions=2) for _ in range(2))
    first, second = outline(cohort).lessons[:2]
    weak.lessons.create(lesson_key=first.key)
    strong.lessons.create(lesson_key=second.key)
    parts = [PartPlan(topic=weak, count=2), PartPlan(topic=strong, count=2)]
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, parts=parts, pass_mark=75)
    attempt = sit(quiz, enrolment, right=lambda item: item.version.question.topic_id == strong.pk or item.order == 1)
    page = as_user(enrolment.user).get(address("attempt_result", attempt.public_id)).content.decode()
    assert "75,0%" in page
    assert first.slug in page
    assert second.slug not in page


def test_an_essays_writer_reads_it_again_but_no_explanation(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    essay = make_question(
        actor=cast.coordinator,
        topic=make_topic(actor=cast.coordinator),
        kind=QuestionKind.ESSAY,
        body={"prompt": "Mengapa?", "explanation": "Rahasia sampai tutup."},
    )
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, parts=[PartPlan(question=essay)], review=ReviewMoment.NEVER)
    attempt = begin(quiz, enrolment)
    answer(attempt, 1, "Karena hak warga.")
    finish(attempt)
    page = as_user(enrolment.user).get(address("attempt_result", attempt.public_id)).content.decode()
    assert "Karena hak warga." in page
    assert "Rahasia" not in page


def test_before_and_after_lead_to_each_other(attempt: Attempt) -> None:
    client = as_user(attempt.enrolment.user)
    result, page = (address(name, attempt.public_id) for name in ("attempt_result", "attempt_detail"))
    assert client.get(result).headers["Location"] == page
    client.post(address("attempt_hand_in", attempt.public_id))
    assert client.get(page).headers["Location"] == result


@pytest.mark.parametrize("page", ["attempt_detail", "attempt_result"])
def test_a_page_costs_the_same_for_one_question_and_for_three(
    cast: Cast, cohort: Cohort, enrolment: Enrolment, page: str
) -> None:
    costs = []
    for count in (1, 3):
        attempt = begin(make_quiz(actor=cast.coordinator, cohort=cohort, questions=count), enrolment)
        if page == "attempt_result":
            finish(attempt)
        costs.append(queries(as_user(enrolment.user), address(page, attempt.public_id)))
    assert costs[0] == costs[1]
    assert costs[0] == {"attempt_detail": 5, "attempt_result": 9}[page]
