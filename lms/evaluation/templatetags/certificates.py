"""Pieces of the pages of certificates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lms.evaluation.certificate_papers import day_of
from lms.evaluation.enums import CertificateState, CertificateStep
from lms.evaluation.models import Certificate
from lms.evaluation.queries.certificate_facts import display_name
from lms.evaluation.queries.eligibility import Standing
from lms.ui.templatetags.ui import badge, timeline

register = template.Library()

TONES = {CertificateState.VALID: "ok", CertificateState.REVOKED: "bad", CertificateState.REPLACED: "warn"}
STANDING_TONES = {Standing.READY: "info", Standing.ISSUED: "ok", Standing.REVOKED: "bad", Standing.WAITS: "idle"}
STEP_TONES = {CertificateStep.REVOKED: "bad", CertificateStep.REPLACED: "warn"}


@register.simple_tag
def certificate_badge(*, certificate: Certificate) -> SafeString:
    """The state of a certificate."""
    state = CertificateState(certificate.state)
    return badge(label=str(state.label), tone=TONES[state])


@register.simple_tag
def standing_badge(*, standing: str) -> SafeString:
    """Where somebody stands on the way to a certificate."""
    found = Standing(standing)
    return badge(label=str(found.label), tone=STANDING_TONES[found])


@register.simple_tag
def printed_name(*, facts: Mapping[str, Any]) -> str:
    """The name with its titles, as it stands on the paper."""
    return display_name(facts)


@register.simple_tag
def printed_day(*, text: str) -> str:
    """A day of the facts in words."""
    return day_of(text) or "–"


@register.inclusion_tag("ui/timeline.html")
def certificate_timeline(*, certificate: Certificate, inside: bool) -> dict[str, Any]:
    """What happened to a certificate, in order. Reasons and names are for organisers; the person reads the reason too."""
    items = []
    for event in certificate.events.all():
        parts = [event.get_cause_display(), event.reason]
        if inside:
            parts.append(_("by %(name)s") % {"name": event.actor})
        items.append(
            {
                "at": event.at,
                "title": event.get_step_display(),
                "text": " · ".join(filter(None, parts)),
                "tone": STEP_TONES.get(CertificateStep(event.step), "idle"),
            }
        )
    return timeline(items=items)
