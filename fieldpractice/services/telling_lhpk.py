"""Whom the steps of a field-practice report are told to: the facilitators when it comes, its writer when it is decided on."""

from __future__ import annotations

from courses.queries.visible import charges_held
from fieldpractice.enums import LhpkState
from fieldpractice.kinds import overview as kinds
from fieldpractice.models import Lhpk, LhpkVersion
from lms.notices.registry import Telling
from lms.notices.services import tell, tell_many, withdraw
from lms.people.models import User

OF_STATE = {LhpkState.RETURNED: kinds.REPORT_RETURNED, LhpkState.ACCEPTED: kinds.REPORT_ACCEPTED}


def tell_of(*, lhpk: Lhpk, to: str, version: LhpkVersion, actor: User, reason: str) -> None:
    """Tell of one step; what the step before asked for is asked for no more."""
    path, writer = lhpk.get_absolute_url(), lhpk.placement.enrolment.user
    if to == LhpkState.HANDED_IN:
        withdraw(about=lhpk, kinds=[kinds.REPORT_RETURNED])
        charge = charges_held().filter(cohort=lhpk.placement.enrolment.cohort_id)
        kind, values = kinds.REPORT_HANDED_IN, {"name": writer.display_name}
        tell_many(
            Telling(kind, one.user, path, values, f"{kind}:{version.pk}:{one.user_id}", lhpk, actor)
            for one in charge.select_related("user")
        )
        return
    withdraw(about=lhpk, kinds=[kinds.REPORT_HANDED_IN])
    kind = OF_STATE[LhpkState(to)]
    tell(
        kind=kind, to=writer, path=path, values={"reason": reason}, key=f"{kind}:{version.pk}", about=lhpk, actor=actor
    )
