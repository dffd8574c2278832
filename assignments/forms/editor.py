"""The editor of a question's body: fields for every kind, rows that are added and taken out by buttons, all kept as typed.

`read_body` turns what was posted into a body as it was typed, `act_on` does what a button of a row says, and `Editor` draws a
body with what is wrong beside each field. Names are paths: `body-parts-2-options-1-text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from assignments.enums import QuestionKind
from assignments.forms.editor_words import field_words, list_words, row_label, row_title
from assignments.questions.bodies import Body, Fault
from assignments.questions.drafts import ENTRIES, LISTS, MOST_ENTRIES, TEXTS
from lms.ui.forms import ErrorEntry

K = QuestionKind
ROOT = "body"
# Kinds that may stand in a case: they are marked by their key.
PART_KINDS = [kind for kind in K if kind not in {K.ESSAY, K.SCENARIO}]
FIRST_ROWS = {"options": 4, "pairs": 3, "steps": 4}
LONG = {"prompt", "case", "guidance", "explanation", "variants", "feedback"}


def new_body(kind: str) -> Body:
    """Return an empty body with rows to begin with."""
    body: Body = {name: [{} for _row in range(FIRST_ROWS.get(name, 0))] for name in LISTS.get(kind, {})}
    if kind == K.TRUE_FALSE:
        body["options"] = [{"text": _("True"), "correct": True}, {"text": _("False")}]
    if kind == K.SCENARIO:
        body["parts"] = [{"kind": str(K.ONE), "points": "1", "body": new_body(K.ONE)}]
    return body


def read_body(kind: str, data: QueryDict, prefix: str = ROOT) -> Body:
    """Return the body that was typed, empty rows too. Nothing is refused here."""
    body: Body = {name: data.get(f"{prefix}-{name}", "") for name in TEXTS[kind]}
    for name in LISTS.get(kind, {}):
        read = _read_part if name == "parts" else _read_row
        body[name] = [read(kind, name, data, prefix, number) for number in range(1, _rows(data, prefix, name) + 1)]
    if kind == K.SHORT:
        body["variants"] = data.get(f"{prefix}-variants", "").splitlines()
    return body


def _rows(data: QueryDict, prefix: str, name: str) -> int:
    """Return how many rows were sent, never more than a body may have."""
    raw = data.get(f"{prefix}-{name}-rows", "0")
    return min(int(raw), MOST_ENTRIES) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0


def _read_row(kind: str, name: str, data: QueryDict, prefix: str, number: int) -> Body:
    at = f"{prefix}-{name}-{number}"
    row: Body = {text: data.get(f"{at}-{text}", "") for text in ("key", *ENTRIES[name])}
    if name == "options":
        one = data.get(f"{prefix}-options-correct") == str(number)
        row["correct"] = f"{at}-correct" in data if kind == K.SEVERAL else one
    return row


def _read_part(_kind: str, name: str, data: QueryDict, prefix: str, number: int) -> Body:
    at = f"{prefix}-{name}-{number}"
    kind = data.get(f"{at}-kind", "")
    kind = kind if kind in PART_KINDS else str(K.ONE)
    head = {"key": data.get(f"{at}-key", ""), "kind": kind, "points": data.get(f"{at}-points", "")}
    return {**head, "body": read_body(kind, data, at)}


def without_empty_rows(kind: str, body: Body) -> Body:
    """Return a body without the rows in which nothing was typed, so that what is wrong is numbered as it is shown."""
    kept = dict(body)
    for name in LISTS.get(kind, {}):
        if name == "parts":
            rows = [{**part, "body": without_empty_rows(part["kind"], part["body"])} for part in body[name]]
        else:
            rows = [row for row in body[name] if any(row.get(text, "").strip() for text in ENTRIES[name])]
        kept[name] = rows
    return kept


def padded(kind: str, body: Body) -> Body:
    """Return a body with empty rows at the end where it has fewer than a list needs, so that there is something to type into."""
    done = dict(body)
    for name in LISTS.get(kind, {}):
        rows = body.get(name) or []
        if name == "parts":
            done[name] = [{**part, "body": padded(part["kind"], part["body"])} for part in rows]
        else:
            wanted = min(2, FIRST_ROWS.get(name, 0)) if rows else FIRST_ROWS.get(name, 0)
            done[name] = [*rows, *({} for _missing in range(wanted - len(rows)))]
    return done


def act_on(body: Body, action: str) -> str:
    """Do in place what a button says (`add:body-options`, `drop:body-steps-2`, `up:…`, `part-numeric:body-parts`).

    Returns the id of the field to go to; an unknown wish changes nothing and returns "".
    """
    verb, _colon, path = action.partition(":")
    names = path.split("-")[1:]
    here: Any = body
    number = int(names.pop()) if names and _is_number(names[-1]) and verb != "add" else 0
    for name in names[:-1]:
        here = _inner(here, name)
    rows = here.get(names[-1]) if names and isinstance(here, dict) else None
    if not isinstance(rows, list):
        return ""
    at = "-".join([ROOT, *names])
    if verb == "add" and len(rows) < MOST_ENTRIES:
        rows.append({})
        return f"{at}-{len(rows)}-{ENTRIES[names[-1]][0]}"
    if verb.startswith("part-") and verb[5:] in PART_KINDS and len(rows) < MOST_ENTRIES:
        rows.append({"kind": verb[5:], "points": "1", "body": new_body(verb[5:])})
        return f"{at}-{len(rows)}-prompt"
    return _on_row(rows, verb, number, at)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4


def _inner(here: Any, name: str) -> Any:
    """Step from a body to a list, or from a list to the body of one of its parts."""
    if isinstance(here, dict):
        return here.get(name)
    if isinstance(here, list) and _is_number(name) and 1 <= int(name) <= len(here):
        return here[int(name) - 1].get("body")
    return None


def _on_row(rows: list[Body], verb: str, number: int, at: str) -> str:
    to = {"up": number - 1, "down": number + 1}.get(verb, number)
    if not (1 <= number <= len(rows) and 1 <= to <= len(rows)):
        return ""
    if verb == "drop":
        del rows[number - 1]
        return at
    if verb in {"up", "down"}:
        rows.insert(to - 1, rows.pop(number - 1))
        return f"{at}-{to}"
    return ""


def field_id(where: str) -> str:
    """Return the id of the field that a fault speaks of: `parts[1].options[2].text` is `body-parts-1-options-2-text`."""
    return f"{ROOT}-{re.sub(r'[.](?=.)', '-', where.replace('[', '-').replace(']', ''))}"


@dataclass(frozen=True)
class Line:
    """A field of the editor."""

    id: str
    label: str
    value: str
    help: str = ""
    long: bool = False
    optional: bool = False
    errors: Sequence[str] = ()

    @property
    def rows(self) -> int:
        """How many lines the field shows, so that what stands in it can be read."""
        return min(14, max(3, sum(1 + len(line) // 60 for line in self.value.split("\n"))))


@dataclass(frozen=True)
class Row:
    """A row of a list: an option, a pair, a step."""

    number: int
    id: str
    key: str
    title: str
    lines: list[Line]
    correct: bool = False


@dataclass(frozen=True)
class Rows:
    """A list of rows with the buttons it offers."""

    id: str
    name: str
    label: str
    help: str
    rows: list[Row]
    add: str = ""
    moves: bool = False
    # How the right ones are marked: "radio", "checkbox" or not at all.
    mark: str = ""
    errors: Sequence[str] = ()

    @property
    def next_id(self) -> str:
        """Where the cursor goes when a row was added."""
        return f"{self.id}-{len(self.rows) + 1}-{ENTRIES[self.name][0]}"


@dataclass(frozen=True)
class PartEditor:
    """A question of a case."""

    number: int
    id: str
    key: str
    kind: str
    label: str
    points: Line
    editor: Editor


@dataclass
class Editor:
    """A body as fields. `faults` come from checking the same body; `focus` is the field that takes the cursor."""

    kind: str
    body: Body
    faults: Sequence[Fault] = ()
    lessons: Sequence[tuple[str, str]] = ()
    prefix: str = ROOT
    focus: str = ""
    part: bool = False
    _wrong: Mapping[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        wrong: dict[str, list[str]] = {}
        for fault in self.faults:
            wrong.setdefault(field_id(fault.where), []).append(fault.message)
        self._wrong = wrong

    @property
    def entries(self) -> list[ErrorEntry]:
        """The summary of what is wrong."""
        return [ErrorEntry(field_id(one.where), self._label(one.where), one.message) for one in self.faults]

    @property
    def before(self) -> list[Line]:
        """What stands above the answers."""
        return [self._line(name) for name in ("case", "prompt") if name in TEXTS[self.kind]]

    @property
    def key(self) -> list[Line]:
        """The answer of kinds that have no rows, and what the grader reads."""
        names = ["variants"] if self.kind == K.SHORT else []
        return [
            self._line(name)
            for name in (*names, "value", "unit", "tolerance", "guidance")
            if name in (*names, *TEXTS[self.kind])
        ]

    @property
    def after(self) -> list[Line]:
        """What stands below the answers."""
        return [self._line("explanation")]

    @property
    def lesson(self) -> Line | None:
        """The lesson that answers the question; not asked of a part."""
        return None if self.part else self._line("lesson")

    @property
    def lesson_unknown(self) -> bool:
        """Whether the lesson that was chosen is none of the curriculum's any more."""
        chosen = self.body.get("lesson")
        return bool(chosen) and chosen not in {code for code, _name in self.lessons}

    @property
    def lists(self) -> list[Rows]:
        """The rows of this kind."""
        return [self._rows(name) for name in LISTS.get(self.kind, {}) if name != "parts"]

    @property
    def parts(self) -> list[PartEditor]:
        """The questions of a case."""
        return [self._part(number, part) for number, part in enumerate(self.body.get("parts") or [], 1)]

    @property
    def parts_errors(self) -> Sequence[str]:
        """What is wrong with the list of parts as a whole."""
        return self._wrong.get(f"{self.prefix}-parts", ())

    @property
    def part_kinds(self) -> list[tuple[str, Any]]:
        """The kinds that can be added to a case."""
        return [(str(kind), kind.label) for kind in PART_KINDS]

    def _line(self, name: str) -> Line:
        label, help_ = field_words(self.kind, name, part=self.part)
        value = self.body.get(name, "")
        at = f"{self.prefix}-{name}"
        shown = "\n".join(value) if isinstance(value, list) else str(value or "")
        optional = name in {"explanation", "unit", "tolerance", "guidance", "lesson"} or (
            name == "prompt" and self.kind == K.SCENARIO
        )
        return Line(at, label, shown, help_, name in LONG, optional, self._wrong.get(at, ()))

    def _rows(self, name: str) -> Rows:
        at = f"{self.prefix}-{name}"
        label, help_, add = list_words(self.kind, name)
        fixed = self.kind == K.TRUE_FALSE
        rows = [self._row(name, number, row) for number, row in enumerate(self.body.get(name) or [], 1)]
        mark = ("checkbox" if self.kind == K.SEVERAL else "radio") if name == "options" else ""
        adds = "" if fixed or len(rows) >= MOST_ENTRIES else add
        return Rows(at, name, label, help_, rows, adds, name == "steps", mark, self._wrong.get(at, ()))

    def _row(self, name: str, number: int, row: Body) -> Row:
        at = f"{self.prefix}-{name}-{number}"
        lines = [
            Line(
                f"{at}-{text}",
                row_label(name, text),
                str(row.get(text) or ""),
                "",
                text in LONG,
                text == "feedback",
                self._wrong.get(f"{at}-{text}", ()),
            )
            for text in ENTRIES[name]
        ]
        return Row(number, at, str(row.get("key") or ""), row_title(name, number), lines, bool(row.get("correct")))

    def _part(self, number: int, part: Body) -> PartEditor:
        at = f"{self.prefix}-parts-{number}"
        start = f"parts[{number}]."
        inner = [fault for fault in self.faults if fault.where.startswith(start)]
        wrong = [one.message for one in inner if one.where == f"{start}points"]
        points = Line(f"{at}-points", _("Points"), str(part.get("points") or ""), errors=wrong)
        editor = Editor(part["kind"], part["body"], inner, (), at, self.focus, part=True)
        return PartEditor(
            number, at, str(part.get("key") or ""), part["kind"], str(K(part["kind"]).label), points, editor
        )

    def _label(self, where: str) -> str:
        """Return what a fault's field is called, the way down to it included."""
        return " › ".join(_trail(self.kind, self.body, where))


def _trail(kind: str, body: Body, where: str) -> Iterator[str]:
    head, _dot, rest = where.partition(".")
    name, _bracket, number = head.rstrip("]").partition("[")
    if name == "parts" and number:
        yield _("Question %(number)s of the case") % {"number": number}
        part = (body.get("parts") or [])[int(number) - 1]
        if rest:
            yield from _trail(part["kind"], part["body"], rest)
    elif number:
        yield row_title(name, int(number))
        yield row_label(name, rest)
    elif name in ENTRIES:
        yield list_words(kind, name)[0]
    else:
        yield {"points": _("Points"), "kind": _("Kind"), "parts": _("Questions of the case")}.get(name) or field_words(
            kind, name
        )[0]
