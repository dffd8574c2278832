"""The bank as GIFT (docs.moodle.org/en/GIFT_format): short to write by hand, and poorer than the other formats."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

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
    shortened,
    text_of_file,
)
from assignments.interchange.slugs import code_of, topic_of
from assignments.questions.bodies import Body, decimal_of
from assignments.questions.drafts import Draft

K = QuestionKind
SPECIAL = "~=#{}:"
# An escaped sign stands as one of these while a question is taken apart.
_HIDDEN = {sign: chr(0xE000 + place) for place, sign in enumerate(SPECIAL)}
_SHOWN = {hidden: sign for sign, hidden in _HIDDEN.items()}
_ANSWER = re.compile(r"([=~])((?:(?![=~]).)*)", re.DOTALL)
_WEIGHT = re.compile(r"%(-?\d+(?:\.\d+)?)%")
_ESCAPE = re.compile(r"\\([\\n~=#{}:])")
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_WORDS_OF_TRUTH = {"t": True, "true": True, "f": False, "false": False}


class CannotKeep(Exception):
    """A question cannot be read or has no place in the bank; the message says why and what to do."""


# --- In ---


def read(content: bytes, *, topic: str = "") -> Reading:
    """Return the questions of a GIFT file. `topic` stands in where there is no $CATEGORY. Raises Refusal for what is no text."""
    check_size(content)
    reading = Reading()
    here = topic
    blocks = list(_blocks(text_of_file(content)))
    check_count(len(blocks))
    for number, block in blocks:
        if block.upper().startswith("$CATEGORY:"):
            here = topic_of(block.partition(":")[2].strip(), topic)
            continue
        try:
            draft = _draft(block, here)
        except CannotKeep as words:
            reading.faults.append(CellFault("GIFT", number, "", shortened(_unescaped(block)), str(words)))
            continue
        reading.placed.append(Placed(draft, "GIFT", number, _finder(number, draft)))
    return reading


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield each question with the number of its first line: an empty line ends it, // begins a remark."""
    start, lines = 0, []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.lstrip().startswith("//"):
            continue
        if line.strip().upper().startswith("$CATEGORY:"):
            yield number, line.strip()
        elif line.strip():
            start = start or number
            lines.append(line)
        elif lines:
            yield start, _escaped_away("\n".join(lines))
            start, lines = 0, []


def _escaped_away(text: str) -> str:
    """Hide every escaped sign, in one pass: a backslash that is itself escaped escapes nothing."""
    return _ESCAPE.sub(lambda found: {"n": "\n", "\\": "\\"}.get(found[1], _HIDDEN.get(found[1], found[0])), text)


def _unescaped(text: str) -> str:
    return "".join(_SHOWN.get(sign, sign) for sign in text)


def _finder(number: int, draft: Draft) -> Any:
    def find(where: str) -> tuple[int, str, str]:
        return number, where, draft.code or draft.body.get("prompt", "")

    return find


def _draft(block: str, topic: str) -> Draft:
    title, rest = "", block.strip()
    if rest.startswith("::"):
        title, mark, rest = rest[2:].partition("::")
        if not mark:
            raise CannotKeep(_("The title that begins with :: does not end with ::."))
    stem, opened, after = rest.partition("{")
    inside, closed, tail = after.partition("}")
    if not opened or not closed:
        raise CannotKeep(_("There is no answer in braces { }."))
    answers, _mark, explanation = inside.partition("####")
    prompt = _said(stem) + (f" _____ {_said(tail)}" if tail.strip() else "")
    body: Body = {"prompt": prompt, "explanation": _said(explanation)}
    kind = _answers(answers.strip(), body)
    return Draft(code_of(_unescaped(title.strip())), topic, str(kind), body)


def _said(text: str) -> str:
    """Return a text without its mark of format. Raises CannotKeep when it shows more than words."""
    form = _FORMAT.match(text.strip())
    plain = _unescaped(text.strip()[form.end() :] if form else text.strip()).strip()
    if has_media(plain):
        raise CannotKeep(_("It shows a picture, a sound or a formula, which a question here cannot. Say it in words."))
    return plain_text(plain) if form and form[1].lower() == "html" else plain


