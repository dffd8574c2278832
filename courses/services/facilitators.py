"""Who facilitates a cohort, from when until when."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.models import Cohort, CohortFacilitator
from courses.rules import forget_charges
from lms.people import audit, clock
from lms.people.enums import Role
from lms.people.errors import Conflict, Refusal
from lms.people.models import RoleAssignment, User


@transaction.atomic
def add_facilitator(*, actor: User, cohort: Cohort, user: User, valid_from: date | None = None) -> CohortFacilitator:
    """Put somebody with the facilitator's role in charge of a cohort from a day on (today unless said).

    Raises Refusal when the person does not hold the role, Conflict when the person is in charge already.
    """
    if not RoleAssignment.objects.valid().filter(user=user, role=Role.FACILITATOR).exists():
        raise Refusal(_("%(name)s does not hold the role of facilitator. Give the role first.") % {"name": user})
    try:
        with transaction.atomic():
            row = CohortFacilitator.objects.create(cohort=cohort, user=user, valid_from=valid_from or clock.today())
    except IntegrityError as error:
        raise Conflict(_("%(name)s facilitates this cohort already.") % {"name": user}) from error
    forget_charges(user)
    audit.record(actor, "courses.facilitator.add", cohort, {"facilitator": [None, str(user)]})
    return row


@transaction.atomic
def end_facilitator(*, actor: User, facilitator: CohortFacilitator, on: date | None = None) -> None:
    """End somebody's charge of a cohort with a day (today unless said), which is the last valid one. The row stays."""
    day = on or clock.today()
    if day < facilitator.valid_from:
        raise Refusal(_("The last day cannot be before the first one."))
    rows = CohortFacilitator.objects.filter(pk=facilitator.pk, valid_until__isnull=True)
    if not rows.update(valid_until=day):
        raise Conflict(_("This was ended already, perhaps in another window."))
    facilitator.valid_until = day
    forget_charges(facilitator.user)
    changes = {"facilitator": str(facilitator.user), "valid_until": [None, str(day)]}
    audit.record(actor, "courses.facilitator.end", facilitator.cohort, changes)
