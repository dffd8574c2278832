"""The bank as Moodle's own XML, written: plain texts, by topic; how it is read back stands in `moodle_xml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from assignments.enums import QuestionKind
from assignments.interchange.common import FALSE, TRUE
from assignments.questions.bodies import CHOICES, Body, decimal_of
from assignments.questions.drafts import Draft

K = QuestionKind
CASE_TAG, PART_TAG, LESSON_TAG = "padan-kasus", "padan-bagian:", "pelajaran:"
# Between a case and the sentence that leads to its questions.
BETWEEN = "\n\n—\n\n"
TYPES = {
    "multichoice": "",
    "truefalse": K.TRUE_FALSE,
    "matching": K.MATCHING,
    "ordering": K.ORDERING,
    "numerical": K.NUMERIC,
    "shortanswer": K.SHORT,
    "essay": K.ESSAY,
    "description": K.SCENARIO,
}
# What XML 1.0 cannot hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def lost(draft: Draft) -> list[str]:
    """Return what Moodle's form of this question does not hold."""
    kinds = [(draft.kind, draft.body), *((part["kind"], part["body"]) for part in draft.body.get("parts") or [])]
    said = []
    for kind, body in kinds:
        words = [option["text"] for option in body.get("options") or []]
        if kind == K.TRUE_FALSE and words != [TRUE, FALSE]:
            said.append(_("the words of the two answers: Moodle writes True and False"))
    if draft.kind == K.SCENARIO:
        said.append(_("the case as one question: Moodle gets a description and its questions one by one"))
    return said


def write(drafts: Iterable[Draft]) -> bytes:
    """Return the questions as Moodle XML, by topic, with plain texts."""
    root = ET.Element("quiz")
    topic = None
    for draft in drafts:
        if draft.topic != topic:
            topic = draft.topic
            _said(ET.SubElement(ET.SubElement(root, "question", type="category"), "category"), f"$course$/top/{topic}")
        _write_one(root, draft)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _write_one(root: ET.Element, draft: Draft) -> None:
    if draft.kind != K.SCENARIO:
        _question(root, draft.kind, draft.body, draft.points, draft.code)
        return
    prompt = draft.body.get("prompt", "")
    text = f"{draft.body['case']}{BETWEEN}{prompt}" if prompt else draft.body["case"]
    tags = [CASE_TAG, *([f"{CASE_TAG}-pengantar"] if prompt else [])]
    _question(root, K.SCENARIO, {**draft.body, "prompt": text}, draft.points, draft.code, tags)
    for number, part in enumerate(draft.body["parts"], 1):
        points = decimal_of(part["points"]) or Decimal(1)
        _question(root, part["kind"], part["body"], points, f"{draft.code}.{number}", [PART_TAG + draft.code])


def _question(root: ET.Element, kind: str, body: Body, points: Decimal, code: str, tags: Iterable[str] = ()) -> None:
    sort = next((name for name, one in TYPES.items() if one == kind), "multichoice")
    node = ET.SubElement(root, "question", type=sort)
    _said(ET.SubElement(node, "name"), code)
    _formatted(node, "questiontext", body.get("prompt", ""))
    _formatted(node, "generalfeedback", body.get("explanation", ""))
    ET.SubElement(node, "defaultgrade").text = f"{points.normalize():f}"
    ET.SubElement(node, "hidden").text = "0"
    ET.SubElement(node, "idnumber").text = code
    if kind in CHOICES:
        _write_choices(node, kind, body)
    elif kind in _WRITE:
        _WRITE[kind](node, body)
    lesson = [LESSON_TAG + body["lesson"]] if body.get("lesson") else []
    if all_tags := [*tags, *lesson]:
        holder = ET.SubElement(node, "tags")
        for tag in all_tags:
            _said(ET.SubElement(holder, "tag"), tag)


def _said(node: ET.Element, text: str) -> ET.Element:
    ET.SubElement(node, "text").text = _CONTROL.sub("", text)
    return node


def _formatted(node: ET.Element, name: str, text: str, attributes: dict[str, str] | None = None) -> ET.Element:
    return _said(ET.SubElement(node, name, {"format": "plain_text", **(attributes or {})}), text)


def _write_choices(node: ET.Element, kind: str, body: Body) -> None:
    right = sum(1 for option in body["options"] if option.get("correct"))
    share = Decimal(100) / max(right, 1)
    if kind != K.TRUE_FALSE:
        ET.SubElement(node, "single").text = "false" if kind == K.SEVERAL else "true"
        ET.SubElement(node, "shuffleanswers").text = "true"
    for place, option in enumerate(body["options"]):
        worth = share if option.get("correct") else -share if kind == K.SEVERAL else Decimal(0)
        text = ("true", "false")[min(place, 1)] if kind == K.TRUE_FALSE else option["text"]
        answer = _formatted(node, "answer", text, {"fraction": f"{worth:.7f}".rstrip("0").rstrip(".")})
        _formatted(answer, "feedback", option.get("feedback", ""))


def _write_matching(node: ET.Element, body: Body) -> None:
    ET.SubElement(node, "shuffleanswers").text = "true"
    for pair in [*body["pairs"], *(body.get("extra") or [])]:
        _said(ET.SubElement(_formatted(node, "subquestion", pair.get("left", "")), "answer"), pair["right"])


def _write_ordering(node: ET.Element, body: Body) -> None:
    for name, value in (
        ("layouttype", "VERTICAL"),
        ("selecttype", "ALL"),
        ("selectcount", "0"),
        ("gradingtype", "ABSOLUTE_POSITION"),
        ("showgrading", "SHOW"),
    ):
        ET.SubElement(node, name).text = value
    for number, step in enumerate(body["steps"], 1):
        _formatted(node, "answer", step["text"], {"fraction": f"{number}.0000000"})


def _write_numeric(node: ET.Element, body: Body) -> None:
    value = decimal_of(body["value"]) or Decimal(0)
    answer = _said(ET.SubElement(node, "answer", fraction="100", format="moodle_auto_format"), f"{value.normalize():f}")
    ET.SubElement(
        answer, "tolerance"
    ).text = f"{(decimal_of(body.get('tolerance') or '0') or Decimal(0)).normalize():f}"
    if body.get("unit"):
        unit = ET.SubElement(ET.SubElement(node, "units"), "unit")
        ET.SubElement(unit, "multiplier").text = "1"
        ET.SubElement(unit, "unit_name").text = _CONTROL.sub("", body["unit"])
        ET.SubElement(node, "unitgradingtype").text = "0"
        ET.SubElement(node, "showunits").text = "3"


def _write_short(node: ET.Element, body: Body) -> None:
    ET.SubElement(node, "usecase").text = "0"
    for text in body["variants"]:
        # A star stands for any letters there, unless a backslash stands before it.
        answer = ET.SubElement(node, "answer", fraction="100", format="moodle_auto_format")
        _said(answer, text.replace("*", "\\*"))


def _write_essay(node: ET.Element, body: Body) -> None:
    ET.SubElement(node, "responseformat").text = "plain"
    ET.SubElement(node, "responserequired").text = "1"
    _formatted(node, "graderinfo", body.get("guidance", ""))


_WRITE: dict[str, Any] = {
    K.MATCHING: _write_matching,
    K.ORDERING: _write_ordering,
    K.NUMERIC: _write_numeric,
    K.SHORT: _write_short,
    K.ESSAY: _write_essay,
}