def _answers(text: str, body: Body) -> K:
    if not text:
        return K.ESSAY
    if text.startswith("#"):
        return _number(text[1:], body)
    if text.partition("#")[0].strip().casefold() in _WORDS_OF_TRUTH:
        return _true_false(text, body)
    found = [(sign, *_weighted(raw)) for sign, raw in _ANSWER.findall(text)]
    if not found:
        raise CannotKeep(_("The answers in braces begin with = or ~; here none does."))
    if all(sign == "=" for sign, *_rest in found):
        return _pairs(found, body) if any("->" in one[2] for one in found) else _short(found, body)
    return _choices(found, body)


def _weighted(raw: str) -> tuple[Decimal | None, str, str]:
    """Return the weight, text and feedback of an answer."""
    text, _mark, feedback = raw.partition("#")
    weight = _WEIGHT.match(text.strip())
    return (Decimal(weight[1]) if weight else None), text.strip()[weight.end() if weight else 0 :], feedback


def _choices(found: list[tuple[str, Decimal | None, str, str]], body: Body) -> K:
    weighted = any(weight is not None for _sign, weight, _text, _feedback in found)
    body["options"] = [
        {
            "text": _said(text),
            "correct": (weight > 0 if weight is not None else sign == "="),
            "feedback": _said(feedback),
        }
        for sign, weight, text, feedback in found
    ]
    right = sum(1 for option in body["options"] if option["correct"])
    single = any(sign == "=" for sign, *_rest in found)
    if single and (weighted or right != 1):
        raise CannotKeep(
            _("Some of its answers earn a part of the mark. Here one answer is right: make the others ~ without %.")
        )
    return K.ONE if single else K.SEVERAL


def _short(found: list[tuple[str, Decimal | None, str, str]], body: Body) -> K:
    if any(weight is not None and weight != 100 for _sign, weight, _text, _feedback in found):
        raise CannotKeep(_("Some accepted answers earn a part of the mark. Here each earns all of it."))
    if any(feedback.strip() for *_rest, feedback in found):
        raise CannotKeep(_("Feedback to a short answer has no place here. Put it after #### as the explanation."))
    body["variants"] = [_said(text) for _sign, _weight, text, _feedback in found]
    return K.SHORT


def _pairs(found: list[tuple[str, Decimal | None, str, str]], body: Body) -> K:
    body["pairs"], body["extra"] = [], []
    for _sign, _weight, text, _feedback in found:
        left, mark, right = text.partition("->")
        if not mark:
            raise CannotKeep(_("A pair is written as =left -> right."))
        if left.strip():
            body["pairs"].append({"left": _said(left), "right": _said(right)})
        else:
            body["extra"].append({"right": _said(right)})
    return K.MATCHING


def _true_false(text: str, body: Body) -> K:
    """Feedback after the first # is for who answers wrongly, after the second for who answers rightly."""
    word, *feedback = text.split("#")
    right = _WORDS_OF_TRUTH[word.strip().casefold()]
    wrong_words, right_words = [_said(one) for one in [*feedback, "", ""][:2]]
    body["options"] = [
        {"text": text, "correct": means == right, "feedback": right_words if means == right else wrong_words}
        for text, means in ((TRUE, True), (FALSE, False))
    ]
    return K.TRUE_FALSE


def _number(text: str, body: Body) -> K:
    raw = _unescaped(text).strip().lstrip("=")
    value, tolerance = raw, "0"
    if ".." in raw:
        low, high = _plain_number(raw.partition("..")[0]), _plain_number(raw.partition("..")[2])
        if low is not None and high is not None:
            body |= {"value": number_text((low + high) / 2), "tolerance": number_text(abs(high - low) / 2)}
            return K.NUMERIC
    if ":" in raw:
        value, _mark, tolerance = raw.partition(":")
    right, off = _plain_number(value), _plain_number(tolerance)
    if right is None or off is None:
        raise CannotKeep(_("A number is written as {#12.5:0.5} with one right answer and without feedback."))
    body |= {"value": number_text(right), "tolerance": number_text(off) if off else ""}
    return K.NUMERIC


def _plain_number(raw: str) -> Decimal | None:
    text = raw.strip()
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


# --- Out ---


