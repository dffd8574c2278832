"""The demo's quizzes: a pre-test and its post-test in the finished and the running cohort, practice to be done now, essays that
wait for their grader, and a pre-test that has just opened in the newest cohort.

People answer by chance: each has an ability of their own, each question its difficulty, and after the course everybody is better.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import exp
from random import Random
from typing import Any

from assignments.answers import Given
from assignments.enums import QuestionKind, QuizKind, ReviewMoment
from assignments.models import Question, QuestionVersion, Quiz, Topic
from assignments.queries.sittings import items_of
from assignments.questions.bodies import CHOICES, Body
from assignments.questions.marking import right_answer
from assignments.services import attempts, quizzes
from assignments.services.many_attempts import Sitting, take_many
from assignments.services.quizzes import PartPlan, QuizPlan
from assignments.starter import usual_blueprint
from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from lms.people import clock
from lms.people.models import User

K = QuestionKind
BEFORE, AFTER = -0.3, 1.1
ESSAYS = (
    "Klien jarang menyebut masalahnya sendiri. Saya bertanya dulu tentang hari-harinya, baru soal lowongan; kalau tidak, ia tidak kembali.",
    "Catatan layanan harus singkat: apa yang disepakati dan kapan kabar berikutnya, supaya petugas lain dapat meneruskan.",
    "Lowongan tanpa WLKP saya tunda, lalu menghubungi perusahaannya. Pencari kerja diberi tahu alasannya, bukan hanya ditolak.",
)


@dataclass
class Sitters:
    """Who takes quizzes in one cohort, each with an ability, and the chance that decides."""

    cohort: Cohort
    people: list[Enrolment]
    chance: Random

    def __post_init__(self) -> None:
        self.ability = {one.pk: self.chance.gauss(0, 0.8) for one in self.people}

    def take(self, quiz: Quiz, people: Sequence[Enrolment], first: date, *, days: int, learnt: float) -> None:
        """Let these people take a quiz within some days of its first."""
        sittings = []
        for one in people:
            start = clock.at_midday(
                first + timedelta(days=self.chance.randrange(days)), minutes=self.chance.randint(-170, 300)
            )
            end = start + timedelta(minutes=self.chance.randint(11, 28))
            seed = f"{self.chance.getrandbits(96):024x}"
            sittings.append(Sitting(one, start, end, seed, self.answers(one, learnt)))
        take_many(quiz=quiz, sittings=sittings)

    def answers(self, one: Enrolment, learnt: float) -> Callable[[QuestionVersion], Any]:
        """What somebody answers: right by ability and difficulty, else what a mistake looks like."""

        def answer(version: QuestionVersion) -> Any:
            kind, body = version.question.kind, version.body
            hard = Random(version.question.code).gauss(0, 0.9)  # noqa: S311 - each question its own difficulty
            if self.chance.random() < 1 / (1 + exp(hard - self.ability[one.pk] - learnt)):
                return right_answer(kind, body)
            return None if self.chance.random() < 0.06 else mistake(kind, body, self.chance)

        return answer


def build_quizzes(*, cohorts: Sequence[Cohort], staff: dict[str, User], today: date, chance: Random) -> None:
    """Add the quizzes of the three cohorts, each at its time. The first cohort must not have been finished yet."""
    finished, running, new = (Sitters(cohort, _learners(cohort), chance) for cohort in cohorts)
    facilitator = staff["fasilitator"]
    for sitters in (finished, running):
        _both_tests(sitters, facilitator)
    _practice(running, facilitator, today)
    _cases(running, facilitator, today)
    _fresh_pre_test(new, staff["fasilitator2"], today)


def _both_tests(sitters: Sitters, actor: User) -> None:
    """The pre-test in the first four days of the online stage, the post-test in its last four; a few miss one of them."""
    online = sitters.cohort.stages.get(order=1)
    pre = _set(sitters.cohort, actor, online.starts_on, days=4, kind=QuizKind.PRE_TEST, title="Tes awal")
    people = sitters.people
    misses_before, misses_after = people[5:6], people[7:9]
    early = [one for one in people if one not in misses_before]
    sitters.take(pre, early, online.starts_on, days=4, learnt=BEFORE)
    last = online.ends_on - timedelta(days=3)
    post = _set(
        sitters.cohort, actor, last, days=4, kind=QuizKind.POST_TEST, title="Tes akhir", pre_test=pre, mark=Decimal(70)
    )
    if people:
        with clock.at(clock.at_midday(last, minutes=-200)):
            reason = "Jaringan di satpel sering putus pada jam layanan"
            quizzes.allow(actor=actor, quiz=post, enrolment=people[0], reason=reason, extra_minutes=15)
    late = [one for one in people if one not in misses_after]
    sitters.take(post, late, last, days=4, learnt=AFTER)
    for quiz in (pre, post):
        if quiz.closes_at:
            with clock.at(quiz.closes_at):
                quizzes.close_quiz(actor=actor, quiz=quiz)


def _practice(sitters: Sitters, actor: User, today: date) -> None:
    """Practice that is open now; the first person has not begun it."""
    topics = list(Topic.objects.order_by("order", "code")[2:6])
    plan = QuizPlan(
        title="Latihan pekan ini: melayani dan mencocokkan",
        intro="Boleh diulang dua kali. Jawaban benar dan penjelasannya langsung terlihat setelah diserahkan.",
        opens_at=clock.at_midday(today, minutes=-5 * 24 * 60),
        closes_at=clock.at_midday(today + timedelta(days=9), minutes=12 * 60 - 1),
        attempts=3,
        review=ReviewMoment.AFTER_HAND_IN,
    )
    with clock.at(clock.at_midday(today, minutes=-6 * 24 * 60)):
        quiz = quizzes.plan_quiz(
            actor=actor,
            cohort=sitters.cohort,
            kind=QuizKind.PRACTICE,
            plan=plan,
            parts=[PartPlan(topic=topic, count=2) for topic in topics],
        )
        quizzes.open_quiz(actor=actor, quiz=quiz)
    sitters.take(quiz, sitters.people[1:60:3], today - timedelta(days=4), days=4, learnt=0.6)


def _cases(sitters: Sitters, actor: User, today: date) -> None:
    """A test with an essay; three have handed it in and wait for their grader, one is under way."""
    essay = Question.objects.filter(kind=K.ESSAY, retired_at__isnull=True).order_by("code").first()
    case = Question.objects.filter(kind=K.SCENARIO, retired_at__isnull=True).order_by("code").first()
    if essay is None or case is None:
        return
    with clock.at(clock.at_midday(today, minutes=-4 * 24 * 60)):
        quiz = quizzes.plan_quiz(
            actor=actor,
            cohort=sitters.cohort,
            kind=QuizKind.TEST,
            plan=QuizPlan(
                title="Studi kasus praktik lapangan",
                intro="Satu kasus dan satu esai. Esai dinilai fasilitator.",
                closes_at=clock.at_midday(today + timedelta(days=5)),
                pass_mark=Decimal(70),
                review=ReviewMoment.AFTER_CLOSE,
                weight=Decimal(10),
            ),
            parts=[PartPlan(question=case), PartPlan(question=essay)],
        )
        quizzes.open_quiz(actor=actor, quiz=quiz)
    for number, one in enumerate(sitters.people[2:6]):
        with clock.at(clock.at_midday(today - timedelta(days=3), minutes=number * 500 - 200)):
            _sit_by_hand(quiz, one, sitters, ESSAYS[number] if number < len(ESSAYS) else "")


def _sit_by_hand(quiz: Quiz, one: Enrolment, sitters: Sitters, essay: str) -> None:
    """Somebody takes a quiz with an essay; without a text it stays under way."""
    attempt = attempts.start(actor=one.user, quiz=quiz, enrolment=one, seed=f"{sitters.chance.getrandbits(96):024x}")
    answer = sitters.answers(one, AFTER)
    for item in items_of(attempt):
        value = essay if item.version.question.kind == K.ESSAY else answer(item.version)
        if value:
            given = Given(order=item.order, answer=value, seq=1, base=0, tab="demo")
            attempts.save_answer(actor=one.user, attempt=attempt, given=given)
    if essay:
        attempts.hand_in(actor=one.user, attempt=attempt)


def _fresh_pre_test(sitters: Sitters, actor: User, today: date) -> None:
    """The newest cohort's pre-test, open now: the first person has not begun, the others have handed in."""
    online = sitters.cohort.stages.get(order=1)
    first = min(online.starts_on, today)
    days = max(1, (today - first).days)
    quiz = _set(sitters.cohort, actor, first, days=days + 9, kind=QuizKind.PRE_TEST, title="Tes awal")
    sitters.take(quiz, sitters.people[1:], first, days=days, learnt=BEFORE)


