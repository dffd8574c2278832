"""The bank as Moodle's own XML (docs.moodle.org/en/Moodle_XML_format), read and written.

A code is the question's ID number, a topic its category, an explanation the general feedback, a lesson a tag. A case becomes a
description followed by its questions; tags of ours let it come back as one question.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from assignments.enums import QuestionKind
from assignments.interchange.common import (
    FALSE,
    TRUE,
    CellFault,
    Placed,
    Reading,
    check_count,
    check_size,
    has_media,
    number_text,
    plain_text,
)
from assignments.interchange.moodle_write import BETWEEN, CASE_TAG, LESSON_TAG, PART_TAG, TYPES, lost, write
from assignments.interchange.slugs import code_of, topic_of
from assignments.questions.bodies import Body, decimal_of
from assignments.questions.drafts import Draft
from lms.people.errors import Refusal

K = QuestionKind


class CannotKeep(Exception):
    """Something of a question has no place in the bank; the message says what and what to do."""


# --- In ---


def read(content: bytes, *, topic: str = "") -> Reading:
    """Return the questions of a Moodle XML file. `topic` stands in where there is no category. Raises Refusal for anything else."""
    check_size(content)
    root = _parsed(content)
    check_count(len(root))
    reading = Reading()
    here = topic
    open_case: Draft | None = None
    for number, node in enumerate(root.findall("question"), 1):
        if node.get("type") == "category":
            here = topic_of(node.findtext("category/text") or "", topic)
            continue
        part = next((tag for tag in _tags(node) if tag.startswith(PART_TAG)), "")
        try:
            draft = _draft(node, here, reading, number)
        except CannotKeep as words:
            reading.faults.append(CellFault("XML", number, node.get("type", ""), _name(node), str(words)))
            continue
        if part and open_case and part == PART_TAG + open_case.code:
            open_case.body["parts"].append(
                {"key": "", "kind": draft.kind, "points": number_text(draft.points), "body": draft.body}
            )
            continue
        open_case = draft if draft.kind == K.SCENARIO else None
        reading.placed.append(Placed(draft, "XML", number, _finder(node, number)))
    return _with_points_of_cases(reading)


def _parsed(content: bytes) -> Any:
    from defusedxml import ElementTree as Safe  # no entities, no documents from elsewhere
    from defusedxml.common import DefusedXmlException

    try:
        root = Safe.fromstring(content, forbid_dtd=True)
    except (ET.ParseError, DefusedXmlException, ValueError, LookupError):
        raise Refusal(
            _("This is no Moodle XML that can be read. Export it from Moodle again, as “Moodle XML format”.")
        ) from None
    if root.tag != "quiz":
        raise Refusal(_("This XML is not of Moodle’s question bank: its first element is not <quiz>."))
    return root


def _with_points_of_cases(reading: Reading) -> Reading:
    """A case is worth what its questions are worth together, unless it said so itself."""
    return Reading(
        [
            Placed(_worth(one.draft), one.sheet, one.row, one.find) if one.draft.kind == K.SCENARIO else one
            for one in reading.placed
        ],
        reading.faults,
        reading.notes,
    )


def _worth(draft: Draft) -> Draft:
    total = sum((decimal_of(part["points"]) or Decimal(0) for part in draft.body["parts"]), Decimal(0))
    return Draft(draft.code, draft.topic, draft.kind, draft.body, draft.points if draft.points > 0 else total)


def _finder(node: Any, number: int) -> Any:
    def find(where: str) -> tuple[int, str, str]:
        return number, where, _name(node)

    return find


def _name(node: Any) -> str:
    return str(node.findtext("idnumber") or node.findtext("name/text") or node.get("type", ""))


def _tags(node: Any) -> list[str]:
    return [tag.findtext("text") or "" for tag in node.findall("tags/tag")]


def _draft(node: Any, topic: str, reading: Reading, number: int) -> Draft:
    sort = node.get("type", "")
    if sort not in TYPES:
        raise CannotKeep(
            _("Questions of the type “%(type)s” have no place here. Take it out, or write it anew as another kind.")
            % {"type": sort}
        )
    kind = TYPES[sort] or (K.ONE if (node.findtext("single") or "true") in {"true", "1"} else K.SEVERAL)
    if sort == "description" and CASE_TAG not in _tags(node):
        raise CannotKeep(_("A description asks nothing. Put its text into the questions that follow it."))
    lesson = next((tag[len(LESSON_TAG) :] for tag in _tags(node) if tag.startswith(LESSON_TAG)), "")
    body: Body = {
        "prompt": _text(node.find("questiontext")),
        "explanation": _text(node.find("generalfeedback")),
        "lesson": lesson,
    }
    points = _decimal(node.findtext("defaultgrade") or "1")
    if points is None or points < 0 or (points == 0 and kind != K.SCENARIO):
        raise CannotKeep(_("The default mark is no number above 0."))
    _READ[kind](
        node,
        body,
        lambda words: reading.notes.append(
            _("Question %(number)s (%(name)s): %(words)s") % {"number": number, "name": _name(node), "words": words}
        ),
    )
    code = code_of(node.findtext("idnumber") or "")
    return Draft(code, topic, str(kind), body, points.quantize(Decimal("0.01")))


def _text(node: Any) -> str:
    """Return a text element's words. Raises CannotKeep when it shows more than words."""
    if node is None:
        return ""
    raw = node.findtext("text") or ""
    if node.get("format", "html") in {"html", "moodle_auto_format"}:
        if has_media(raw) or node.find("file") is not None:
            raise CannotKeep(
                _("It shows a picture, a sound or a formula, which a question here cannot. Say it in words.")
            )
        return plain_text(raw) if "<" in raw or "&" in raw else raw.strip()
    return str(raw).strip()


