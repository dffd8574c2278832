"""Pieces of the pages of sessions and of Zoom's health."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fieldpractice.enums import SessionState, WorkFailure
from fieldpractice.models import MonitoringSession, ZoomWork
from lms.ui.templatetags.ui import badge

register = template.Library()

TONES = {SessionState.PLANNED: "info", SessionState.HELD: "ok", SessionState.CANCELLED: "bad"}

# What a person can do about each kind of failure.
ADVICE: dict[str, Any] = {
    WorkFailure.UNREACHABLE: gettext_lazy("It is tried again by itself. If the session begins soon, give a link by hand."),
    WorkFailure.TROUBLE: gettext_lazy("It is tried again by itself. If the session begins soon, give a link by hand."),
    WorkFailure.LIMITED: gettext_lazy("It goes on by itself when the limit ends, at 07.00 WIB at the latest."),
    WorkFailure.TOKEN: gettext_lazy("Let the administrator of the server compare account ID, client ID and secret with the app at Zoom, then try again."),
    WorkFailure.SCOPE: gettext_lazy("Add the scope to the app at Zoom, then try again."),
    WorkFailure.HOST: gettext_lazy("Compare the host’s address with the one at Zoom; it must be a licensed user of the account. Then try again."),
    WorkFailure.NO_HOST: gettext_lazy("Choose a host for the session, or give a link by hand."),
    WorkFailure.NOT_CONFIGURED: gettext_lazy("Give a link by hand, or have Zoom set up by the administrator of the server."),
    WorkFailure.REFUSED: gettext_lazy("Give a link by hand, and show what Zoom said to the administrator of the server."),
}  # fmt: skip


@register.simple_tag
def session_state(*, session: MonitoringSession, always: bool = False) -> SafeString:
    """The badge of a session's state; nothing for a planned one, unless it is to be said always."""
    if session.is_planned and not always:
        return SafeString("")
    return badge(label=session.get_state_display(), tone=TONES[SessionState(session.state)])


@register.simple_tag
def practice_mark() -> SafeString:
    """A badge wherever a session is shown while the practice server stands in for Zoom; else nothing."""
    return badge(label=_("Practice mode"), tone="warn") if settings.PADAN_ZOOM_PRACTICE else SafeString("")


@register.simple_tag
def work_advice(*, work: ZoomWork) -> str:
    """What to do about work that failed, and what Zoom said."""
    words = str(ADVICE.get(work.failure_kind, ""))
    return f"{words} " + _("Zoom said: %(words)s") % {"words": work.failure} if work.failure else words


@register.simple_tag(takes_context=True)
def session_section(context: template.Context, *, template: str, values: dict[str, Any]) -> SafeString:
    """A section that another part draws on a session's page: its values stand by their names, and as `section`."""
    with context.push(**{"section": values, **values}):
        return get_template(template).template.render(context)  # type: ignore[attr-defined, no-any-return]


@register.simple_tag
def failure_label(*, kind: str) -> str:
    """A kind of failure in words."""
    return str(WorkFailure(kind).label)