def _set(
    cohort: Cohort,
    actor: User,
    first: date,
    *,
    days: int,
    kind: QuizKind,
    title: str,
    pre_test: Quiz | None = None,
    mark: Decimal | None = None,
) -> Quiz:
    """Plan and set a test of twenty questions over the eight topics, open from eight on the first day to the end of the last."""
    opens = clock.at_midday(first, minutes=-240)
    blueprint = usual_blueprint()
    topics = Topic.objects.filter(code__in=blueprint).order_by("order", "code")
    parts = [PartPlan(topic=topic, count=blueprint[topic.code]) for topic in topics]
    before = kind == QuizKind.PRE_TEST
    plan = QuizPlan(
        title=title,
        intro=_intro(before=before),
        opens_at=opens,
        closes_at=clock.at_midday(first + timedelta(days=days - 1), minutes=12 * 60 - 1),
        minutes=30,
        review=ReviewMoment.AFTER_CLOSE,
        pass_mark=mark,
    )
    with clock.at(_day_before(opens)):
        quiz = quizzes.plan_quiz(
            actor=actor, cohort=cohort, kind=kind, plan=plan, parts=[] if pre_test else parts, pre_test=pre_test
        )
        quizzes.open_quiz(actor=actor, quiz=quiz)
    return quiz


