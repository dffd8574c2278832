"""The components. Props are keyword-only: a wrong or missing name raises when the template is parsed, a wrong choice
when it is rendered (`lms.ui.props`). The living page at `/ui/` shows each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.people.enums import Evidence
from lms.ui import drawings, forms, statemap, times
from lms.ui.addresses import address_of
from lms.ui.frame import PARTS, drawn
from lms.ui.icons import icon_svg
from lms.ui.props import chosen, counted, listed, said, shaped

register = template.Library()

NONE = SafeString("")
CARD_TONES = ("plain", "next", "quiet")
NOTICE_TONES = ("info", "ok", "warn", "bad")
BADGE_TONES = ("idle", "ok", "info", "warn", "bad")
BUTTON_KINDS = ("primary", "quiet", "danger")
BUTTON_TYPES = ("submit", "button", "reset")
STEP_STATES = ("next", "now", "done")
HEADING_LEVELS = ("2", "3", "4")


# --- Blocks: they hold other things ---


@register.simple_block_tag
def card(
    content: str, *, title: str = "", tone: str = "plain", id: str = "", level: int = 2, eyebrow: str = ""
) -> SafeString:
    """A framed part of a page. `next` is for the one next thing; `eyebrow` is the small line above the title."""
    tone = chosen("card", "tone", tone, CARD_TONES)
    above = format_html('<p class="eyebrow">{}</p>', eyebrow) if eyebrow else NONE
    head = heading(title, level=level, id=f"{id}-title" if id else "")
    named = format_html(' id="{0}" aria-labelledby="{0}-title"', id) if id and title else _id(id)
    return format_html('<section class="card {}"{}>{}{}{}</section>', tone, named, above, head, content)


@register.simple_block_tag
def notice(content: str, *, tone: str = "info", title: str = "") -> SafeString:
    """A remark that stands out. The tone is said in words too, for those who do not see its colour."""
    tone = chosen("notice", "tone", tone, NOTICE_TONES)
    head = format_html('<p class="notice-title">{}</p>', title) if title else NONE
    return format_html(
        '<div class="notice {}">{}<div><span class="visually-hidden">{}: </span>{}{}</div></div>',
        tone,
        icon_svg(tone),
        tone_word(tone),
        head,
        content,
    )


@register.simple_block_tag
def dialog(content: str, *, id: str, title: str, label: str, kind: str = "quiet", open: bool = False) -> SafeString:
    """A question asked on top of the page. Without JavaScript the button unfolds it in place."""
    said("dialog", id=id, title=title, label=label)
    return format_html(
        '<details class="dialog" id="{0}"{1}><summary class="btn {2}">{3}</summary>'
        '<dialog aria-labelledby="{0}-title"><h2 id="{0}-title">{4}</h2>{5}'
        '<form method="dialog"><button class="btn quiet">{6}</button></form></dialog></details>',
        id,
        SafeString(" open") if open else NONE,
        chosen("dialog", "kind", kind, BUTTON_KINDS),
        label,
        title,
        content,
        _("Close"),
    )


@register.simple_block_tag
def fold(content: str, *, summary: str, open: bool = False) -> SafeString:
    """Something that is opened by those who want it."""
    said("fold", summary=summary)
    state = SafeString(" open") if open else NONE
    return format_html('<details class="fold"{}><summary>{}</summary><div>{}</div></details>', state, summary, content)


# --- Small things ---


@register.simple_tag
def button(
    *,
    label: str,
    href: str = "",
    kind: str = "primary",
    type: str = "submit",
    name: str = "",
    value: str = "",
    form: str = "",
    icon: str = "",
) -> SafeString:
    """A button, or with `href` a link that looks like one."""
    said("button", label=label)
    kind = chosen("button", "kind", kind, BUTTON_KINDS)
    face = format_html("{}{}", icon_svg(icon) if icon else NONE, label)
    if href:
        return format_html('<a class="btn {}" href="{}">{}</a>', kind, href, face)
    sends = format_html(' name="{}" value="{}"', name, value) if name else NONE
    of_form = format_html(' form="{}"', form) if form else NONE
    sort = chosen("button", "type", type, BUTTON_TYPES)
    return format_html('<button class="btn {}" type="{}"{}{}>{}</button>', kind, sort, sends, of_form, face)


@register.simple_tag
def badge(*, label: str, tone: str = "idle") -> SafeString:
    """A state in one or two words."""
    said("badge", label=label)
    return format_html('<span class="badge {}">{}</span>', chosen("badge", "tone", tone, BADGE_TONES), label)


@register.simple_tag
def progress(*, value: float, max: float, label: str) -> SafeString:
    """How far something is. `label` says the same in words and is shown."""
    said("progress", label=label)
    counted("progress", value=value, max=max)
    return format_html(
        '<div class="progress"><span class="num">{0}</span><progress value="{1}" max="{2}" aria-label="{0}"></progress></div>',
        label,
        plain_number(value),
        plain_number(max or 1),
    )


@register.simple_tag
def stat(*, label: str, value: object, note: str = "") -> SafeString:
    """One figure with its name, and what it rests on."""
    said("stat", label=label, value=value)
    below = format_html('<span class="soft small">{}</span>', note) if note else NONE
    return format_html(
        '<p class="stat"><span class="soft small">{}</span><strong class="num">{}</strong>{}</p>', label, value, below
    )


@register.simple_tag
def avatar(*, name: str) -> SafeString:
    """Initials of a name without its titles. Stands beside the name, so it is silent."""
    said("avatar", name=name)
    return format_html('<span class="avatar" aria-hidden="true">{}</span>', forms.initials(name))


@register.simple_tag
def icon(*, name: str) -> SafeString:
    """An icon, silent: words beside it carry the meaning."""
    return icon_svg(name)


@register.simple_tag
def confirmable(*, evidence: str) -> SafeString:
    """The mark of what is not yet official; nothing for what comes from the source or was confirmed."""
    if chosen("confirmable", "evidence", str(evidence), Evidence.values) != Evidence.INFERRED:
        return NONE
    return format_html('<span class="badge warn">{}</span>', _("to be confirmed"))


@register.simple_tag
def when(*, at: datetime | None, style: str = "long", zones: bool = False) -> SafeString:
    """An instant in the reader's zone with its name; a dash for none."""
    style = chosen("when", "style", style, times.STYLES)
    if at is None:
        return SafeString("–")
    words = times.instant_in_words(at, style=style, zones=zones)
    return format_html('<time class="num" datetime="{}">{}</time>', times.machine_readable(at), words)


