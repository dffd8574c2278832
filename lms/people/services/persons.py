"""Adding people and keeping their data right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lms.people import audit
from lms.people.enums import OPEN_INVITATION
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, Invitation, User
from lms.people.names import tidy
from lms.people.nip import NipError, parse_nip
from lms.people.phones import PhoneError, parse_phone
from lms.people.queries import PERSON_FIELDS, fingerprint
from lms.people.ranks import RANKS
from lms.people.services.invitations import renew_invitation

PROFILE_FIELDS = ("title_before", "title_after", "phone", "position", "rank", "birth_place", "birth_date", "language")


@transaction.atomic
def add_person(*, actor: User | None, email: str, name: str, **fields: Any) -> User:
    """Add somebody who cannot sign in yet (no password: `invite` lets them choose one).

    `fields` are those of PERSON_FIELDS. NIP and phone are parsed, names tidied. Raises Refusal when a value is wrong and
    Conflict when the e-mail address or the NIP belongs to somebody already.
    """
    return add_people(actor=actor, rows=[{"email": email, "name": name, **fields}])[0]


@transaction.atomic
def add_people(*, actor: User | None, rows: Iterable[Mapping[str, Any]]) -> list[User]:
    """Add many people at once, all or none, in a handful of queries. Same fields and refusals as `add_person`."""
    people = [User(password=make_password(None), **_clean(row)) for row in rows]
    try:
        with transaction.atomic():
            User.objects.bulk_create(people, batch_size=500)
    except IntegrityError as error:
        raise Conflict(_whose(people)) from error
    entries = [audit.entry(actor, "people.person.add", one, _written(one)) for one in people]
    AuditEntry.objects.bulk_create(entries, batch_size=500)
    return people


@transaction.atomic
def update_person(*, actor: User, person: User, seen: str, **changes: Any) -> User:
    """Change somebody's data. `seen` is the fingerprint of what the editor saw; Conflict when it has changed since.

    A new address is the only one: sign-in and mail follow it, and an open invitation is sent to it anew.
    """
    current = User.objects.select_for_update().get(pk=person.pk)
    if fingerprint(current) != seen:
        raise Conflict(
            _(
                "Somebody else changed this person’s data while you were editing. Compare with the present data below and save again."
            )
        )
    before = current.email
    written = _write(actor, current, changes, "people.person.update")
    if written.email != before:
        _follow_address(actor, written)
    return written


@transaction.atomic
def update_profile(*, actor: User, **changes: Any) -> User:
    """Change one's own data, PROFILE_FIELDS only. Name, NIP, unit and address are kept by the administration."""
    alien = set(changes) - set(PROFILE_FIELDS)
    if alien:
        raise TypeError(f"Not one's own to change: {sorted(alien)}")
    current = User.objects.select_for_update().get(pk=actor.pk)
    return _write(actor, current, changes, "people.profile.update")


def _write(actor: User, person: User, changes: Mapping[str, Any], action: str) -> User:
    new = _clean(changes)
    changed = {name: [getattr(person, name), value] for name, value in new.items() if getattr(person, name) != value}
    if not changed:
        return person
    for name in changed:
        setattr(person, name, new[name])
    try:
        with transaction.atomic():
            person.save(update_fields=list(changed))
    except IntegrityError as error:
        raise Conflict(_whose([person])) from error
    audit.record(actor, action, person, changed)
    return person


def _follow_address(actor: User, person: User) -> None:
    known = EmailAddress.objects.filter(Q(user=person) | Q(email__iexact=person.email)).delete()[0]
    if known:
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    invitation = Invitation.objects.filter(user=person, state__in=OPEN_INVITATION).first()
    if invitation is not None:
        renew_invitation(actor=actor, invitation=invitation)


def _clean(fields: Mapping[str, Any]) -> dict[str, Any]:
    alien = set(fields) - set(PERSON_FIELDS)
    if alien:
        raise TypeError(f"No such fields of a person: {sorted(alien)}")
    clean = {name: tidy(value) if isinstance(value, str) else value for name, value in fields.items()}
    if "email" in clean:
        clean["email"] = clean["email"].lower()
    if "name" in clean and not clean["name"]:
        raise Refusal(_("A person needs a name."))
    if clean.get("rank") and clean["rank"] not in RANKS:
        raise Refusal(_("There is no such grade. Write it like III/c."))
    try:
        if "email" in clean:
            validate_email(clean["email"])
        if "nip" in clean:
            clean["nip"] = parse_nip(clean["nip"]).digits if clean["nip"] else None
        if clean.get("phone"):
            clean["phone"] = parse_phone(clean["phone"])
    except (NipError, PhoneError) as error:
        raise Refusal(str(error)) from error
    except ValidationError as error:
        raise Refusal(_("This is no e-mail address: %(email)s. Write it like name@example.go.id.") % clean) from error
    return clean


def _whose(people: list[User]) -> str:
    pks = [one.pk for one in people if one.pk]
    emails = User.objects.filter(email__in=[one.email for one in people]).exclude(pk__in=pks)
    taken = list(emails.values_list("email", flat=True)[:3])
    if taken:
        return _("Somebody with the e-mail address %(email)s is already here. Look the person up in the list.") % {
            "email": ", ".join(taken)
        }
    return _("Somebody with this NIP is already here. Look the person up in the list.")


def _written(person: User) -> dict[str, Any]:
    values = {name: person.work_unit_id if name == "work_unit" else getattr(person, name) for name in PERSON_FIELDS}
    return {name: [None, value] for name, value in values.items() if value not in (None, "")}
