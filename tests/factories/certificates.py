"""Certificates for tests, as rows: what stands on one is said here in full."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

from courses.models import Enrolment
from lms.evaluation.models import Certificate, NumberSeries
from lms.people.models import User
from lms.programme.reviewable import digest_of

_count = itertools.count(1)
ISSUED = datetime(2026, 11, 20, 3, tzinfo=UTC)
FACTS: dict[str, Any] = {
    "name": "Nurhayati Daeng Ngai",
    "titles_before": "Dr.",
    "titles_after": "S.E., M.Si.",
    "nip": "198501012010012001",
    "birth_place": "Gowa",
    "born_on": "1985-01-01",
    "rank": "Penata (III/c)",
    "position": "Pengantar Kerja Ahli Muda",
    "unit": "BBPVP Makassar",
    "unit_place": "Makassar",
    "cohort": "Angkatan 1",
    "batch": 1,
    "programme": "Pelatihan Pencocokan Kerja “Padan”",
    "programme_en": "Job-matching training",
    "starts_on": "2026-03-02",
    "ends_on": "2026-07-31",
    "place": "Makassar",
    "jp": 128,
    "jp_words": "seratus dua puluh delapan",
    "score": "88.25",
    "band": "memuaskan",
    "qualification": "Memuaskan",
    "qualification_en": "Satisfactory",
    "subjects": [{"title": "Layanan dasar", "title_en": "Basic services", "jp": 24, "stage": "online"}],
    "signatory": {"name": "Budi", "nip": "", "position": "Kepala", "position_en": "Head"},
    "issued_on": "2026-11-20",
    "first_issued_on": "2026-08-07",
}


def make_certificate(enrolment: Enrolment, *, actor: User, **fields: Any) -> Certificate:
    """A valid certificate with the facts above; each has its own code, number and place in the status list."""
    number = next(_count)
    facts = {**FACTS, **fields.pop("facts", {})}
    series, _new = NumberSeries.objects.get_or_create(code="uji", defaults={"pattern": "{n:04}/UJI/{year}"})
    defaults: dict[str, Any] = {
        "serial": number,
        "number": f"{number:04}/UJI/2026",
        "code": f"kode{number:08}",
        "status_index": number * 37,
        "issued_at": ISSUED,
        "issued_by": actor,
    }
    return Certificate.objects.create(
        enrolment=enrolment, series=series, facts=facts, digest=digest_of(facts), **{**defaults, **fields}
    )