@register.simple_tag
def day(*, on: date | None) -> SafeString:
    """A day in words; a dash for none."""
    if on is None:
        return SafeString("–")
    return _day(on, get_language())


@lru_cache(maxsize=1024)
def _day(on: date, _language: str | None) -> SafeString:
    return format_html('<time class="num" datetime="{}">{}</time>', f"{on:%Y-%m-%d}", times.day_in_words(on))


@register.filter
def short_day(on: date) -> str:
    """A day as `4 Agu 2026`."""
    return _short_day(on, get_language())


@lru_cache(maxsize=1024)
def _short_day(on: date, _language: str | None) -> str:
    return date_format(on, "j M Y")


@register.simple_tag
def download(*, href: str, label: str, bytes: int) -> SafeString:
    """A link to a file that says its size first: on a bad line the reader decides."""
    said("download", href=href, label=label)
    counted("download", bytes=bytes)
    return format_html(
        '<a class="download" href="{}">{}<span>{} <span class="soft small num">{}</span></span></a>',
        href,
        icon_svg("download"),
        label,
        filesizeformat(bytes),
    )


@register.simple_tag
def address(*, name: str, id: str) -> str:
    """The address of a row's page by its public id: `{% url %}` for lists."""
    return address_of(name, id)


# --- Lists ---


@register.simple_tag
def empty(*, title: str, text: str, href: str = "", label: str = "") -> SafeString:
    """What stands where nothing is yet: why, and what to do next."""
    said("empty", title=title, text=text)
    action = format_html('<a class="btn quiet" href="{}">{}</a>', href, label) if href else NONE
    return format_html('<div class="empty"><strong>{}</strong><p class="soft">{}</p>{}</div>', title, text, action)


