"""Pieces of the pages of surveys."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assignments.schema.shapes import local
from lms.evaluation.enums import LinkMail, Privacy, RunState
from lms.evaluation.models import SurveyRun
from lms.evaluation.survey_starter import bank_sources
from lms.ui.templatetags.ui import badge

register = template.Library()

TONES = {RunState.PLANNED: "idle", RunState.OPEN: "info", RunState.CLOSED: "ok"}
MAIL_TONES = {LinkMail.NONE: "idle", LinkMail.WAITING: "info", LinkMail.SENT: "ok", LinkMail.FAILED: "bad"}


@register.simple_tag
def run_state(*, run: SurveyRun) -> SafeString:
    """The badge of a survey's state."""
    return badge(label=run.get_state_display(), tone=TONES[RunState(run.state)])


@register.simple_tag
def privacy_badge(*, run: SurveyRun) -> SafeString:
    """The badge of how answers are kept."""
    return badge(label=run.get_privacy_display(), tone="ok" if run.privacy == Privacy.ANONYMOUS else "info")


@register.simple_tag
def link_state(*, state: str, label: str) -> SafeString:
    """The badge of how far a mail has come."""
    return badge(label=label, tone=MAIL_TONES[LinkMail(state)])


@register.filter
def in_language(text: Any) -> str:
    """A text of both languages in the reader's."""
    return local(text)


@register.simple_tag
def source(*, words: str) -> SafeString:
    """Where an item comes from. What the bank says of it is English on every page, and marked as that."""
    return format_html('<span lang="en">{}</span>' if words in bank_sources() else "{}", words)


@register.simple_tag(takes_context=True)
def survey_section(context: template.Context, *, template: str, values: dict[str, Any]) -> SafeString:
    """A section that another part draws on a survey's page: its values stand by their names, and as `section`."""
    with context.push(**{"section": values, **values}):
        return get_template(template).template.render(context)  # type: ignore[attr-defined, no-any-return]
