"""What changed between two texts, as accessible markup: lines, and inside a changed line its words.

Taken out is `<del>`, put in is `<ins>`, each with a word for screen readers; long stretches that stayed are folded into
one line that says how many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

AROUND = 2
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


def compare(before: str, after: str) -> SafeString:
    """Return an ordered list of the changed lines with a little of what stands around them; empty when nothing changed."""
    old, new = before.splitlines(), after.splitlines()
    if old == new:
        return SafeString()
    lines: list[SafeString] = []
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > 2000)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            lines.extend(_same(new[new_from:new_to], first=old_from == 0, last=old_to == len(old)))
        else:
            lines.extend(_changed(old[old_from:old_to], new[new_from:new_to]))
    return format_html('<div class="changes">{}</div>', mark_safe("".join(lines)))  # noqa: S308 - each line is escaped


def _same(lines: list[str], *, first: bool, last: bool) -> Iterator[SafeString]:
    """Keep two lines beside a change and fold the rest."""
    head = 0 if first else AROUND
    tail = 0 if last else AROUND
    hidden = len(lines) - head - tail
    if hidden <= 1:
        yield from (_line(line) for line in lines)
        return
    yield from (_line(line) for line in lines[:head])
    text = ngettext("%(count)s unchanged line", "%(count)s unchanged lines", hidden) % {"count": hidden}
    yield format_html('<p class="soft small">… {} …</p>', text)
    yield from (_line(line) for line in lines[len(lines) - tail :])


def _line(line: str) -> SafeString:
    return format_html("<p>{}</p>", line) if line.strip() else SafeString()


def _changed(old: list[str], new: list[str]) -> Iterator[SafeString]:
    """Pair lines of a changed stretch; a line that is mostly new is shown whole."""
    for before, after in zip_longest(old, new):
        if before is None:
            yield format_html("<p>{}</p>", put_in(after))
        elif after is None:
            yield format_html("<p>{}</p>", taken_out(before))
        else:
            yield _words(before, after)


def _words(before: str, after: str) -> SafeString:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > 2000)
    if matcher.quick_ratio() < 0.4 or matcher.ratio() < 0.4:
        return format_html("<p>{}</p><p>{}</p>", taken_out(before), put_in(after))
    pieces: list[SafeString] = []
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        gone, come = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if tag == "equal":
            pieces.append(conditional_escape(come))
            continue
        pieces.extend(mark(text) for mark, text in ((taken_out, gone), (put_in, come)) if text)
    return format_html("<p>{}</p>", mark_safe("".join(pieces)))  # noqa: S308 - each piece is escaped


def taken_out(text: str) -> SafeString:
    """Mark what is no longer there."""
    return format_html(
        '<del><span class="visually-hidden">[{}: </span>{}<span class="visually-hidden">]</span></del>',
        _("taken out"),
        text,
    )


def put_in(text: str) -> SafeString:
    """Mark what is new."""
    return format_html(
        '<ins><span class="visually-hidden">[{}: </span>{}<span class="visually-hidden">]</span></ins>',
        _("put in"),
        text,
    )