@register.inclusion_tag("ui/timeline.html")
def timeline(*, items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What happened, newest where the caller puts it. Items: `at`, `title`, optional `text` and `tone`."""
    rows = [
        {**item, "tone": chosen("timeline", "tone", str(item.get("tone") or "idle"), BADGE_TONES)}
        for item in shaped("timeline", items, needed=("at", "title"), optional=("text", "tone"))
    ]
    return {"items": rows}


@register.inclusion_tag("ui/journey.html")
def journey(*, steps: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The stages of a way. Steps: `label`, `note`, `state` (done, now, next), `percent` of the stage that is now."""
    rows = [
        {**step, "state": chosen("journey", "state", str(step["state"]), STEP_STATES)}
        for step in shaped("journey", steps, needed=("label", "note", "state"), optional=("percent",))
    ]
    for row in rows:
        row["percent"] = {"done": 100, "next": 0}.get(row["state"], int(row.get("percent") or 0))
    return {"steps": rows}


@register.inclusion_tag("ui/tabs.html")
def tabs(*, items: Iterable[Mapping[str, Any]], label: str) -> dict[str, Any]:
    """Views of one thing. Items: `label`, `href`, `current`, optional `count`."""
    said("tabs", label=label)
    return {"items": shaped("tabs", items, needed=("label", "href", "current"), optional=("count",)), "label": label}


@register.inclusion_tag("ui/crumbs.html")
def crumbs(*, items: Iterable[tuple[Any, str]]) -> dict[str, Any]:
    """The way back: pairs of label and address, the page itself left out."""
    listed("crumbs", items=items)
    return {"items": items}


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: template.Context, *, page: Any) -> dict[str, Any]:
    """Pages of a list; the rest of the address's query is kept. Nothing for a single page."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": numbers, "request": context["request"], "gap": page.paginator.ELLIPSIS}


# --- Forms ---


@register.inclusion_tag("ui/field.html")
def field(*, field: BoundField) -> dict[str, Any]:
    """A field with its label, help and errors, tied together for screen readers."""
    return forms.field_context(field)


@register.inclusion_tag("ui/errors.html")
def errors(*, form: BaseForm) -> dict[str, Any]:
    """A summary that takes the focus and links to each field that needs another look; nothing for a form in order."""
    return {"entries": forms.error_entries(form)}


@register.inclusion_tag("ui/form_fields.html")
def form_fields(*, form: BaseForm) -> dict[str, Any]:
    """The error summary and every field of a form."""
    return {"form": form}


# --- Charts (`lms.ui.drawings`) ---

register.inclusion_tag("ui/charts/bar.html")(drawings.bar_chart)
register.inclusion_tag("ui/charts/line.html")(drawings.line_chart)
register.inclusion_tag("ui/charts/radar.html")(drawings.radar_chart)
register.inclusion_tag("ui/charts/heat.html")(drawings.heat_map)
register.inclusion_tag("ui/charts/matrix.html")(drawings.matrix_table)
register.simple_tag(statemap.state_map)


# --- The frame of a page ---


@register.simple_tag(takes_context=True)
def frame(context: template.Context, *, part: str) -> SafeString:
    """A part of what stands round every page: head, header, footer, bar; round a page without navigation bare and bare_foot."""
    return drawn(chosen("frame", "part", part, PARTS), context)


@register.filter
def message_tone(message: Any) -> str:
    """Which tone a message of Django has."""
    return {"success": "ok", "error": "bad", "warning": "warn"}.get(message.level_tag, "info")


def tone_word(tone: str) -> str:
    return {"info": _("Note"), "ok": _("Done"), "warn": _("Mind"), "bad": _("Problem")}[tone]


def heading(title: str, *, level: int, id: str = "") -> SafeString:
    if not title:
        return NONE
    rank = chosen("card", "level", str(level), HEADING_LEVELS)
    return format_html("<h{0}{1}>{2}</h{0}>", rank, _id(id), title)


def _id(id: str) -> SafeString:
    return format_html(' id="{}"', id) if id else NONE


def plain_number(value: float) -> str:
    """A number as HTML attributes want it, whatever the reader's language."""
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)
