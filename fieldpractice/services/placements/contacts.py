"""How a supervisor is named: by an account, or by name with an address."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from courses.models import Enrolment
from lms.people.errors import Refusal
from lms.people.models import User
from lms.people.phones import PhoneError, parse_phone


def checked_contact(
    *, enrolment: Enrolment, supervisor: User | None, name: str, email: str, phone: str
) -> dict[str, Any]:
    """Return the fields of a placement that name the supervisor. Raises Refusal for oneself, a closed account, an address without a name,
    an address or a number that is none.

    Somebody with an account is reached through it: typed addresses beside it are dropped.
    """
    who = {"person": enrolment.user}
    if supervisor is not None:
        if supervisor.pk == enrolment.user_id:
            raise Refusal(_("%(person)s cannot be the own supervisor.") % who)
        if not supervisor.is_active:
            raise Refusal(_("The supervisor’s account of %(person)s is closed. Choose somebody else.") % who)
        return {"supervisor": supervisor, "supervisor_name": "", "supervisor_email": "", "supervisor_phone": ""}
    name, email, phone = name.strip(), email.strip().lower(), phone.strip()
    if (email or phone) and not name:
        raise Refusal(_("%(person)s: the supervisor has an address and no name. Give the name too.") % who)
    if email and email == enrolment.user.email:
        raise Refusal(_("%(person)s cannot be the own supervisor.") % who)
    return {
        "supervisor": None,
        "supervisor_name": name[:160],
        "supervisor_email": _email(email, who),
        "supervisor_phone": _phone(phone, who),
    }


def _email(email: str, who: dict[str, Any]) -> str:
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise Refusal(_("%(person)s: the supervisor’s e-mail is no e-mail address.") % who) from None
    return email


def _phone(phone: str, who: dict[str, Any]) -> str:
    try:
        return parse_phone(phone) if phone else ""
    except PhoneError as error:
        raise Refusal(f"{who['person']}: {error}") from None
