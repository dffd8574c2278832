"""Forms being filled in and handed in, for the permission table: the participant's own, a colleague's, and one of another cohort."""

from __future__ import annotations

from assignments.purposes import SUBMISSION
from assignments.services.submissions import return_for_improvement
from courses.models import Cohort, Enrolment
from lms.files.models import StoredFile
from lms.files.services import begin_upload
from lms.people.models import User, WorkUnit
from tests.factories.assignments.submissions import make_handed_in, make_photo, make_task
from tests.factories.courses import make_enrolment
from tests.factories.files import paper
from tests.factories.people import make_user

Objects = dict[str, dict[str, str]]


def make_forms(people: dict[str, User], far_away: WorkUnit) -> Objects:
    coordinator = people["coordinator"]
    own, other = (Cohort.objects.get(name=name) for name in ("Own", "Other"))
    mine = Enrolment.objects.get(cohort=own, user=people["participant"])
    tasks = {
        "own": make_task(actor=coordinator, cohort=own),
        "done": make_task(actor=coordinator, cohort=own),
        "other": make_task(actor=coordinator, cohort=other),
    }
    found: Objects = {f"task.{name}": {"pid": task.public_id} for name, task in tasks.items()}
    found |= {f"fill.{name}": {"pid": task.public_id, "ordinal": "1"} for name, task in tasks.items()}
    found["fill.more"] = {"pid": tasks["own"].public_id, "ordinal": "9"}
    # Of another unit: nobody of the near one is in this cohort.
    person = make_user(email="jauh@example.test", name="Petugas Jauh", work_unit=far_away)
    elsewhere = make_enrolment(actor=coordinator, cohort=other, user=person)
    colleague = Enrolment.objects.get(cohort=own, user=people["colleague"])
    for name, enrolment, task in (
        ("own", mine, tasks["done"]),
        ("colleague", colleague, tasks["done"]),
        ("other", elsewhere, tasks["other"]),
    ):
        file = make_photo(enrolment, name="surat.pdf", content=paper())
        version = make_handed_in(task=task, enrolment=enrolment, answers={"bukti": [file.public_id]})
        submission = version.submission
        return_for_improvement(actor=coordinator, submission=submission, version=version, reason="Lengkapi")
        make_handed_in(task=task, enrolment=enrolment, answers={"bukti": [file.public_id]})
        found[f"submission.{name}"] = {"pid": submission.public_id}
        found[f"handed.{name}"] = {"pid": submission.public_id, "number": "1"}
        found |= _file(name, file)
    found |= _file("loose", make_photo(mine, name="belum.pdf", content=paper()))
    upload = begin_upload(actor=people["participant"], purpose=SUBMISSION, key="kunci-izin", name="a.jpg", size=9)
    return found | {"upload.own": {"pid": upload.public_id}}


def _file(name: str, file: StoredFile) -> Objects:
    return {
        f"file.{name}": {"pid": file.public_id},
        f"page.of.{name}": {"pid": file.public_id, "number": "1"},
    }
