"""Who may do what: a cohort week by week, one officer on one page, the report of the field practice."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from courses.rules import facilitates, organises
from fieldpractice.enums import LHPK_WRITABLE, LhpkState
from fieldpractice.rules.logbook import keeps_the_logbook, may_read_own
from fieldpractice.rules.placements import facilitates_placement
from fieldpractice.rules.supervision import supervises


@predicate
def can_be_written(user: Any, placement: Any) -> bool:
    """Whether the report is still in its writer's hands."""
    lhpk = getattr(placement, "lhpk", None)
    return placement is not None and (lhpk is None or lhpk.state in LHPK_WRITABLE)


@predicate
def waits_for_a_decision(user: Any, placement: Any) -> bool:
    lhpk = getattr(placement, "lhpk", None)
    return lhpk is not None and lhpk.state == LhpkState.HANDED_IN


# With a cohort as the object: those in charge of it; without one: whoever is in charge of any.
add_perm("fieldpractice.see_field", organises | facilitates)
# With a placement: the own, and those who look after the person. A supervisor reads no grade and no form.
add_perm("fieldpractice.read_evidence", organises | facilitates_placement | supervises | may_read_own)
add_perm("fieldpractice.read_grades", organises | facilitates_placement | may_read_own)
add_perm("fieldpractice.read_report", organises | facilitates_placement | may_read_own)
add_perm("fieldpractice.write_report", keeps_the_logbook & can_be_written)
add_perm("fieldpractice.decide_report", (organises | facilitates_placement) & waits_for_a_decision)
