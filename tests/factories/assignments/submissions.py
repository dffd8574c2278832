"""A form like the counselling record (LT-03), tasks that ask for it, and what people hand in."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from assignments import schema
from assignments.models import FormVersion, Submission, SubmissionVersion, Task
from assignments.purposes import SUBMISSION
from assignments.services.submissions import begin, hand_in
from courses.models import Cohort, Enrolment
from lms.files.models import StoredFile
from lms.people import clock
from lms.people.models import User
from tests.factories.assignments.grading import make_form_version, make_rubric
from tests.factories.assignments.grading import make_task as make_plain_task
from tests.factories.assignments.taskforms import form_code
from tests.factories.files import make_file

ONE = {"id": "Satu", "en": "One"}
FORM: dict[str, Any] = {
    "code": "LT-03",
    "title": {"id": "Catatan konseling", "en": "Counselling record"},
    "intro": {"id": "Satu catatan untuk satu klien.", "en": "One record for one client."},
    "sections": [
        {
            "key": "umum",
            "title": {"id": "Kegiatan", "en": "Activity"},
            "steps": ["4.1"],
            "fields": [
                {"key": "peserta", "type": "auto", "label": {"id": "Nama peserta"}, "source": "participant"},
                {"key": "nomor", "type": "auto", "label": {"id": "Nomor"}, "source": "number"},
                {"key": "tanggal", "type": "date", "label": {"id": "Tanggal kegiatan"}, "not_future": True},
                {"key": "jam", "type": "time", "label": {"id": "Jam mulai"}, "required": False},
                {"key": "lama", "type": "duration", "label": {"id": "Lama"}, "required": False},
                {"key": "konseli", "type": "text", "label": {"id": "Inisial konseli"}, "client_data": True},
                {
                    "key": "jenis",
                    "type": "select",
                    "label": {"id": "Jenis konseling"},
                    "options": ["Daring", "Luring", "JKP (korban PHK)"],
                    "other": True,
                },
                {
                    "key": "tempat",
                    "type": "text",
                    "label": {"id": "Tempat bertemu"},
                    "show_when": [{"field": "jenis", "operator": "is", "value": "Luring"}],
                },
            ],
        },
        {
            "key": "isi",
            "title": {"id": "Isi", "en": "Content"},
            "fields": [
                {"key": "masalah", "type": "textarea", "label": {"id": "Hal yang dibahas"}, "client_data": True},
                {
                    "key": "saran",
                    "type": "multiselect",
                    "label": {"id": "Saran"},
                    "options": ["Kerja", "Pelatihan", "Sertifikasi", "Wirausaha"],
                    "other": True,
                },
                {"key": "kata", "type": "tags", "label": {"id": "Kata kunci"}, "required": False},
                {"key": "hadir", "type": "bool", "label": {"id": "Konseli hadir"}},
                {"key": "nilai", "type": "scale", "label": {"id": "Kesiapan"}, "required": False, "maximum": 5},
                {
                    "key": "rencana",
                    "type": "table",
                    "label": {"id": "Rencana aksi"},
                    "columns": [
                        {"key": "langkah", "label": {"id": "Langkah"}, "type": "text"},
                        {"key": "tenggat", "label": {"id": "Tenggat"}, "type": "date", "required": False},
                        {"key": "biaya", "label": {"id": "Biaya"}, "type": "currency", "required": False},
                    ],
                },
                {
                    "key": "jumlah",
                    "type": "currency",
                    "label": {"id": "Jumlah biaya"},
                    "required": False,
                    "calculation": "sum(rencana.biaya)",
                },
                {"key": "bukti", "type": "file", "label": {"id": "Bukti"}, "required": False, "accept": "any", "max_files": 3},
            ],
        },
    ],
}  # fmt: skip
ANSWERS: dict[str, Any] = {
    "tanggal": "2026-08-04",
    "konseli": "A.R.",
    "jenis": "Daring",
    "masalah": "Bingung memilih pelatihan setelah kontrak kerja berakhir.",
    "saran": ["Pelatihan"],
    "hadir": True,
    "rencana": [{"langkah": "Mendaftar pelatihan las", "tenggat": "2026-08-20", "biaya": "150000"}],
}


def make_form(*, actor: User, form: dict[str, Any] | None = None) -> FormVersion:
    """A published version of the form."""
    code = form_code()
    return make_form_version(
        actor=actor, schema=schema.normal({**(form or FORM), "code": code}), code=code, title="Catatan konseling"
    )


def make_task(*, actor: User, cohort: Cohort, **fields: Any) -> Task:
    """A task that is open, due in two weeks, asking for this form."""
    form = fields.pop("form", None)
    defaults = {
        "form_version": fields.pop("form_version", None) or make_form(actor=actor, form=form),
        "opens_on": clock.today() - timedelta(days=1),
    }
    return make_plain_task(
        actor=actor,
        cohort=cohort,
        rubric=fields.pop("rubric", None) or make_rubric(actor=actor),
        **{**defaults, **fields},
    )


def make_begun(*, task: Task, enrolment: Enrolment, ordinal: int = 1) -> Submission:
    """A form that was begun."""
    return begin(actor=enrolment.user, enrolment=enrolment, task=task, ordinal=ordinal)


def make_photo(enrolment: Enrolment, **fields: Any) -> StoredFile:
    """A photo of this participant, sent for a form."""
    return make_file(owner=enrolment.user, purpose=SUBMISSION, **fields)


def make_handed_in(
    *, task: Task, enrolment: Enrolment, ordinal: int = 1, answers: dict[str, Any] | None = None
) -> SubmissionVersion:
    """A form handed in by the service."""
    submission = make_begun(task=task, enrolment=enrolment, ordinal=ordinal)
    return hand_in(
        actor=enrolment.user,
        submission=submission,
        answers={**ANSWERS, **(answers or {})},
        idempotency_key=uuid.uuid4().hex,
    )
