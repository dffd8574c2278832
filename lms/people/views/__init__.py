"""Screens: homes, invitations, people, units, the audit trail, one's own profile."""

from lms.people.views.accounts import (
    account_close,
    account_reopen,
    factor_reset,
    view_as_end,
    view_as_start,
)
from lms.people.views.dashboard import dashboard, hat_switch, language_switch
from lms.people.views.invitations import (
    invitation_accept,
    invitation_renew,
    person_invitation_renew,
    person_invitation_revoke,
    person_invitation_share,
    person_invite,
)
from lms.people.views.persons import person_add, person_detail, person_edit, person_list
from lms.people.views.profile import (
    consent_decline,
    consent_give,
    consent_withdraw,
    profile_detail,
    profile_edit,
    second_factor,
)
from lms.people.views.records import audit_list, unit_list
from lms.people.views.roles import role_assign, role_end

__all__ = [
    "account_close",
    "account_reopen",
    "audit_list",
    "consent_decline",
    "consent_give",
    "consent_withdraw",
    "dashboard",
    "factor_reset",
    "hat_switch",
    "invitation_accept",
    "invitation_renew",
    "language_switch",
    "person_add",
    "person_detail",
    "person_edit",
    "person_invitation_renew",
    "person_invitation_revoke",
    "person_invitation_share",
    "person_invite",
    "person_list",
    "profile_detail",
    "profile_edit",
    "role_assign",
    "role_end",
    "second_factor",
    "unit_list",
    "view_as_end",
    "view_as_start",
]
