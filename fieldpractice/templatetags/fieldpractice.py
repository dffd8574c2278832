"""Pieces of this room's pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fieldpractice.enums import Verdict
from fieldpractice.models import Placement
from fieldpractice.queries.placements import reach_of, supervisor_name
from lms.people.zones import zone_name
from lms.ui.templatetags.ui import badge

register = template.Library()

TONES = {Verdict.SEEN: "ok", Verdict.NOT_SEEN: "warn", Verdict.DISAGREES: "bad"}


@register.filter
def zone(name: str) -> str:
    """WIB, WITA or WIT for an IANA name."""
    return zone_name(name)


@register.filter
def hours(value: Decimal) -> str:
    """Hours as people write them: `7,5`."""
    return str(number_format(value.normalize() if value else 0, use_l10n=True, force_grouping=True))


@register.filter
def value_of(data: Any, name: str) -> str:
    """What was typed under a name."""
    return str(data.get(name, ""))


@register.simple_tag
def row_field(*, field: BoundField, who: Any, shown: bool = False) -> SafeString:
    """A field in a table's row: its label names the person too, and is only heard unless `shown`."""
    css = "" if shown else "visually-hidden"
    words = format_html('{}<span class="visually-hidden"> ({})</span>', field.label, who)
    return format_html(
        '<div class="cell-field"><label class="small {}" for="{}">{}</label>{}</div>',
        css,
        field.id_for_label,
        words,
        field.as_widget(attrs={"aria-describedby": False}) if not field.errors else field,
    )


@register.simple_tag
def supervisor(*, placement: Placement) -> SafeString:
    """Who supervises, and how that person is reached."""
    name = supervisor_name(placement)
    if not name:
        return badge(label=_("nobody named"), tone="warn")
    ways = {"account": _("signs in"), "mail": _("link by e-mail"), "phone": _("link by WhatsApp"), "": _("no address")}
    return format_html('{} <span class="soft small">{}</span>', name, ways[reach_of(placement)])


@register.simple_tag
def word(*, row: Any) -> SafeString:
    """The badge of the supervisor's word on a week."""
    if row.word is not None and row.is_stale:
        return badge(label=_("Changed after the word"), tone="warn")
    if row.word is not None:
        return badge(label=row.word.get_verdict_display(), tone=TONES[Verdict(row.word.verdict)])
    return badge(label=_("Waits for the word")) if row.ended else badge(label=_("Under way"), tone="info")
