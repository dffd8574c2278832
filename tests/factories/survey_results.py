"""Closed surveys with their answers, written as rows: tests of results need many answers and no way to them.

How answers come in is tested where it is done; the tests of anonymity go through the services.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from courses.models import Cohort
from lms.evaluation.enums import Audience, Level, Privacy, RunState
from lms.evaluation.items import digest_of, normal
from lms.evaluation.models import Questionnaire, QuestionnaireVersion, SurveyResponse, SurveyRun
from lms.people import clock
from lms.people.models import User, WorkUnit

_count = itertools.count(1)
DAY = timedelta(days=1)


def both(words: str) -> dict[str, str]:
    return {"id": words, "en": words}


def scale(key: str, words: str = "", **more: Any) -> dict[str, Any]:
    """A question on 1–5."""
    return {
        "key": key,
        "kind": "scale",
        "text": both(words or f"Pernyataan {key}."),
        "scale": {"min": 1, "max": 5},
        **more,
    }


def text(key: str, words: str = "Apa yang menghambat?") -> dict[str, Any]:
    return {"key": key, "kind": "text", "text": both(words)}


def content(*items: dict[str, Any], title: str = "Umum", key: str = "umum") -> dict[str, Any]:
    return normal({"sections": [{"key": key, "title": both(title), "items": list(items)}]})


# One question of each kind.
CONTENT = normal(
    {
        "sections": [
            {
                "key": "umum",
                "title": both("Umum"),
                "items": [
                    scale("jelas", "Tujuan jelas.", group="umum"),
                    scale("sesuai", "Isi sesuai tugas.", group="umum"),
                    {
                        "key": "anjuran",
                        "kind": "scale",
                        "text": both("Saya akan menganjurkan."),
                        "scale": {"min": 0, "max": 10},
                        "measures": "nps",
                    },
                ],
            },
            {
                "key": "lain",
                "title": both("Lain-lain"),
                "items": [
                    {
                        "key": "kanal",
                        "kind": "choice",
                        "text": both("Dari mana Anda tahu?"),
                        "options": [{"key": "wa", **both("WhatsApp")}, {"key": "surel", **both("Surel")}],
                    },
                    {
                        "key": "alat",
                        "kind": "choices",
                        "text": both("Alat yang dipakai"),
                        "options": [{"key": "hp", **both("Ponsel")}, {"key": "laptop", **both("Laptop")}],
                    },
                    {
                        "key": "layanan",
                        "kind": "matrix",
                        "text": both("Seberapa mampu?"),
                        "rows": [{"key": "konseling", **both("Konseling")}, {"key": "cocok", **both("Pencocokan")}],
                        "scale": {"min": 1, "max": 5},
                    },
                    {"key": "jumlah", "kind": "number", "text": both("Berapa klien?"), "number": {"min": 0}},
                    text("hambatan"),
                ],
            },
        ]
    }
)
SKM_CONTENT = content(
    *(
        {
            "key": f"u{number}",
            "kind": "scale",
            "text": both(f"Unsur {number}"),
            "scale": {"min": 1, "max": 4},
            "measures": f"skm:{number}",
        }
        for number in range(1, 10)
    ),
    title="SKM",
    key="skm",
)


def make_version(
    *, actor: User, body: Mapping[str, Any] = CONTENT, level: int = Level.REACTION, audience: str = Audience.PARTICIPANTS,
    questionnaire: Questionnaire | None = None,
) -> QuestionnaireVersion:  # fmt: skip
    """A frozen version of a questionnaire of its own, or the next one of a questionnaire."""
    head = questionnaire or Questionnaire.objects.create(
        title=f"Kuesioner {next(_count)}", title_en="Questionnaire", level=level, audience=audience, created_by=actor
    )
    return QuestionnaireVersion.objects.create(
        questionnaire=head,
        number=head.versions.count() + 1,
        content=body,
        digest=digest_of(body),
        frozen_at=clock.now(),
        created_by=actor,
    )


def make_run(
    *,
    actor: User,
    cohort: Cohort,
    answers: Iterable[Mapping[str, Any]] = (),
    version: QuestionnaireVersion | None = None,
    privacy: str = Privacy.ANONYMOUS,
    audience: str = Audience.PARTICIPANTS,
    units: Iterable[WorkUnit | None] = (),
    people: Iterable[str] = (),
    state: str = RunState.CLOSED,
    closed_at: datetime | None = None,
    **fields: Any,
) -> SurveyRun:
    """A run with these answers; `units` and `people` (names of who answered) go along with them, answer by answer."""
    now = closed_at or clock.now()
    version = version or make_version(actor=actor, audience=audience)
    run = SurveyRun.objects.create(
        version=version,
        cohort=cohort,
        title=fields.pop("title", f"Survei {next(_count)}"),
        audience=audience,
        privacy=privacy,
        state=state,
        opens_at=now - 7 * DAY,
        closes_at=now if state == RunState.CLOSED else now + DAY,
        opened_at=now - 7 * DAY,
        closed_at=now if state == RunState.CLOSED else None,
        created_by=actor,
        **fields,
    )
    for given, unit, who in itertools.zip_longest(list(answers), list(units), list(people)):
        SurveyResponse.objects.create(run=run, answers=given, work_unit=unit, pseudonym=pseudonym(cohort, who))
    return run


def pseudonym(cohort: Cohort, who: str | None) -> str:
    return hashlib.sha256(f"{cohort.pk}:{who}".encode()).hexdigest() if who else ""
