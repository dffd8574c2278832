"""Every write about people. Keyword-only verbs; the acting user is passed in (None: the system itself)."""

from lms.people.services.accounts import close_account, prepare_demo_accounts, reopen_account, reset_second_factor
from lms.people.services.consents import (
    decline_text,
    give_consent,
    load_consent_text,
    publish_consent_text,
    withdraw_consent,
)
from lms.people.services.delivery import send_due
from lms.people.services.invitations import (
    accept_invitation,
    invite,
    invite_many,
    renew_invitation,
    revoke_invitation,
    share_invitation,
)
from lms.people.services.persons import add_people, add_person, update_person, update_profile
from lms.people.services.roles import announce_roles, assign_role, end_role
from lms.people.services.units import load_units, update_unit
from lms.people.services.view_as import start_view_as, stop_view_as

__all__ = [
    "accept_invitation",
    "add_people",
    "add_person",
    "announce_roles",
    "assign_role",
    "close_account",
    "decline_text",
    "end_role",
    "give_consent",
    "invite",
    "invite_many",
    "load_consent_text",
    "load_units",
    "prepare_demo_accounts",
    "publish_consent_text",
    "renew_invitation",
    "reopen_account",
    "reset_second_factor",
    "revoke_invitation",
    "send_due",
    "share_invitation",
    "start_view_as",
    "stop_view_as",
    "update_person",
    "update_profile",
    "update_unit",
    "withdraw_consent",
]
