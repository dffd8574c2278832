"""The demo's desk: rubrics and sentences to begin with, then two graders at work, some of it released, some on its way back.

What waits was put there by the rooms that hand in; here it is graded as people do it, each work at its own time.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from assignments.enums import AllocationMode, WorkKind, WorkState
from assignments.models import RubricVersion, Work
from assignments.services import allocation, releases
from assignments.services.drafts import Marked, save_draft
from assignments.services.grading import Seen, give_grade, return_work
from assignments.services.starters import load_comments, load_rubrics
from courses.models import Cohort
from courses.services.facilitators import add_facilitator
from lms.people import clock
from lms.people.models import User

# However large the world: what two people grade in some weeks. The rest waits.
MOST = 240
PRAISE = (
    "Isian lengkap dan saling bersesuaian. Pertahankan.",
    "Alasan yang diberikan jelas dan dapat diperiksa.",
    "Langkah layanan runtut; petugas lain dapat melanjutkan tanpa bertanya.",
    "Bukti sudah tepat. Lain kali sertakan juga tanggalnya pada keterangan foto.",
    "",
)
RETURNS = (
    "Ringkasan masih umum. Tuliskan apa yang disepakati dengan klien dan kapan ditindaklanjuti.",
    "Bukti belum menunjukkan tanggal kegiatan. Ganti atau lengkapi, lalu kirim lagi.",
)
ASK = "Bukti untuk kriteria terakhir ada pada lampiran kedua. Mohon ditinjau lagi."


def build_rubrics(*, staff: dict[str, User]) -> None:
    """Load what a new site begins with, so that tasks can be set with a rubric."""
    load_rubrics(actor=staff["koordinator"])
    load_comments()


def build_grades(*, cohort: Cohort, staff: dict[str, User], today: date, chance: Random) -> None:
    """Let two facilitators share the cohort's work and grade most of what has waited longest.

    Of ten works about six are released, one is graded and not yet released, one is on its way back; two wait.
    """
    graders = [staff["fasilitator"], staff["fasilitator2"]]
    coordinator = staff["koordinator"]
    morning = clock.at_midday(today, minutes=-300)
    with clock.at(cohort.created_at):
        if not cohort.facilitators.filter(user=graders[1], valid_until__isnull=True).exists():
            add_facilitator(actor=coordinator, cohort=cohort, user=graders[1])
    with clock.at(morning):
        allocation.set_plan(actor=coordinator, cohort=cohort, mode=AllocationMode.EVEN, even=graders)
        allocation.share_out(actor=coordinator, cohort=cohort)
    works = list(_waiting(cohort))
    done = works[: min(MOST, len(works) * 8 // 10)]
    graded = [work for work in done if _take_up(work, graders, morning, chance)]
    with clock.at(morning + timedelta(hours=2)):
        _release(graded[: len(graded) * 6 // 7])
        _at_it_now(works[len(done) :], graders[0], chance)


def build_past_grades(*, cohort: Cohort, staff: dict[str, User], over: date, chance: Random) -> None:
    """Let the facilitator of a cohort that is to end have graded and released all that was handed in."""
    grader, day = staff["fasilitator"], clock.at_midday(over)
    with clock.at(day):
        allocation.set_plan(actor=staff["koordinator"], cohort=cohort, mode=AllocationMode.EVEN, even=[grader])
        allocation.share_out(actor=staff["koordinator"], cohort=cohort)
    works = list(_waiting(cohort))
    for work in works:
        version = work.submission.current.number if work.submission and work.submission.current else None
        with clock.at(_some_days_later(work.waiting_since, day, chance)):
            give_grade(actor=grader, work=work, marked=_marked(work, chance), seen=Seen(grades=0, version=version))
    with clock.at(day + timedelta(hours=2)):
        releases.release(actor=grader, works=works)


def _waiting(cohort: Cohort) -> Any:
    related = ("submission__current", "submission__task", "grader", "rubric", "enrolment__user", "cohort")
    rows = Work.objects.filter(cohort=cohort, state=WorkState.WAITING).select_related(*related)
    return rows.order_by("waiting_since", "id")


def _take_up(work: Work, graders: list[User], until: datetime, chance: Random) -> bool:
    """Grade a work some days after it came, or return it; whether it was graded."""
    grader = work.grader or graders[work.pk % 2]
    seen = Seen(
        grades=0, version=work.submission.current.number if work.submission and work.submission.current else None
    )
    with clock.at(_some_days_later(work.waiting_since, until, chance)):
        if work.kind == WorkKind.FORM and work.pk % 9 == 4:
            comment = RETURNS[chance.randrange(len(RETURNS))]
            return_work(actor=grader, work=work, marked=Marked(comment=comment), seen=seen)
            return False
        give_grade(actor=grader, work=work, marked=_marked(work, chance), seen=seen)
    return work.state == WorkState.GRADED


def _marked(work: Work, chance: Random) -> Marked:
    comment = PRAISE[chance.randrange(len(PRAISE))]
    if work.rubric is None:
        return Marked(
            points=(work.points_max * chance.randint(60, 100) / 100).quantize(work.points_max), comment=comment
        )
    return Marked(levels=_levels(work.rubric, chance), comment=comment)


def _levels(rubric: RubricVersion, chance: Random) -> dict[str, str]:
    """Choose a level for each criterion: the upper ones more often, the lowest seldom."""
    chosen = {}
    for one in rubric.criteria:
        weights = [1 + 3 * place for place in range(len(one["levels"]))]
        chosen[one["key"]] = chance.choices(one["levels"], weights)[0]["key"]
    return chosen


def _some_days_later(since: datetime, until: datetime, chance: Random) -> datetime:
    return max(since, min(since + timedelta(hours=chance.randint(6, 90)), until))


def _release(works: list[Work]) -> None:
    """Each grader releases what is theirs; the last participant has asked to look again."""
    for grader in dict.fromkeys(work.grader for work in works):
        releases.release(actor=grader, works=[work for work in works if work.grader == grader])
    if works:
        fresh = Work.objects.select_related("grade", "enrolment__user").get(pk=works[-1].pk)
        releases.ask_again(actor=fresh.enrolment.user, work=fresh, reason=ASK)


def _at_it_now(waiting: list[Work], grader: User, chance: Random) -> None:
    """One work is half done: a draft, as it is saved while somebody reads."""
    for work in waiting[:1]:
        if work.rubric is not None:
            first = work.rubric.criteria[0]
            levels = {first["key"]: first["levels"][-1]["key"]}
            save_draft(
                actor=grader, work=work, marked=Marked(levels=levels, comment=PRAISE[0]), seq=chance.randint(3, 9)
            )
