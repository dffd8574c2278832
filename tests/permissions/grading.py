"""What the permission table asks of grading: work of one's own cohort and of another, a released grade, a rubric, a sentence."""

from __future__ import annotations

from datetime import timedelta

from assignments.models import Work
from assignments.services import allocation, drafts, releases
from assignments.services.grading import give_grade
from courses.models import Enrolment
from lms.people import clock
from lms.people.models import User, WorkUnit
from tests.assignments.grading.asking import marked, seen
from tests.factories.assignments.grading import make_task, make_work


def make_grading(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    """Put work on the desk of both cohorts, release one grade of the participant, and make what the addresses need."""
    coordinator, grader = people["coordinator"], people["facilitator"]
    own = Enrolment.objects.select_related("cohort").get(user=people["participant"], state="active")
    other = Enrolment.objects.select_related("cohort").get(user=people["elsewhere"])
    works = {}
    for name, enrolment in (("own", own), ("released", own), ("other", other)):
        works[name] = make_work(task=make_task(actor=coordinator, cohort=enrolment.cohort), enrolment=enrolment)
    released = works["released"]
    give_grade(actor=grader, work=released, marked=marked(), seen=seen(released))
    releases.release(actor=grader, works=[released])
    absence = allocation.record_absence(
        actor=coordinator,
        grader=grader,
        first_day=clock.today() + timedelta(days=9),
        last_day=clock.today() + timedelta(days=9),
    )
    rubric = Work.objects.select_related("rubric__rubric").get(pk=works["own"].pk).rubric.rubric
    mine = drafts.bank_comment(actor=grader, text="Sertakan bukti.")
    shared = drafts.bank_comment(actor=coordinator, text="Samarkan nama klien.", shared=True)
    cohort = own.cohort.public_id
    return {
        **{f"work.{name}": {"pid": work.public_id} for name, work in works.items()},
        "comment.facilitator": {"number": str(mine.pk)},
        "comment.shared": {"number": str(shared.pk)},
        "absence.own": {"pid": cohort, "number": str(absence.pk)},
        "rubric": {"pid": rubric.public_id},
        "rubric.version": {"pid": rubric.public_id, "number": "1"},
        "part.excusable": {
            "pid": cohort,
            "enrolment": own.public_id,
            "subject": works["own"].subject.replace(":", "-"),
        },
    }
