"""The pages of those in charge: planning, changing, setting, following, allowing, regrading, and the spreadsheet."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from assignments.enums import QuizKind, QuizState
from assignments.models import Attempt, Question, Quiz, QuizAllowance
from assignments.queries.quizzes import fingerprint
from assignments.services import bank, keys, quizzes
from assignments.services.starter import load_bank
from courses.models import Cohort, Enrolment
from lms.people import clock
from lms.people.models import AuditEntry
from tests.assignments.quizzes.asking import address
from tests.conftest import Cast
from tests.courses.asking import as_user, queries, sent_again, status
from tests.factories.assignments.quizzes import begin, make_question, make_quiz, make_topic, sit
from tests.factories.courses import make_cohort, make_enrolment

COHORT_PAGES = ("cohort_quizzes", "quiz_add")
QUIZ_PAGES = ("quiz_manage", "quiz_edit", "quiz_delete", "quiz_allow", "quiz_results", "quiz_items")


@pytest.fixture
def quiz(cast: Cast, cohort: Cohort) -> Quiz:
    return make_quiz(actor=cast.coordinator, cohort=cohort, minutes=30, pass_mark=70)


@pytest.mark.parametrize("page", [*COHORT_PAGES, *QUIZ_PAGES])
def test_who_runs_a_cohorts_quizzes(cast: Cast, cohort: Cohort, quiz: Quiz, enrolment: Enrolment, page: str) -> None:
    pid = cohort.public_id if page in COHORT_PAGES else quiz.public_id
    url = address(page, pid)
    assert status(None, "get", url) == 401
    for user in (enrolment.user, cast.supervisor, cast.reviewer, cast.outsider):
        assert status(user, "get", url) == 403
    for user in (cast.facilitator, cast.coordinator, cast.admin):
        assert status(user, "get", url) == 200
    assert status(cast.coordinator, "get", address(page, "0" * 12)) == 404
    assert status(cast.coordinator, "delete", url) == 405


@pytest.mark.parametrize("page", [*QUIZ_PAGES, "quiz_open", "quiz_close"])
def test_a_facilitator_runs_no_quiz_of_another_cohort(cast: Cast, page: str) -> None:
    other = make_quiz(actor=cast.coordinator, cohort=make_cohort(actor=cast.coordinator))
    method = "post" if page in {"quiz_open", "quiz_close"} else "get"
    assert status(cast.facilitator, method, address(page, other.public_id)) == 404


def filled(**more: str) -> dict[str, str]:
    usual = {
        "kind": QuizKind.PRE_TEST.value,
        "title": "Tes awal",
        "grace_seconds": "120",
        "attempts": "1",
        "review": "after_close",
        "weight": "0",
    }
    return {**usual, **more}


def test_planning_a_quiz(cast: Cast, cohort: Cohort) -> None:
    topic = make_topic(actor=cast.coordinator, questions=3)
    fixed = make_question(actor=cast.coordinator, topic=topic)
    data = filled(
        **{f"topic-{topic.pk}": "2", "questions": fixed.code, "opens_at": "2026-08-06T09:00", "minutes": "30"}
    )
    response = as_user(cast.facilitator).post(address("quiz_add", cohort.public_id), data)
    quiz = Quiz.objects.get()
    assert response.headers["Location"] == address("quiz_manage", quiz.public_id)
    assert [(part.question_id, part.topic_id, part.count) for part in quiz.parts.all()] == [
        (fixed.pk, None, 1),
        (None, topic.pk, 2),
    ]
    assert (quiz.state, quiz.opens_at.isoformat()) == (QuizState.DRAFT, "2026-08-06T02:00:00+00:00")


def test_a_pre_test_comes_filled_in_from_the_starter_bank(cast: Cast, cohort: Cohort) -> None:
    load_bank(actor=cast.coordinator)
    client, url = as_user(cast.facilitator), address("quiz_add", cohort.public_id)
    form = client.get(url).context["form"]
    drawn = {field.name: str(field.value()) for field in form if field.name.startswith("topic-")}
    assert len(drawn) == 8
    assert sum(map(int, drawn.values())) == 20
    client.post(url, filled(**drawn))
    quizzes.open_quiz(actor=cast.facilitator, quiz=Quiz.objects.get())
    other = client.get(url, {"kind": "practice"}).context["form"]
    assert not any(field.value() for field in other if field.name.startswith("topic-"))


@pytest.mark.parametrize(
    "bad",
    [
        {"title": ""},
        {"questions": "tidak-ada"},
        {"minutes": "0"},
        {"pass_mark": "101"},
        {"opens_at": "besok"},
        {"opens_at": "2026-08-06T09:00", "closes_at": "2026-08-06T08:00"},
    ],
)
def test_a_form_with_a_fault_comes_back_with_what_was_typed(cast: Cast, cohort: Cohort, bad: dict[str, str]) -> None:
    response = as_user(cast.facilitator).post(address("quiz_add", cohort.public_id), filled(intro="Baca dulu", **bad))
    assert response.status_code == 422
    assert "Baca dulu" in response.content.decode()
    assert not Quiz.objects.exists()


def test_more_than_a_topic_has_is_refused(cast: Cast, cohort: Cohort) -> None:
    topic = make_topic(actor=cast.coordinator, questions=3)
    data = filled(**{f"topic-{topic.pk}": "4"})
    assert as_user(cast.facilitator).post(address("quiz_add", cohort.public_id), data).status_code == 422


def test_a_post_test_is_offered_and_comes_filled_in(cast: Cast, cohort: Cohort, quiz: Quiz) -> None:
    client = as_user(cast.facilitator)
    link = f"{address('quiz_add', cohort.public_id)}?pre={quiz.public_id}"
    assert link in client.get(address("cohort_quizzes", cohort.public_id)).content.decode()
    topic = quiz.parts.get().topic
    data = filled(kind="post_test", title="Tes akhir", **{f"topic-{topic.pk}": "3"})
    client.post(link, data)
    assert Quiz.objects.get(pre_test=quiz).parts.get().count == 3
    assert link not in client.get(address("cohort_quizzes", cohort.public_id)).content.decode()


def test_changing_from_an_old_page_is_a_conflict(cast: Cast, quiz: Quiz) -> None:
    client, url = as_user(cast.facilitator), address("quiz_edit", quiz.public_id)
    topic = quiz.parts.get().topic
    seen = fingerprint(Quiz.objects.get(pk=quiz.pk))
    data = filled(seen=seen, title="Satu", **{f"topic-{topic.pk}": "3"})
    assert client.post(url, data).status_code == 302
    refused = client.post(url, {**data, "title": "Dua"})
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"__all__", "title"}, "only what differs is named"
    assert Quiz.objects.get(pk=quiz.pk).title == "Satu"
    assert client.post(url, sent_again(refused)).status_code == 302, "the page that came back can be saved"
    assert Quiz.objects.get(pk=quiz.pk).title == "Dua"


def test_what_somebody_else_set_is_seen_on_the_page_that_comes_back(cast: Cast, cohort: Cohort) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, opened=False)
    client, url = as_user(cast.facilitator), address("quiz_edit", quiz.public_id)
    page = client.get(url)
    assert f">{QuizState.DRAFT.label}</" in page.text
    quizzes.open_quiz(actor=cast.coordinator, quiz=quiz)
    refused = client.post(url, sent_again(page))
    assert refused.status_code == 422
    assert ">Terbuka</" in refused.text
    assert f">{QuizState.DRAFT.label}</" not in refused.text


def test_a_topic_that_was_taken_out_meanwhile_is_named(cast: Cast, quiz: Quiz) -> None:
    client, url = as_user(cast.facilitator), address("quiz_edit", quiz.public_id)
    part = quiz.parts.get()
    codes = [one.code for one in Question.objects.filter(topic=part.topic)[:2]]
    data = filled(seen=fingerprint(Quiz.objects.get(pk=quiz.pk)), questions="\n".join(codes))
    assert client.post(url, data).status_code == 302
    drawn = f"topic-{part.topic_id}"
    refused = client.post(url, {**data, drawn: "3", "questions": ", ".join(codes)})
    told = refused.context["form"].errors
    assert told.keys() == {"__all__", drawn}, "the same codes with commas are no change"
    assert told[drawn] == ["Yang tercatat sekarang: –"]


def test_setting_closing_and_setting_again(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, opened=False)
    client = as_user(cast.facilitator)
    for name, state in (("quiz_open", "open"), ("quiz_open", "open"), ("quiz_close", "closed"), ("quiz_open", "open")):
        client.post(address(name, quiz.public_id))
        assert Quiz.objects.get(pk=quiz.pk).state == state


def test_the_page_says_what_closing_leaves_open_and_that_a_later_closing_can_be_given(
    cast: Cast, quiz: Quiz, enrolment: Enrolment
) -> None:
    page = as_user(cast.facilitator).get(address("quiz_manage", quiz.public_id)).content.decode()
    assert "kecuali bagi peserta yang kuisnya dibuka lebih lama" in page
    assert page.count("ambahan waktu, percobaan, atau waktu tutup yang lebih lama") == 2, "the link, and one per person"


def test_a_person_is_given_more(cast: Cast, quiz: Quiz, enrolment: Enrolment) -> None:
    client, url = as_user(cast.facilitator), address("quiz_allow", quiz.public_id)
    data = {"person": enrolment.public_id, "extra_minutes": "15", "reason": "Listrik padam"}
    assert client.post(url, {**data, "reason": ""}).status_code == 422
    assert client.post(url, {**data, "extra_minutes": "0"}).status_code == 422
    elsewhere = make_enrolment(actor=cast.coordinator, cohort=make_cohort(actor=cast.coordinator))
    assert client.post(url, {**data, "person": elsewhere.public_id}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert QuizAllowance.objects.get().extra_minutes == 15
    assert "Listrik padam" in client.get(url).content.decode()
    Quiz.objects.filter(pk=quiz.pk).update(closes_at=clock.now() + timedelta(days=1))
    longer = {"person": enrolment.public_id, "open_until": "2026-08-09T20:00", "reason": "Sakit"}
    assert client.post(url, longer).status_code == 302
    manage, start = (address(name, quiz.public_id) for name in ("quiz_manage", "quiz_detail"))
    for reader, page in ((cast.facilitator, url), (cast.facilitator, manage), (enrolment.user, start)):
        assert "20.00 WIB" in as_user(reader).get(page).content.decode()


def test_following_who_is_where(cast: Cast, cohort: Cohort, quiz: Quiz, enrolment: Enrolment) -> None:
    idle = make_enrolment(actor=cast.coordinator, cohort=cohort, name="Belum Mulai")
    begin(quiz, make_enrolment(actor=cast.coordinator, cohort=cohort, name="Sedang Kerja"))
    sit(quiz, enrolment, right=3)
    client, url = as_user(cast.facilitator), address("quiz_manage", quiz.public_id)
    everybody = client.get(url).content.decode()
    assert "100,0%" in everybody
    for state, who in (("none", idle.user.name), ("open", "Sedang Kerja"), ("marked", "Sekar Wening")):
        page = client.get(url, {"state": state}).content.decode()
        assert who in page
        assert sum(name in page for name in (idle.user.name, "Sedang Kerja", "Sekar Wening")) == 1


def test_the_spreadsheet_has_everybody_and_text_stays_text(
    cast: Cast, cohort: Cohort, quiz: Quiz, enrolment: Enrolment
) -> None:
    make_enrolment(actor=cast.coordinator, cohort=cohort, name="=1+1")
    sit(quiz, enrolment, right=2)
    response = as_user(cast.facilitator).get(address("quiz_results", quiz.public_id))
    rows = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    by_name = {row[0]: row for row in rows[1:]}
    assert set(by_name) == {"Sekar Wening", "=1+1"}
    points, most, percent = by_name["Sekar Wening"][7:10]
    assert (points, most, percent) == (2, 3, 66.67)
    assert by_name["=1+1"][3] == 0


def changed_key(cast: Cast, quiz: Quiz) -> Question:
    question = Attempt.objects.filter(quiz=quiz).first().items.get(order=1).version.question
    options = [{**one, "correct": one["key"] == "b"} for one in question.current.body["options"]]
    bank.edit_question(
        actor=cast.coordinator,
        question=question,
        seen=1,
        topic=question.topic,
        body={**question.current.body, "options": options},
        points=question.current.points,
    )
    return Question.objects.select_related("current").get(pk=question.pk)


def test_a_changed_key_is_shown_tried_and_applied(cast: Cast, quiz: Quiz, enrolment: Enrolment) -> None:
    client = as_user(cast.facilitator)
    attempt = sit(quiz, enrolment, right=3)
    question = changed_key(cast, quiz)
    url = address("quiz_regrade", quiz.public_id, question.code)
    assert url in client.get(address("quiz_manage", quiz.public_id)).content.decode()
    page = client.get(url).content.decode()
    assert "Sekar Wening" in page
    assert "66,67%" in page
    assert "peserta membacanya di situ" in page
    seen = keys.dry_run(quiz=quiz, question=question).digest
    refused = client.post(url, {"seen": "x", "reason": "Kunci keliru"})
    assert refused.status_code == 422
    assert client.post(url, {"seen": seen, "reason": ""}).status_code == 422
    assert sent_again(refused) == {"seen": seen, "reason": "Kunci keliru"}
    assert client.post(url, sent_again(refused)).status_code == 302
    attempt.refresh_from_db()
    assert attempt.points == 2
    assert status(enrolment.user, "get", url) == 403
    assert status(cast.facilitator, "get", address("quiz_regrade", quiz.public_id, "tidak-ada")) == 404


@pytest.mark.parametrize("page", ["cohort_quizzes", "quiz_manage"])
@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_for_one_and_for_three(cast: Cast, cohort: Cohort, page: str, count: int) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort)
    for number in range(count):
        sit(quiz, make_enrolment(actor=cast.coordinator, cohort=cohort, name=f"Peserta {number}"), right=number)
        if number and page == "cohort_quizzes":
            make_quiz(actor=cast.coordinator, cohort=cohort, title=f"Tes {number}")
    pid = cohort.public_id if page == "cohort_quizzes" else quiz.public_id
    cost = queries(as_user(cast.facilitator), address(page, pid))
    assert cost == {"cohort_quizzes": 9, "quiz_manage": 16}[page]


def test_a_draft_is_deleted_once_said_so(cast: Cast, cohort: Cohort) -> None:
    draft = make_quiz(actor=cast.coordinator, cohort=cohort, opened=False)
    client, url = as_user(cast.facilitator), address("quiz_delete", draft.public_id)
    assert url in client.get(address("quiz_manage", draft.public_id)).text
    assert draft.title in client.get(url).text
    assert Quiz.objects.count() == 1
    assert client.post(url)["Location"] == address("cohort_quizzes", cohort.public_id)
    assert not Quiz.objects.exists()
    assert Question.objects.exists()
    assert client.post(url).status_code == 404
    assert AuditEntry.objects.get(action="assignments.quiz.delete").changes == {"title": [draft.title, None]}


def test_what_was_set_or_is_leant_on_is_not_deleted(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    was_set = make_quiz(actor=cast.coordinator, cohort=cohort)
    pre = make_quiz(actor=cast.coordinator, cohort=cohort, opened=False, kind=QuizKind.PRE_TEST)
    make_quiz(actor=cast.coordinator, cohort=cohort, opened=False, kind=QuizKind.POST_TEST, pre_test=pre)
    given = make_quiz(actor=cast.coordinator, cohort=cohort, opened=False)
    QuizAllowance.objects.create(
        quiz=given, enrolment=enrolment, extra_minutes=5, reason="Sakit", actor=cast.coordinator
    )
    for quiz in (was_set, pre, given):
        assert status(cast.facilitator, "post", address("quiz_delete", quiz.public_id)) == 422
    assert Quiz.objects.count() == 4
