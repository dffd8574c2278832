"""The register for tests: a cohort in the field, a stronger version of a lesson, a form LT-11."""

from __future__ import annotations

import itertools
from typing import Any

from assignments.models import SubmissionVersion
from assignments.schema import normal
from assignments.starter import read_forms
from cms.enums import VersionState
from cms.markdown.documents import write_document
from cms.models import CurriculumVersion, VersionItem
from courses.models import Cohort, Enrolment
from fieldpractice.models import Constraint
from fieldpractice.services import constraints as services
from lms.people.models import User
from tests.factories.assignments.grading import make_form_version
from tests.factories.assignments.submissions import make_handed_in, make_task
from tests.factories.cms import freeze, lesson_document
from tests.factories.courses import make_version

_count = itertools.count(1)

LESSON = "LKP-1.1"
TEXT = "## Satu\n\nCatat jam permintaan OTP, tunggu, lalu minta ulang satu kali saja."


def raised(by: User, cohort: Cohort, title: str = "OTP tidak pernah masuk", **fields: Any) -> Constraint:
    """A constraint raised by the service."""
    values: dict[str, Any] = {"kind": "system", "service": 1, "client_key": f"kunci-uji-{next(_count)}"}
    return services.raise_constraint(actor=by, cohort=cohort, title=title, **{**values, **fields})


def lesson_in(version: CurriculumVersion, code: str = LESSON) -> VersionItem:
    return version.items.get(code=code)


def make_stronger(
    *, actor: User, before: CurriculumVersion, code: str = LESSON, text: str = TEXT, state: str = VersionState.PUBLISHED
) -> CurriculumVersion:
    """A later version of the same curriculum in which one lesson says something else."""
    version = make_version(actor=actor, based_on=before, state=state)
    frozen = freeze(write_document(lesson_document(f"Judul {code}", code=code, text=text)))
    version.items.filter(code=code).update(frozen=frozen, digest=frozen.digest)
    return version


ANSWERS = {
    "tanggal": "2026-09-08",
    "kategori": "Akun SIAPkerja",
    "uraian": "OTP tidak pernah masuk ke nomor pencari kerja. Sudah dicoba pada tiga operator.",
    "dampak": "Tinggi",
    "upaya": "Meminta ulang setelah sepuluh menit.",
    "dukungan": "Pengelola SIAPkerja",
    "penguatan": "Menggunakan SIAPkerja",
    "status": "Terbuka",
}


def hand_in_form(
    *, actor: User, enrolment: Enrolment, code: str = "LT-11", answers: dict[str, Any] | None = None, **more: Any
) -> SubmissionVersion:
    """A form LT-11 (or one of that shape under another code), handed in."""
    shape = next(one for one in read_forms() if one["code"] == "LT-11")
    version = make_form_version(
        actor=actor, schema=normal({**shape, "code": code}), code=code, title="Log kendala teknis"
    )
    task = make_task(actor=actor, cohort=enrolment.cohort, form_version=version, **more)
    return make_handed_in(task=task, enrolment=enrolment, answers={**ANSWERS, **(answers or {})})