def lost(draft: Draft) -> list[str]:
    """Return what of a question GIFT cannot hold."""
    if draft.kind in {K.ORDERING, K.SCENARIO}:
        return [_("the whole question: GIFT knows no “%(kind)s”") % {"kind": K(draft.kind).label}]
    body, said = draft.body, []
    if draft.points != 1:
        said.append(_("the points"))
    if body.get("lesson"):
        said.append(_("the lesson"))
    if body.get("unit"):
        said.append(_("the unit"))
    if body.get("guidance"):
        said.append(_("the guidance for the grader"))
    if draft.kind == K.TRUE_FALSE and [option["text"] for option in body["options"]] != [TRUE, FALSE]:
        said.append(_("the words of the two answers"))
    if draft.kind == K.MATCHING and any("->" in pair["left"] + pair["right"] for pair in body["pairs"]):
        said.append(_("arrows (->) within a pair"))
    if draft.kind == K.SHORT and any("->" in text for text in body["variants"]):
        said.append(_("its kind: an accepted answer holds an arrow (->), by which GIFT knows pairs"))
    return said


def write(drafts: Iterable[Draft]) -> bytes:
    """Return the questions as GIFT. What it cannot hold stands as a remark in the place of the question or above it."""
    lines: list[str] = []
    topic = None
    for draft in drafts:
        if draft.topic != topic:
            topic = draft.topic
            lines += [f"$CATEGORY: {topic}", ""]
        lines += [f"// {draft.code}: {words}" for words in lost(draft)]
        if draft.kind not in {K.ORDERING, K.SCENARIO}:
            lines += [_written(draft)]
        lines += [""]
    return "\n".join(lines).encode()


def _written(draft: Draft) -> str:
    body = draft.body
    answers = _WRITE[K(draft.kind)](body)
    explanation = f"####{_escaped(body['explanation'])}" if body.get("explanation") else ""
    return f"::{_escaped(draft.code)}:: {_escaped(body['prompt'])} {{{answers}{explanation}}}"


def _escaped(text: str) -> str:
    """Return a text that is read back as it is; what only looks like a mark of format or a weight is said to be plain."""
    if _FORMAT.match(text) or _WEIGHT.match(text):
        text = f"[plain]{text}"
    out = text.replace("\\", "\\\\")
    for sign in SPECIAL:
        out = out.replace(sign, f"\\{sign}")
    return out.replace("\n", "\\n")


def _after(feedback: str) -> str:
    return f"#{_escaped(feedback)}" if feedback else ""


def _write_one(body: Body) -> str:
    return (
        "".join(
            f"\n{'=' if option.get('correct') else '~'}{_escaped(option['text'])}{_after(option.get('feedback', ''))}"
            for option in body["options"]
        )
        + "\n"
    )


def _write_several(body: Body) -> str:
    share = Decimal(100) / sum(1 for option in body["options"] if option.get("correct"))
    return (
        "".join(
            f"\n~%{share if option.get('correct') else -share:.5f}%{_escaped(option['text'])}{_after(option.get('feedback', ''))}"
            for option in body["options"]
        )
        + "\n"
    )


def _write_true_false(body: Body) -> str:
    yes, no = body["options"]
    right, wrong = (yes, no) if yes.get("correct") else (no, yes)
    word = "TRUE" if yes.get("correct") else "FALSE"
    feedback = (wrong.get("feedback", ""), right.get("feedback", ""))
    return word + (f"#{_escaped(feedback[0])}#{_escaped(feedback[1])}" if any(feedback) else "")


def _write_matching(body: Body) -> str:
    rows = [*body["pairs"], *(body.get("extra") or [])]
    return "".join(f"\n={_escaped(row.get('left', ''))} -> {_escaped(row['right'])}" for row in rows) + "\n"


def _write_numeric(body: Body) -> str:
    value, off = decimal_of(body["value"]) or Decimal(0), decimal_of(body.get("tolerance") or "0") or Decimal(0)
    return f"#{value.normalize():f}:{off.normalize():f}"


def _write_short(body: Body) -> str:
    return "".join(f"\n={_escaped(text)}" for text in body["variants"]) + "\n"


_WRITE: dict[K, Any] = {
    K.ONE: _write_one,
    K.SEVERAL: _write_several,
    K.TRUE_FALSE: _write_true_false,
    K.MATCHING: _write_matching,
    K.NUMERIC: _write_numeric,
    K.SHORT: _write_short,
    K.ESSAY: lambda body: "",
}
