"""What the screens about people read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lms.people import clock
from lms.people.enums import CONSENT_PURPOSE, DEMO_DOMAIN, OPEN_INVITATION, PARTICIPANT, InvitationState
from lms.people.masking import mask_email, mask_nip, mask_phone
from lms.people.models import AuditEntry, Consent, ConsentText, DeclinedText, Invitation, RoleAssignment, User, WorkUnit
from lms.people.prepared import Prepared
from lms.people.roles import HAT_LABELS, ORDER
from lms.people.rules import organises
from lms.people.zones import zone_name

# What is kept about a person; the form, the service and the fingerprint use this one list.
PERSON_FIELDS = (
    "email",
    "name",
    "title_before",
    "title_after",
    "nip",
    "phone",
    "work_unit",
    "position",
    "rank",
    "birth_place",
    "birth_date",
    "language",
)


def fingerprint(person: User) -> str:
    """Return a digest of a person's data, carried by the form so that two editors notice each other."""
    values: list[Any] = [
        person.work_unit_id if name == "work_unit" else getattr(person, name) for name in PERSON_FIELDS
    ]
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()[:32]


def people_visible_to(user: User) -> QuerySet[User]:
    """Return the people whose data this user may open: all for who organises, oneself for the others."""
    return User.objects.all() if organises(user) else User.objects.filter(pk=user.pk)


@dataclass(frozen=True)
class PersonRow:
    """One line of the list, personal data masked."""

    public_id: str
    name: str
    unit: str
    roles: list[str]
    email: str
    nip: str
    phone: str
    state: str


