"""What the audit trail's actions are called on the screen. Rooms above add theirs with `add_actions`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

_actions: dict[str, Any] = {
    "people.person.add": _("Person added"),
    "people.person.update": _("Person’s data changed"),
    "people.profile.update": _("Own data changed"),
    "people.account.close": _("Account closed"),
    "people.account.reopen": _("Account reopened"),
    "people.account.sign_in": _("Signed in"),
    "people.account.sign_out": _("Signed out"),
    "people.account.sign_out_elsewhere": _("Signed out everywhere else"),
    "people.account.password": _("Password changed"),
    "people.account.factor_add": _("Second factor set up"),
    "people.account.factor_remove": _("Second factor removed"),
    "people.account.factor_reset": _("Second factor reset by an administrator"),
    "people.role.assign": _("Role given"),
    "people.role.end": _("End of a role set"),
    "people.invitation.create": _("Invited"),
    "people.invitation.send": _("Invitation sent"),
    "people.invitation.fail": _("Invitation not delivered"),
    "people.invitation.renew": _("Invitation renewed"),
    "people.invitation.revoke": _("Invitation revoked"),
    "people.invitation.share": _("Text of an invitation shown"),
    "people.invitation.accept": _("Invitation accepted"),
    "people.consent_text.publish": _("Consent text published"),
    "people.consent.give": _("Consent given"),
    "people.consent.decline": _("New wording of the consent declined"),
    "people.consent.withdraw": _("Consent withdrawn"),
    "people.unit.add": _("Unit added"),
    "people.unit.update": _("Unit changed"),
    "people.view_as.start": _("View as somebody begun"),
    "people.view_as.stop": _("View as somebody ended"),
}


def add_actions(labels: Mapping[str, Any]) -> None:
    """Give names to a room's own actions, from its AppConfig.ready()."""
    _actions.update(labels)


def action_label(action: str) -> str:
    """Return what an action is called, or its code."""
    return str(_actions.get(action, action))
