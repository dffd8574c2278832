"""What is known of the people of a session when rows of participation are recognised, and who is asked to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from courses.enums import SEATED
from courses.models import CohortFacilitator, Enrolment
from fieldpractice.enums import MatchWay
from fieldpractice.identities import Known, folded
from fieldpractice.models import IdentityMatch, MonitoringSession, ParticipationRow, PlacementPause, Registrant
from lms.people.enums import Role
from lms.people.models import RoleAssignment


def asked_to(session: MonitoringSession) -> QuerySet[Enrolment]:
    """Return those with a seat in the cohort, or in the group, of a session."""
    people = Enrolment.objects.filter(cohort=session.cohort_id, state__in=SEATED)
    return people.filter(session_groups=session.group_id) if session.group_id else people


def known_of(session: MonitoringSession) -> Known:
    """Return by what the people of a session are recognised: six queries, however many they are."""
    people = Enrolment.objects.filter(cohort=session.cohort_id).values_list("pk", "user__email")
    return Known(
        registrants=_registrants(session),
        accounts=_accounts(session),
        emails={email.lower(): pk for pk, email in people.order_by("pk") if email},
        staff=_staff(session),
        decided=_decided(session),
    )


def _registrants(session: MonitoringSession) -> dict[str, int]:
    rows = Registrant.objects.filter(session=session).exclude(registrant_id="")
    return dict(rows.order_by().values_list("registrant_id", "enrolment"))


def _accounts(session: MonitoringSession) -> dict[str, int]:
    """Accounts of Zoom that came in by somebody's own link before; one that several used is nobody's."""
    rows = ParticipationRow.objects.filter(
        instance__session__cohort=session.cohort_id, way=MatchWay.REGISTRANT, enrolment__isnull=False
    ).exclude(account_id="")
    found: dict[str, set[int]] = {}
    for account, enrolment in rows.order_by().values_list("account_id", "enrolment").distinct():
        found.setdefault(account, set()).add(enrolment)
    return {account: next(iter(several)) for account, several in found.items() if len(several) == 1}


def _staff(session: MonitoringSession) -> frozenset[str]:
    """Addresses of who hosts and facilitates, and of coordinators and administrators."""
    people = RoleAssignment.objects.valid().filter(role__in=[Role.ADMINISTRATOR, Role.COORDINATOR])
    charged = CohortFacilitator.objects.valid().filter(cohort=session.cohort_id)
    addresses = {*people.values_list("user__email", flat=True), *charged.values_list("user__email", flat=True)}
    for one in (session.host and session.host.email, session.facilitator and session.facilitator.email):
        addresses.add(one or "")
    return frozenset(address.lower() for address in addresses if address)


def _decided(session: MonitoringSession) -> dict[tuple[str, str], int | None]:
    """Return what people decided, the last word for each account, address and name; of this session above of the cohort."""
    rows = IdentityMatch.objects.filter(cohort=session.cohort_id).filter(Q(session__isnull=True) | Q(session=session))
    found: dict[tuple[str, str], int | None] = {}
    fields = ("account_id", "email", "name", "enrolment", "session")
    words = sorted(rows.order_by("at", "id").values_list(*fields), key=lambda row: row[4] is not None)
    for account, email, name, enrolment, _session in words:
        for kind, value in (("account", account), ("email", email.lower()), ("name", folded(name))):
            if value:
                found[kind, value] = enrolment
    return found


def resting_on(day: date, enrolments: Any) -> set[int]:
    """Return those of some enrolments whose practice rests on a day: one query."""
    pauses = PlacementPause.objects.filter(
        placement__enrolment__in=enrolments, starts_on__lte=day, ends_on__gte=day, taken_back_at__isnull=True
    )
    return set(pauses.values_list("placement__enrolment", flat=True))