def _intro(*, before: bool) -> str:
    if before:
        return (
            "Tes ini menunjukkan apa yang sudah Anda ketahui sebelum belajar. Nilainya tidak memengaruhi kelulusan. "
            "Jawablah sendiri, dan kosongkan yang belum Anda tahu."
        )
    return "Soalnya lain, susunannya sama dengan tes awal, sehingga terlihat apa yang bertambah."


def _day_before(at: datetime) -> datetime:
    return at - timedelta(days=1)


def _learners(cohort: Cohort) -> list[Enrolment]:
    rows = Enrolment.objects.filter(cohort=cohort, state=EnrolmentState.ACTIVE)
    return list(rows.select_related("user", "cohort").order_by("user__email"))


def mistake(kind: str, body: Body, chance: Random) -> Any:
    """What a wrong answer to this question looks like."""
    if kind == K.SCENARIO:
        return {part["key"]: _in_a_case(part, chance) for part in body["parts"]}
    if kind in CHOICES:
        wrong = [option["key"] for option in body["options"] if not option.get("correct")]
        # The first wrong answer is the likeliest mistake.
        key = wrong[min(int(chance.expovariate(1.2)), len(wrong) - 1)]
        right = [option["key"] for option in body["options"] if option.get("correct")]
        return [*right[: chance.randint(0, len(right) - 1)], key] if kind == K.SEVERAL else key
    if kind == K.MATCHING:
        keys = [pair["key"] for pair in body["pairs"]]
        return dict(zip(keys, [*keys[2:], *keys[:2]], strict=True))
    if kind == K.ORDERING:
        steps = [step["key"] for step in body["steps"]]
        return [steps[1], steps[0], *steps[2:][::-1]]
    return str(chance.choice((10, 12, 24, 60))) if kind == K.NUMERIC else "tidak tahu"


def _in_a_case(part: dict[str, Any], chance: Random) -> Any:
    if chance.random() < 0.4:
        return right_answer(part["kind"], part["body"])
    return mistake(part["kind"], part["body"], chance)
