"""Pieces of the register's pages."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fieldpractice.enums import ConstraintState, Severity
from fieldpractice.models import Constraint
from fieldpractice.queries.constraints.figures import service_name
from lms.ui.templatetags.ui import badge

register = template.Library()

S = ConstraintState
STATE_TONES = {S.RAISED: "warn", S.DISCUSSED: "info", S.ASSIGNED: "info", S.STRENGTHENED: "ok", S.RESOLVED: "ok"}
SEVERITY_TONES = {Severity.LOW: "idle", Severity.MEDIUM: "warn", Severity.HIGH: "bad"}


@register.simple_tag
def constraint_state(*, constraint: Constraint) -> SafeString:
    """The badge of a constraint's state; of one that is merged, that it is."""
    if constraint.is_merged:
        return badge(label=_("Merged"), tone="idle")
    return badge(label=constraint.get_state_display(), tone=STATE_TONES[S(constraint.state)])


@register.simple_tag
def severity(*, constraint: Constraint) -> SafeString:
    """The badge of how grave a constraint is."""
    words = _("Severity: %(severity)s") % {"severity": constraint.get_severity_display()}
    return badge(label=words, tone=SEVERITY_TONES[Severity(constraint.severity)])


@register.simple_tag
def service(*, constraint: Constraint) -> str:
    """The service's name, or that none is named."""
    return service_name(constraint.service)
