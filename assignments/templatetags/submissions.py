"""Words and small pieces of the screens of filling in and reading forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assignments.enums import FieldType, SubmissionState
from assignments.forms.submissions import FieldView
from assignments.models import SubmissionEvent
from assignments.queries.submissions import Line
from assignments.queries.tasks import SetTask
from assignments.schema import local
from assignments.schema.written import value_in_words as answer_in_words
from lms.ui import times
from lms.ui.templatetags.ui import badge

register = template.Library()

S = SubmissionState
TONES = {
    "new": "info",
    "draft": "info",
    S.RETURNED: "warn",
    S.SUBMITTED: "idle",
    S.ACCEPTED: "ok",
    "coming": "idle",
    "closed": "idle",
}


def state_word(state: str) -> str:
    """Return what a participant reads for a state."""
    return {
        "new": _("Not begun"),
        S.DRAFT: _("Draft"),
        S.RETURNED: _("Came back"),
        S.SUBMITTED: _("Handed in"),
        S.ACCEPTED: _("Accepted"),
        "coming": _("Not open yet"),
        "closed": _("Closed, not handed in"),
    }.get(state, state)


@register.simple_tag
def task_badge(*, state: str, overdue: bool = False, late: bool = False) -> SafeString:
    """The state of a form in one or two words."""
    if overdue and state != S.RETURNED:
        return badge(label=_("Overdue"), tone="bad")
    words = state_word(state)
    return badge(
        label=f"{words}, {_('late')}" if late and state == S.SUBMITTED else words, tone=TONES.get(state, "idle")
    )


@register.simple_tag
def line_in_words(*, line: Line) -> str:
    """What is next with a form, in one sentence."""
    due = line.set_task.due_at
    if line.state == "coming":
        return _("Opens %(day)s.") % {"day": times.instant_in_words(line.set_task.opens_at, style="date")}
    if line.state == S.SUBMITTED and line.at:
        return _("Handed in %(at)s. Receipt number: %(receipt)s.") % {
            "at": times.instant_in_words(line.at, style="short"),
            "receipt": line.receipt,
        }
    if line.state == S.ACCEPTED:
        return _("Accepted. Receipt number: %(receipt)s.") % {"receipt": line.receipt}
    if line.state == S.RETURNED:
        return _("Look at the comments and hand in again. %(due)s") % {"due": due_words(line.set_task)}
    if line.state == "closed":
        return _("The task was closed %(day)s.") % {"day": times.instant_in_words(due, style="date")}
    return due_words(line.set_task)


@register.simple_tag
def due_in_words(*, standing: SetTask) -> str:
    """Until when a form is handed in, in words."""
    return due_words(standing)


def due_words(standing: SetTask) -> str:
    """Return `Due in 3 days: Jumat, 27 November 2026, 23.59 WIB.`"""
    told = {
        "when": times.distance_in_words(standing.due_at),
        "day": times.instant_in_words(standing.due_at, style="long"),
    }
    if standing.is_past_due:
        return _("It was due %(day)s. It can still be handed in, and counts as late.") % told
    words = _("Due %(day)s.") % told if told["when"] in told["day"] else _("Due %(when)s: %(day)s.") % told
    return f"{words} {_('The time was extended.')}" if standing.extended else words


@register.simple_tag
def crumb_to(*, label: str, href: str) -> SafeString:
    """One step back."""
    return format_html(
        '<nav class="crumbs" aria-label="{}"><ol><li><a href="{}">{}</a></li></ol></nav>',
        _("Where you are"),
        href,
        label,
    )


@register.filter
def widget_template(widget: str) -> str:
    return f"assignments/fields/{widget}.html"


@register.filter
def at_field(comments: Mapping[str, Any], key: str) -> Any:
    """The comments on a field; "" is the whole."""
    return comments.get(key, ())


@register.filter
def in_language(text: Any) -> str:
    return local(text)


@register.filter
def file_of(files: Mapping[str, Any], public_id: str) -> Any:
    """A file of a version by its id."""
    return files.get(public_id)


@register.simple_tag
def value_in_words(*, field: FieldView) -> str:
    """A fixed or calculated value as people read it; a dash for none."""
    if field.type == FieldType.AUTO:
        return field.text or "–"
    return answer_in_words(field.settings, field.value) or "–"


@register.filter
def hours(seconds: int) -> str:
    """A difference of clocks, in the largest unit that fits."""
    seconds = abs(seconds)
    if seconds >= 86_400:
        return _("%(n)s days") % {"n": round(seconds / 86_400)}
    if seconds >= 3600:
        return _("%(n)s hours") % {"n": round(seconds / 3600)}
    return _("%(n)s minutes") % {"n": round(seconds / 60)}


@register.filter
def paired(heads: Sequence[str], cells: Sequence[str]) -> list[tuple[str, str]]:
    """Each cell of a row with the head of its column."""
    return list(zip(heads, cells, strict=True))


@register.simple_tag
def steps_of(*, events: Iterable[SubmissionEvent]) -> list[dict[str, Any]]:
    """The steps of a form for a timeline, newest first."""
    return [
        {
            "at": event.at,
            "title": f"{state_word(event.after)} · {event.actor.display_name}"
            if event.actor
            else state_word(event.after),
            "text": event.reason,
            "tone": TONES.get(event.after, "idle"),
        }
        for event in events
    ]
