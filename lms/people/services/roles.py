"""Roles begin and end by date. Whoever keeps a copy of who may what is told by the signal roles_changed."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lms.people import audit, clock
from lms.people.enums import Role
from lms.people.errors import Conflict, Refusal
from lms.people.models import RoleAssignment, RoleAssignmentQuerySet, User, WorkUnit
from lms.people.roles import forget_hats
from lms.people.signals import roles_changed


@transaction.atomic
def assign_role(
    *,
    actor: User | None,
    user: User,
    role: str,
    column: str = "",
    work_unit: WorkUnit | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> RoleAssignment:
    """Give a role. The same role with the same scope and dates again changes nothing and returns the one that is there.

    Raises Refusal when the scope is missing or the dates run backwards, Conflict when the role overlaps with one already held.
    """
    begins = valid_from or clock.today()
    _check_scope(role, column, work_unit, begins, valid_until)
    User.objects.select_for_update().get(pk=user.pk)
    same = RoleAssignment.objects.filter(user=user, role=role, column=column, work_unit=work_unit)
    overlapping = _overlapping(same, begins, valid_until)
    if overlapping:
        if (overlapping.valid_from, overlapping.valid_until) == (begins, valid_until):
            return overlapping
        raise Conflict(
            _("%(name)s already holds this role in that time. End the present assignment first, or choose other dates.")
            % {"name": user}
        )
    row = RoleAssignment.objects.create(
        user=user,
        role=role,
        column=column,
        work_unit=work_unit,
        valid_from=begins,
        valid_until=valid_until,
        assigned_by=actor,
        begin_announced=begins <= clock.today(),
    )
    audit.record(actor, "people.role.assign", row, {"person": [None, user], "until": [None, valid_until]})
    _changed(user)
    return row


@transaction.atomic
def end_role(*, actor: User, assignment: RoleAssignment, last_day: date | None = None) -> RoleAssignment:
    """End a role by its last valid day (today unless said; yesterday ends it at once).

    Raises Refusal for a role that is over, a day before it began or before yesterday, and the last administrator; Conflict
    when its end was changed meanwhile. What somebody did in a role stays done in it.
    """
    day = last_day or clock.today()
    if assignment.is_over:
        raise Refusal(_("This role has ended. Give the role again, with new dates."))
    if day < clock.today() - timedelta(days=1):
        raise Refusal(
            _(
                "The last day lies too far back: what was done in this role would no longer be covered. Choose yesterday or later."
            )
        )
    if day < assignment.valid_from:
        raise Refusal(_("The last day cannot lie before the first day of the role."))
    _keep_an_administrator(assignment, day)
    rows = RoleAssignment.objects.filter(pk=assignment.pk, valid_until=assignment.valid_until)
    ended = day < clock.today()
    if not rows.update(valid_until=day, end_announced=ended):
        raise Conflict(_("Somebody else changed the end of this role meanwhile. Look at it again."))
    before, assignment.valid_until = assignment.valid_until, day
    audit.record(actor, "people.role.end", assignment, {"until": [before, day]})
    _changed(assignment.user)
    return assignment


def announce_roles() -> int:
    """Tell of roles that began or ended by the calendar since the last time; returns how many. Safe to run twice."""
    today = clock.today()
    begun = Q(begin_announced=False, valid_from__lte=today)
    ended = Q(end_announced=False, valid_until__lt=today)
    rows = RoleAssignment.objects.filter(begun | ended).select_related("user").order_by("pk")
    return sum(_announce(row, today) for row in rows)


@transaction.atomic
def _announce(row: RoleAssignment, today: date) -> bool:
    ended = row.valid_until is not None and row.valid_until < today
    as_seen = {"begin_announced": row.begin_announced, "end_announced": row.end_announced}
    if not RoleAssignment.objects.filter(pk=row.pk, **as_seen).update(begin_announced=True, end_announced=ended):
        return False
    _changed(row.user)
    return True


def _changed(user: User) -> None:
    forget_hats(user)
    administers = user.is_superuser or user.role_assignments.valid().filter(role=Role.ADMINISTRATOR).exists()
    if user.is_staff != administers:
        user.is_staff = administers
        user.save(update_fields=["is_staff"])
    roles_changed.send(sender=RoleAssignment, user=user)


def _check_scope(role: str, column: str, work_unit: WorkUnit | None, begins: date, until: date | None) -> None:
    if role not in Role.values:
        raise Refusal(_("There is no such role."))
    if (role == Role.REVIEWER) != bool(column):
        raise Refusal(_("A reviewer speaks for a column of the matrix, other roles do not."))
    if role in {Role.SUPERVISOR, Role.UNIT_CONTACT} and work_unit is None:
        raise Refusal(_("A supervisor and a unit contact need the work unit they stand for."))
    if until is not None and until < begins:
        raise Refusal(_("The last day cannot lie before the first day of the role."))


def _overlapping(rows: RoleAssignmentQuerySet, begins: date, until: date | None) -> RoleAssignment | None:
    rows = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=begins))
    if until is not None:
        rows = rows.filter(valid_from__lte=until)
    return rows.first()


def _keep_an_administrator(assignment: RoleAssignment, last_day: date) -> None:
    if assignment.role != Role.ADMINISTRATOR:
        return
    after = max(last_day, clock.today()) + timedelta(days=1)
    others = RoleAssignment.objects.valid(at=after).filter(role=Role.ADMINISTRATOR, user__is_active=True)
    if not others.exclude(pk=assignment.pk).exists():
        raise Refusal(_("Nobody would be administrator any more. Give the role to somebody else first."))