def _decimal(raw: str) -> Decimal | None:
    try:
        number = Decimal(raw.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _fraction(answer: Any) -> Decimal:
    return _decimal(answer.get("fraction", "0")) or Decimal(0)


def _read_choices(node: Any, body: Body, say: Any) -> None:
    answers = node.findall("answer")
    single = (node.findtext("single") or "true") in {"true", "1"}
    body["options"] = [
        {"text": _text(one), "correct": _fraction(one) > 0, "feedback": _text(one.find("feedback"))} for one in answers
    ]
    worth = {_fraction(one) for one in answers if _fraction(one) > 0}
    if single and (worth - {Decimal(100)} or sum(_fraction(one) > 0 for one in answers) != 1):
        raise CannotKeep(
            _(
                "Some of its answers earn a part of the mark. Here one answer is right: make the others 0, or allow several."
            )
        )
    if not single and len(worth) > 1:
        say(_("its right answers were worth different shares; here they are worth the same."))


def _read_true_false(node: Any, body: Body, say: Any) -> None:
    rows = {(_text(one)).casefold(): one for one in node.findall("answer")}
    options = []
    for word, text in (("true", TRUE), ("false", FALSE)):
        if word not in rows:
            raise CannotKeep(_("It lacks the answer “%(word)s”.") % {"word": word})
        options.append(
            {"text": text, "correct": _fraction(rows[word]) > 0, "feedback": _text(rows[word].find("feedback"))}
        )
    body["options"] = options


def _read_matching(node: Any, body: Body, say: Any) -> None:
    rows = [(_text(one), (one.findtext("answer/text") or "").strip()) for one in node.findall("subquestion")]
    body["pairs"] = [{"left": left, "right": right} for left, right in rows if left]
    body["extra"] = [{"right": right} for left, right in rows if not left and right]


def _read_ordering(node: Any, body: Body, say: Any) -> None:
    body["steps"] = [{"text": _text(one)} for one in sorted(node.findall("answer"), key=_fraction)]


def _read_numeric(node: Any, body: Body, say: Any) -> None:
    full = [one for one in node.findall("answer") if _fraction(one) >= 100]
    value = _decimal(full[0].findtext("text") or "") if full else None
    if value is None or len(full) != 1:
        raise CannotKeep(_("A number here has one right answer; this one has %(count)s.") % {"count": len(full)})
    if len(node.findall("answer")) > 1:
        say(_("answers that earn a part of the mark were left out."))
    tolerance = _decimal(full[0].findtext("tolerance") or "0") or Decimal(0)
    units = [unit.findtext("unit_name") or "" for unit in node.findall("units/unit")]
    body |= {
        "value": number_text(value),
        "tolerance": number_text(tolerance) if tolerance else "",
        "unit": units[0] if units else "",
    }
    if len(units) > 1:
        say(_("of several units the first one was kept."))
    if _text(full[0].find("feedback")):
        say(_("feedback to the right number was left out; put it into the general feedback."))


def _read_short(node: Any, body: Body, say: Any) -> None:
    full = [one for one in node.findall("answer") if _fraction(one) >= 100]
    texts = [(one.findtext("text") or "").strip() for one in full]
    body["variants"] = [text.replace("\\*", "*") for text in texts]
    if len(full) < len(node.findall("answer")):
        say(_("answers that earn a part of the mark were left out."))
    if any("*" in text.replace("\\*", "") for text in texts):
        raise CannotKeep(_("Its answer holds * for any letters. Write out the answers that are accepted."))
    if any(_text(one.find("feedback")) for one in full):
        say(_("feedback to accepted answers was left out; put it into the general feedback."))


def _read_essay(node: Any, body: Body, say: Any) -> None:
    body["guidance"] = _text(node.find("graderinfo"))


def _read_case(node: Any, body: Body, say: Any) -> None:
    body["case"], body["parts"] = body["prompt"], []
    body["prompt"] = ""
    first, mark, rest = body["case"].rpartition(BETWEEN)
    if mark and f"{CASE_TAG}-pengantar" in _tags(node):
        body |= {"case": first, "prompt": rest}


_READ: dict[str, Any] = {
    K.ONE: _read_choices,
    K.SEVERAL: _read_choices,
    K.TRUE_FALSE: _read_true_false,
    K.MATCHING: _read_matching,
    K.ORDERING: _read_ordering,
    K.NUMERIC: _read_numeric,
    K.SHORT: _read_short,
    K.ESSAY: _read_essay,
    K.SCENARIO: _read_case,
}


__all__ = ["lost", "read", "write"]
