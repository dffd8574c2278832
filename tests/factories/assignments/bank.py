"""Topics and questions of the bank, for tests. Questions come about through the services."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

from assignments.enums import QuestionKind
from assignments.models import Question, Topic
from assignments.services import bank
from lms.people.models import User

_count = itertools.count(1)
K = QuestionKind


def options(*texts: str, right: str) -> list[dict[str, Any]]:
    """Options with the keys a, b, c …, those in `right` marked, each with feedback."""
    return [
        {"key": key, "text": text, "correct": key in right, "feedback": f"Tentang {text}."}
        for key, text in zip("abcdefgh", texts, strict=False)
    ]


def body_of(kind: str) -> dict[str, Any]:
    """A body of each kind that has everything its kind can have."""
    common = {"prompt": f"Soal {kind}?\nBaris kedua.", "explanation": "Lihat LKP-1.1.", "lesson": "LKP-1.1"}
    part = {"prompt": "Apa?", "options": options("Satu", "Dua", right="b"), "explanation": "Sebab dua."}
    return (
        common
        | {
            K.ONE: {"options": options("Satu", "Dua: {x} = ~y~ #1", "Tiga\\empat", right="b")},
            K.SEVERAL: {"options": options("Satu", "Dua", "Tiga", "Empat", right="acd")},
            K.TRUE_FALSE: {"options": options("Benar", "Salah", right="b")},
            K.MATCHING: {
                "pairs": [{"key": f"p{n}", "left": f"kiri {n}", "right": f"kanan {n}"} for n in range(1, 4)],
                "extra": [{"key": "x1", "right": "pengecoh"}],
            },
            K.ORDERING: {"steps": [{"key": f"s{n}", "text": f"langkah {n}"} for n in range(1, 6)]},
            K.NUMERIC: {"value": "1234,5", "tolerance": "0,5", "unit": "menit"},
            K.SHORT: {"variants": ["kartu AK/I", "AK|1", "kartu kuning"]},
            K.ESSAY: {"guidance": "Menyebut dua hal."},
            K.SCENARIO: {
                "case": "Sari datang ke kios.\n\nIa mencari kerja.",
                "parts": [
                    {"key": "q1", "kind": K.ONE, "points": "1", "body": part},
                    {"key": "q2", "kind": K.NUMERIC, "points": "1.5", "body": {"prompt": "Berapa?", "value": "4"}},
                ],
            },
        }[K(kind)]
    )


def make_topic(**fields: Any) -> Topic:
    """A topic without lessons."""
    number = next(_count)
    return Topic.objects.create(**{"code": f"uji-{number}", "name": f"Topik uji {number}", "order": number, **fields})


def make_question(*, actor: User, kind: str = K.ONE, topic: Topic | None = None, **fields: Any) -> Question:
    """A question of the bank, complete unless told otherwise."""
    given = {"body": body_of(kind), "points": Decimal(2), **fields}
    return bank.add_question(actor=actor, topic=topic or make_topic(), kind=kind, **given)
