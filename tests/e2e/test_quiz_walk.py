"""A pre-test in the browser: on a phone with the line cut in the middle, in two tabs, without JavaScript, and at a facilitator's desk."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page, expect

from assignments.enums import AttemptState, QuestionKind, QuizKind, ReviewMoment
from assignments.models import Attempt, Quiz, RefusedAnswer
from assignments.services import quizzes
from assignments.services.quizzes import PartPlan
from courses.models import Cohort, Enrolment
from courses.services.facilitators import add_facilitator
from lms.people import clock
from tests.conftest import Cast
from tests.e2e.browsing import follow
from tests.e2e.conftest import PageAt
from tests.factories.assignments.quizzes import make_question, make_quiz, make_topic, sit
from tests.factories.courses import make_cohort, make_enrolment

Look = Callable[[Page], None]
SignIn = Callable[[Page, object], None]
Visit = Callable[..., object]


@pytest.fixture
def cohort(cast: Cast, live_server: object) -> Cohort:
    cohort = make_cohort(actor=cast.coordinator, starts_on=clock.today())
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    return cohort


@pytest.fixture
def enrolment(cast: Cast, cohort: Cohort) -> Enrolment:
    return make_enrolment(actor=cast.coordinator, cohort=cohort, name="Sekar Wening")


@pytest.fixture
def quiz(cast: Cast, cohort: Cohort) -> Quiz:
    """One question of each way of answering."""
    topic = make_topic(actor=cast.coordinator, name="Melayani pencari kerja")
    bodies = {
        QuestionKind.ONE: None,
        QuestionKind.SHORT: {"prompt": "Apa nama layanan ini?", "variants": ["Kios SIAPkerja"]},
        QuestionKind.ORDERING: {
            "prompt": "Urutkan langkahnya.",
            "steps": [{"key": f"s{n}", "text": f"Langkah {n}"} for n in (1, 2, 3)],
        },
        QuestionKind.MATCHING: {
            "prompt": "Pasangkan.",
            "pairs": [{"key": f"p{n}", "left": f"Kiri {n}", "right": f"Kanan {n}"} for n in (1, 2)],
        },
    }
    parts = [
        PartPlan(question=make_question(actor=cast.coordinator, topic=topic, kind=kind, body=body, code=f"tes-{kind}"))
        for kind, body in bodies.items()
    ]
    return make_quiz(
        actor=cast.coordinator,
        cohort=cohort,
        parts=parts,
        minutes=30,
        pass_mark=70,
        review=ReviewMoment.AFTER_HAND_IN,
    )


def begin(page: Page, sign_in: SignIn, visit: Visit, enrolment: Enrolment) -> str:
    sign_in(page, enrolment.user)
    visit(page, "/dashboard/")
    page.locator("section.card.next h2 a[href^='/quizzes/']").click()
    page.locator("form[action$='/start/'] button").click()
    expect(page).to_have_url(re.compile("/quizzes/attempts/"))
    expect(page.locator("#quiz")).to_have_attribute("data-ready", "1")
    return page.url


def question(page: Page, number: int) -> object:
    return page.locator(f"[data-question='{number}']")


@pytest.mark.parametrize("width", [360])
def test_a_pre_test_on_a_phone_with_the_line_cut_in_the_middle(
    page_at: PageAt, sign_in: SignIn, visit: Visit, look: Look, quiz: Quiz, enrolment: Enrolment, width: int
) -> None:
    page = page_at(width)
    sign_in(page, enrolment.user)
    visit(page, "/quizzes/")
    look(page)
    visit(page, f"/quizzes/{quiz.public_id}/")
    look(page)
    here = begin(page, sign_in, visit, enrolment)
    look(page)
    one, short = question(page, 1), question(page, 2)
    one.locator(".option", has_text="benar").click()
    expect(one.locator("[data-state]")).to_have_attribute("data-tone", "ok")
    # The line goes. What is answered now is kept on the phone, and says so.
    page.context.set_offline(True)
    short.locator("input:not([type=hidden])").fill("kios siapkerja")
    short.locator("input:not([type=hidden])").blur()
    expect(short.locator("[data-state]")).to_have_attribute("data-tone", "wait")
    expect(page.locator("[data-line]")).not_to_be_empty()
    attempt = Attempt.objects.get()
    assert attempt.items.get(order=2).answer is None
    # A reload with the line cut finds no page; the answer waits on the phone for the next one.
    with pytest.raises(Error):
        page.reload()
    page.context.set_offline(False)
    page.goto(here)
    expect(page.locator("#quiz")).to_have_attribute("data-ready", "1")
    expect(short.locator("input:not([type=hidden])")).to_have_value("kios siapkerja")
    expect(short.locator("[data-state]")).to_have_attribute("data-tone", "ok")
    assert attempt.items.get(order=2).answer == "kios siapkerja"
    # The rest, by buttons and lists.
    ordering = question(page, 3)
    ordering.locator(".movers button").nth(1).click()
    expect(ordering.locator("[data-state]")).to_have_attribute("data-tone", "ok")
    page.get_by_role("button", name=re.compile("Serahkan|Hand in")).click()
    expect(page).to_have_url(re.compile(r"check=1"))
    expect(page.locator(".notice a[href='#question-4']")).to_be_visible()
    look(page)
    for select in page.locator("[data-question='4'] select").all():
        select.select_option(index=1)
    expect(question(page, 4).locator("[data-state]")).to_have_attribute("data-tone", "ok")
    page.get_by_role("button", name=re.compile("Serahkan|Hand in")).click()
    expect(page).to_have_url(re.compile("/result/"))
    expect(page.locator("#topics")).to_be_visible()
    look(page)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.MARKED
    assert attempt.points is not None
    assert attempt.points >= 2


def test_two_tabs_never_overwrite_each_other(
    page_at: PageAt, sign_in: SignIn, visit: Visit, look: Look, quiz: Quiz, enrolment: Enrolment
) -> None:
    first = page_at(360)
    here = begin(first, sign_in, visit, enrolment)
    second = page_at(1280)
    sign_in(second, enrolment.user)
    visit(second, here)
    expect(second.locator("#quiz")).to_have_attribute("data-ready", "1")
    question(first, 1).locator(".option", has_text="benar").click()
    expect(question(first, 1).locator("[data-state]")).to_have_attribute("data-tone", "ok")
    question(second, 1).locator(".option", has_text="salah").click()
    told = question(second, 1).locator("[data-told]")
    expect(told).to_contain_text("benar")
    look(second)
    item = Attempt.objects.get().items.get(order=1)
    assert item.answer == "a"
    told.locator("button").first.click()
    expect(question(second, 1).locator("[data-state]")).to_have_attribute("data-tone", "ok")
    item.refresh_from_db()
    assert item.answer == "b"


def test_tabs_of_one_browser_follow_each_other_and_hear_of_the_hand_in(
    page_at: PageAt, sign_in: SignIn, visit: Visit, look: Look, quiz: Quiz, enrolment: Enrolment
) -> None:
    first = page_at(360)
    here = begin(first, sign_in, visit, enrolment)
    second = first.context.new_page()
    visit(second, here)
    expect(second.locator("#quiz")).to_have_attribute("data-ready", "1")
    question(first, 1).locator(".option", has_text="benar").click()
    # What nobody has touched in the second tab follows, without a quarrel and without a reload.
    expect(question(second, 1).locator(".option", has_text="benar").locator("input")).to_be_checked()
    expect(question(second, 1).locator("[data-told]")).to_be_hidden()
    question(second, 1).locator(".option", has_text="salah").click()
    expect(question(first, 1).locator(".option", has_text="salah").locator("input")).to_be_checked()
    first.get_by_role("button", name=re.compile("Serahkan|Hand in")).click()
    expect(first).to_have_url(re.compile("check=1"))
    first.locator("button[name=hand_in][value=anyway]").click()
    expect(first).to_have_url(re.compile("/result/"))
    # Asked once a moment after the other tab has begun to hand in, and again after 40 seconds.
    expect(second.locator("[data-ended]")).to_be_visible(timeout=60_000)
    expect(question(second, 1).locator("input[type=radio]").first).to_be_disabled()
    look(second)
    assert Attempt.objects.get().items.get(order=1).answer == "b"
    second.locator("[data-ended] a").click()
    expect(second).to_have_url(re.compile("/result/"))


def test_what_is_typed_after_the_facilitator_has_closed_is_kept_and_the_page_says_so(
    page_at: PageAt, sign_in: SignIn, visit: Visit, quiz: Quiz, enrolment: Enrolment, cast: Cast
) -> None:
    page = page_at(360)
    begin(page, sign_in, visit, enrolment)
    quizzes.close_quiz(actor=cast.coordinator, quiz=quiz)
    question(page, 1).locator(".option", has_text="benar").click()
    expect(page.locator("[data-ended]")).to_be_visible()
    expect(page.locator("[data-how]")).to_contain_text(re.compile("WIB|WITA|WIT"))
    expect(question(page, 1).locator("[data-state]")).to_have_attribute("data-tone", "bad")
    assert RefusedAnswer.objects.get().answer == "a"


def test_the_start_page_opens_by_itself(
    page_at: PageAt, sign_in: SignIn, visit: Visit, quiz: Quiz, enrolment: Enrolment, cast: Cast
) -> None:
    quizzes.close_quiz(actor=cast.coordinator, quiz=quiz)
    page = page_at(360)
    sign_in(page, enrolment.user)
    visit(page, f"/quizzes/{quiz.public_id}/")
    expect(page.locator("form[action$='/start/']")).to_have_count(0)
    quizzes.open_quiz(actor=cast.coordinator, quiz=quiz)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator("form[action$='/start/'] button").click()
    expect(page).to_have_url(re.compile("/quizzes/attempts/"))


def test_a_phone_whose_clock_is_a_day_wrong_counts_down_rightly(
    page_at: PageAt, sign_in: SignIn, visit: Visit, quiz: Quiz, enrolment: Enrolment
) -> None:
    page = page_at(360)
    page.add_init_script(
        "const true_now = Date.now; Date.now = () => true_now() + 86400000;"
        "const TrueDate = Date; window.Date = class extends TrueDate {"
        "constructor(...all) { all.length ? super(...all) : super(true_now() + 86400000); }"
        "static now() { return true_now() + 86400000; } };"
    )
    begin(page, sign_in, visit, enrolment)
    expect(page.locator("[data-left]")).to_have_text(re.compile("^(29|30) "))
    question(page, 1).locator(".option", has_text="benar").click()
    expect(question(page, 1).locator("[data-state]")).to_have_attribute("data-tone", "ok")
    assert Attempt.objects.get().items.get(order=1).late_seconds == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_without_javascript(
    page_at: PageAt, sign_in: SignIn, visit: Visit, quiz: Quiz, enrolment: Enrolment, width: int
) -> None:
    page = page_at(width, scripts=False)
    sign_in(page, enrolment.user)
    visit(page, f"/quizzes/{quiz.public_id}/")
    follow(page.locator("form[action$='/start/'] button"))
    question(page, 1).locator(".option", has_text="benar").click()
    follow(page.locator("[data-save] button"))
    expect(question(page, 1).locator("input[type=radio]:checked")).to_have_count(1)
    question(page, 2).locator("input:not([type=hidden])").fill("Kios SIAPkerja")
    # Enter in a field saves, it does not hand in.
    with page.expect_navigation():
        question(page, 2).locator("input:not([type=hidden])").press("Enter")
    assert Attempt.objects.get().state == AttemptState.OPEN
    assert Attempt.objects.get().items.get(order=2).answer == "Kios SIAPkerja"
    follow(page.locator("button[name=hand_in]"))
    follow(page.locator("button[name=hand_in][value=anyway]"))
    expect(page).to_have_url(re.compile("/result/"))
    assert Attempt.objects.get().points >= 2


def test_a_facilitators_desk(
    page: Page, sign_in: SignIn, visit: Visit, axe: Callable[..., None], cast: Cast, cohort: Cohort
) -> None:
    topic = make_topic(actor=cast.coordinator)
    parts = [PartPlan(question=make_question(actor=cast.coordinator, topic=topic)) for _ in range(4)]
    pre = make_quiz(actor=cast.coordinator, cohort=cohort, parts=parts, pass_mark=60)
    post = make_quiz(actor=cast.coordinator, cohort=cohort, kind=QuizKind.POST_TEST, pre_test=pre, title="Tes akhir")
    for number in range(6):
        one = make_enrolment(actor=cast.coordinator, cohort=cohort, name=f"Peserta {number}")
        sit(pre, one, right=number % 3)
        sit(post, one, right=min(4, number % 3 + 2))
    sign_in(page, cast.facilitator)
    visit(page, "/quizzes/")
    axe(page)
    follow(page.locator("#cohorts a").first)
    axe(page)
    follow(page.locator("tbody th a", has_text="Tes akhir"))
    axe(page)
    manage = page.url
    follow(page.locator("#lines a[href$='/paper/']").first)
    axe(page)
    for name in ("items", "gain", "edit", "allowances"):
        visit(page, manage.replace("/manage/", f"/{name}/"))
        axe(page)
    visit(page, f"/cohorts/{cohort.public_id}/quizzes/new/")
    axe(page)
