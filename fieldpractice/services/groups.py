"""Groups of a cohort that meet on their own, and the hosts at Zoom."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.models import Cohort, Enrolment
from fieldpractice.models import MonitoringSession, SessionGroup, ZoomHost
from fieldpractice.services.zoom import wake_many
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User
from lms.programme.models import Programme


@transaction.atomic
def keep_group(
    *, actor: User, cohort: Cohort, name: str, members: Sequence[Enrolment], group: SessionGroup | None = None
) -> SessionGroup:
    """Make a group, or give one another name or other members. Its coming meetings follow: who comes is registered, who goes is taken off.

    Raises Refusal for nobody and for people of another cohort, Conflict for a name that is taken.
    """
    name = " ".join(name.split())[:120]
    if not name or not members:
        raise Refusal(_("A group needs a name and at least one member."))
    if any(one.cohort_id != cohort.pk for one in members):
        raise Refusal(_("Somebody is not in this cohort. Load the page anew and choose again."))
    before = sorted(group.members.values_list("pk", flat=True)) if group else []
    try:
        with transaction.atomic():
            if group is None:
                group = SessionGroup.objects.create(cohort=cohort, name=name)
            else:
                SessionGroup.objects.filter(pk=group.pk).update(name=name)
                group.name = name
    except IntegrityError as error:
        raise Conflict(_("A group of this name is there already.")) from error
    group.members.set(members)
    after = sorted(one.pk for one in members)
    audit.record(actor, "fieldpractice.group.keep", group, {"members": [before, after]})
    if before != after:
        coming = MonitoringSession.objects.filter(group=group, ends_at__gt=clock.now())
        wake_many(list(coming.values_list("pk", flat=True)))
    return group


@transaction.atomic
def keep_host(
    *,
    actor: User,
    programme: Programme,
    name: str,
    email: str,
    at_once: int = 1,
    user: User | None = None,
    is_active: bool = True,
    host: ZoomHost | None = None,
) -> ZoomHost:
    """Take up an account of Zoom that hosts, or change one. Its coming meetings are made anew when the address is another.

    Raises Conflict for an address that is listed already.
    """
    row = host or ZoomHost(programme=programme)
    moved = host is not None and host.email.lower() != email.strip().lower()
    before = [row.name, row.email, row.at_once, row.is_active]
    row.name, row.email, row.at_once = name.strip(), email.strip().lower(), at_once
    row.user, row.is_active = user, is_active
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict(_("This address of Zoom is listed already.")) from error
    changed = {"host": [before if host else None, [row.name, row.email, row.at_once, row.is_active]]}
    audit.record(actor, "fieldpractice.host.keep", row, changed)
    if moved:
        coming = MonitoringSession.objects.filter(host=row, ends_at__gt=clock.now())
        wake_many(list(coming.values_list("pk", flat=True)))
    return row
