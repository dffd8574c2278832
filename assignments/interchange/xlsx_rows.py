"""One row of the spreadsheet: cells into a body, a body into cells, and from a place in the body back to its column."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from assignments.enums import QuestionKind
from assignments.interchange.common import FALSE, TRUE
from assignments.questions.bodies import CHOICES, Body

K = QuestionKind
LETTERS = "ABCDEFGHIJ"
BESIDE = "Pasangan atau umpan balik"
COMMON = {"prompt": "Soal", "explanation": "Penjelasan", "lesson": "Pelajaran", "case": "Kasus"}
Wrong = list[tuple[str, str]]


def body_of(kind: str, cells: dict[str, str]) -> tuple[Body, Wrong]:
    """Return the body that a row holds, and what is wrong in it: (column, message)."""
    body: Body = {name: cells.get(column, "") for name, column in COMMON.items()}
    wrong: Wrong = []
    if kind in CHOICES:
        body["options"] = _options(kind, cells, wrong)
    elif kind == K.MATCHING:
        _pairs(cells, body, wrong)
    elif kind == K.ORDERING:
        body["steps"] = [{"text": cells[letter]} for letter in LETTERS if cells.get(letter)]
    elif kind == K.NUMERIC:
        body |= {
            "value": cells.get("Kunci", ""),
            "tolerance": cells.get("Toleransi", ""),
            "unit": cells.get("Satuan", ""),
        }
    elif kind == K.SHORT:
        body["variants"] = split_variants(cells.get("Kunci", ""))
    elif kind == K.ESSAY:
        body["guidance"] = cells.get("Kunci", "")
    return body, wrong


def _options(kind: str, cells: dict[str, str], wrong: Wrong) -> list[Body]:
    texts = {letter: cells.get(letter, "") for letter in LETTERS}
    if kind == K.TRUE_FALSE:
        texts |= {"A": texts["A"] or TRUE, "B": texts["B"] or FALSE}
    shown = {letter: text for letter, text in texts.items() if text}
    right = _right(kind, cells.get("Kunci", ""), shown, wrong)
    return [
        {"text": text, "correct": letter in right, "feedback": cells.get(f"{BESIDE} {letter}", "")}
        for letter, text in shown.items()
    ]


def _right(kind: str, key: str, shown: dict[str, str], wrong: Wrong) -> set[str]:
    """Return the letters that are right: `A, C`, or the words of true and false."""
    if kind == K.TRUE_FALSE:
        words = {text.casefold(): letter for letter, text in shown.items()}
        if key.casefold() in words:
            return {words[key.casefold()]}
    letters = [one.upper() for one in re.split(r"[\s,;]+", key) if one]
    unknown = [one for one in letters if one not in shown]
    if not letters or unknown:
        there = ", ".join(shown) or "A, B, C"
        example = (
            _("Write “Benar” or “Salah”.")
            if kind == K.TRUE_FALSE
            else _("Write letters of answers that are filled in: %(letters)s.") % {"letters": there}
        )
        wrong.append(("Kunci", example))
    elif kind != K.SEVERAL and len(letters) > 1:
        wrong.append(("Kunci", _("One letter only: for several right answers the kind is “Beberapa pilihan”.")))
    return set(letters)


def _pairs(cells: dict[str, str], body: Body, wrong: Wrong) -> None:
    body["pairs"], body["extra"] = [], []
    for letter in LETTERS:
        left, right = cells.get(letter, ""), cells.get(f"{BESIDE} {letter}", "")
        if left and not right:
            wrong.append((f"{BESIDE} {letter}", _("Write what belongs to “%(left)s”.") % {"left": left}))
        elif left:
            body["pairs"].append({"left": left, "right": right})
        elif right:
            body["extra"].append({"right": right})


def split_variants(text: str) -> list[str]:
    """Return the accepted answers of a cell: one a line, or, on one line, parted by |."""
    return text.split("\n") if "\n" in text else text.split("|")


def cells_of(kind: str, body: Body) -> dict[str, str]:
    """Return the cells of a body by the names of their columns."""
    cells = {column: str(body.get(name) or "") for name, column in COMMON.items()}
    if kind in CHOICES:
        for letter, option in zip(LETTERS, body["options"], strict=False):
            cells |= {letter: option["text"], f"{BESIDE} {letter}": option.get("feedback", "")}
        right = [letter for letter, option in zip(LETTERS, body["options"], strict=False) if option.get("correct")]
        cells["Kunci"] = ", ".join(right)
    elif kind == K.MATCHING:
        for letter, pair in zip(LETTERS, [*body["pairs"], *(body.get("extra") or [])], strict=False):
            cells |= {letter: pair.get("left", ""), f"{BESIDE} {letter}": pair["right"]}
    elif kind == K.ORDERING:
        cells |= {letter: step["text"] for letter, step in zip(LETTERS, body["steps"], strict=False)}
    elif kind == K.NUMERIC:
        cells |= {"Kunci": body["value"], "Toleransi": body.get("tolerance", ""), "Satuan": body.get("unit", "")}
    elif kind == K.SHORT:
        variants = "\n".join(body["variants"])
        cells["Kunci"] = f"{variants}\n" if "\n" not in variants and "|" in variants else variants
    elif kind == K.ESSAY:
        cells["Kunci"] = body.get("guidance", "")
    return cells


_ENTRY = re.compile(r"(options|pairs|extra|steps)\[(\d+)\][.](\w+)")


def find_in(kind: str, where: str, cells: dict[str, str]) -> str:
    """Return the column in which a place of the body stands."""
    if found := _ENTRY.fullmatch(where):
        name, number, text = found[1], int(found[2]), found[3]
        filled = [one for one in LETTERS if cells.get(one) or (kind == K.MATCHING and cells.get(f"{BESIDE} {one}"))]
        letter = filled[number - 1] if number <= len(filled) else LETTERS[min(number, len(LETTERS)) - 1]
        return f"{BESIDE} {letter}" if text in {"feedback", "right"} or name == "extra" else letter
    places: dict[str, Any] = {**COMMON, "topic": "Topik", "code": "Kode", "kind": "Jenis", "points": "Poin"}
    places |= {"value": "Kunci", "variants": "Kunci", "guidance": "Kunci", "tolerance": "Toleransi", "unit": "Satuan"}
    places |= {"options": "Kunci" if kind in {K.ONE, K.SEVERAL, K.TRUE_FALSE} else "A", "pairs": "A", "steps": "A"}
    return str(places.get(where, "Bagian" if where.startswith("parts") else "Soal"))