def person_search(
    people: QuerySet[User], *, text: str = "", role: str = "", unit_id: int | None = None, state: str = ""
) -> QuerySet[User]:
    """Narrow people down: every word of `text` in name, titles, address, NIP or unit; a role in force; a unit; a state of the account."""
    for word in text.replace(",", " ").split():
        words = Q(work_unit__name__icontains=word)
        for field in ("name", "title_before", "title_after", "email"):
            words |= Q(**{f"{field}__icontains": word})
        people = people.filter(words | Q(nip__startswith=word) if word.isdigit() else words)
    if role:
        held = RoleAssignment.objects.valid().filter(user=OuterRef("pk"), role=role)
        people = people.filter(Exists(held))
    if unit_id:
        people = people.filter(work_unit_id=unit_id)
    if state == "closed":
        people = people.filter(is_active=False)
    elif state == "invited":
        people = people.filter(Exists(Invitation.objects.filter(user=OuterRef("pk"), state__in=OPEN_INVITATION)))
    elif state == "new":
        anybody = Invitation.objects.filter(user=OuterRef("pk"))
        people = people.filter(~Exists(anybody), password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return people.order_by("name", "pk")


def person_rows(people: Iterable[User]) -> list[PersonRow]:
    """Return one page of people as masked lines: their roles come in one query for all."""
    people = list(people)
    roles: dict[int, list[str]] = {}
    for held in RoleAssignment.objects.valid().filter(user__in=[one.pk for one in people]).order_by("role"):
        roles.setdefault(held.user_id, []).append(held.get_role_display())
    return [
        PersonRow(
            public_id=one.public_id,
            name=one.display_name,
            unit=one.work_unit.name if one.work_unit else "",
            roles=list(dict.fromkeys(roles.get(one.pk, []))),
            email=mask_email(one.email),
            nip=mask_nip(one.nip),
            phone=mask_phone(one.phone),
            state="closed" if not one.is_active else "open" if one.has_usable_password() else "waiting",
        )
        for one in people
    ]


def roles_of(person: User) -> QuerySet[RoleAssignment]:
    """Return every role somebody held or will hold, present ones first."""
    return person.role_assignments.select_related("work_unit", "assigned_by").order_by("-valid_from", "-pk")


def invitations_of(person: User) -> QuerySet[Invitation]:
    """Return somebody's invitations, newest first."""
    return person.invitations.select_related("invited_by").order_by("-created_at")


def trail_of(person: User) -> QuerySet[AuditEntry]:
    """Return what was done about a person: the account, its roles, its invitations, its consents."""
    related: dict[type, QuerySet[Any]] = {
        RoleAssignment: person.role_assignments.values_list("pk", flat=True),
        Invitation: person.invitations.values_list("pk", flat=True),
        Consent: person.consents.values_list("pk", flat=True),
        DeclinedText: person.declined_texts.values_list("pk", flat=True),
    }
    wanted = Q(object_type="people.user", object_id=str(person.pk))
    for model, pks in related.items():
        label = model._meta.label_lower  # type: ignore[attr-defined]
        wanted |= Q(object_type=label, object_id__in=[str(pk) for pk in pks])
    return AuditEntry.objects.filter(wanted).select_related("actor")


def audit_search(
    *,
    text: str = "",
    action: str = "",
    actor: User | None = None,
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[AuditEntry]:
    """Return the trail narrowed down; days are WIB and the last one is included. Newest first."""
    entries = AuditEntry.objects.select_related("actor")
    if text:
        entries = entries.filter(Q(object_label__icontains=text) | Q(request_id=text) | Q(actor__name__icontains=text))
    if action:
        entries = entries.filter(action__startswith=action)
    if actor is not None:
        entries = entries.filter(actor=actor)
    if since:
        entries = entries.filter(at__gte=datetime.combine(since, time(), clock.WIB))
    if until:
        entries = entries.filter(at__lt=datetime.combine(until + timedelta(days=1), time(), clock.WIB))
    return entries


def units_overview(*, column: str = "", zone: str = "") -> list[dict[str, Any]]:
    """Return the units with the number of people in each, by column of the matrix, then by name."""
    units = WorkUnit.objects.select_related("parent").annotate(people_count=Count("people"))
    if column:
        units = units.filter(column=column)
    if zone:
        units = units.filter(time_zone=zone)
    return [
        {"unit": unit, "zone": zone_name(unit.time_zone), "column": unit.get_column_display() if unit.column else ""}
        for unit in units.order_by("kind", "name")
    ]


def latest_consent_text(purpose: str) -> ConsentText | None:
    """Return the wording in force."""
    return ConsentText.objects.filter(purpose=purpose).order_by("-version").first()


# Of the home: the wording in force, where somebody agreed to an earlier one and has not answered this one.
new_wording = Prepared(
    lambda user_id: (
        ConsentText.objects.filter(
            Exists(
                Consent.objects.filter(
                    user_id=user_id,
                    withdrawn_at__isnull=True,
                    text__purpose=CONSENT_PURPOSE,
                    text__version__lt=OuterRef("version"),
                )
            ),
            ~Exists(Consent.objects.filter(user_id=user_id, text=OuterRef("pk"))),
            ~Exists(DeclinedText.objects.filter(user_id=user_id, text=OuterRef("pk"))),
            ~Exists(ConsentText.objects.filter(purpose=CONSENT_PURPOSE, version__gt=OuterRef("version"))),
            purpose=CONSENT_PURPOSE,
        )
        .order_by()
        .values_list("version")
    )
)


def consents_of(person: User) -> QuerySet[Consent]:
    """Return somebody's consents, newest first, withdrawn ones too."""
    return person.consents.select_related("text").order_by("-given_at")


@dataclass(frozen=True)
class Offer:
    """A wording that somebody may agree to, and how they stand to it."""

    text: ConsentText
    # Whether an earlier wording is agreed to, so that one can stay with it.
    has_earlier: bool
    # Since when one stays with it.
    stays_since: datetime | None


def offer_to(person: User, consents: Iterable[Consent]) -> Offer | None:
    """Return the wording in force, unless one of these consents of the person is to it."""
    text = latest_consent_text(CONSENT_PURPOSE)
    agreed = {row.text for row in consents if row.withdrawn_at is None}
    if text is None or text in agreed:
        return None
    if not any(one.purpose == text.purpose for one in agreed):
        return Offer(text, has_earlier=False, stays_since=None)
    declined = person.declined_texts.filter(text=text).values_list("declined_at", flat=True).first()
    return Offer(text, has_earlier=True, stays_since=declined)


def invitation_by(public_id: str) -> Invitation | None:
    """Return the invitation of this id with its person, or None."""
    return Invitation.objects.select_related("user__work_unit", "invited_by").filter(public_id=public_id).first()


def demo_accounts() -> list[Mapping[str, Any]]:
    """Return the accounts that the demo's sign-in page offers: one for each role, and the first participant."""
    people = User.objects.filter(email__endswith=DEMO_DOMAIN, is_active=True).exclude(email__regex=r"^peserta\d+@")
    held: dict[int, RoleAssignment] = {
        row.user_id: row for row in RoleAssignment.objects.valid().filter(user__in=people).select_related("work_unit")
    }
    accounts = [
        {
            "email": one.email,
            "name": one.display_name,
            "role": str(held[one.pk]) if one.pk in held else HAT_LABELS[PARTICIPANT],
            "order": ORDER.index(held[one.pk].role) if one.pk in held else len(ORDER),
        }
        for one in people
    ]
    return sorted(accounts, key=lambda account: (account["order"], account["email"]))


def account_figures() -> dict[str, int]:
    """Return how many people there are, wait to be let in, were not reached, and withdrew a consent in the last 3 days."""
    lately = clock.now() - timedelta(days=3)
    return User.objects.aggregate(
        people=Count("pk", distinct=True),
        waiting=Count("invitations", filter=Q(invitations__state__in=OPEN_INVITATION), distinct=True),
        failed=Count("invitations", filter=Q(invitations__state=InvitationState.FAILED), distinct=True),
        withdrawn=Count("consents", filter=Q(consents__withdrawn_at__gte=lately), distinct=True),
    )
