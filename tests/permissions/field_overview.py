"""Placements of one's own and of others, for the page of one officer and the report of the field practice."""

from __future__ import annotations

from datetime import date, timedelta

from courses.models import Cohort, Enrolment
from fieldpractice.enums import LhpkSection
from fieldpractice.models import Placement
from fieldpractice.services.lhpk import hand_in_report, save_report
from lms.people import clock
from lms.people.models import User, WorkUnit
from tests.factories.fieldpractice import make_placement

TEXT = "Kalimat yang cukup panjang untuk dibaca orang lain."
WEEKS_AGO = timedelta(days=80)


def make_field(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    """Everybody of `own` and of `other` is placed; the colleague's twelfth week has begun, and the report is handed in."""
    found: dict[str, dict[str, str]] = {}
    for name, cohort in (("own", "own"), ("colleague", "own"), ("elsewhere", "other")):
        user = people["participant" if name == "own" else name]
        enrolment = Enrolment.objects.get(cohort__name=cohort.title(), user=user)
        began = clock.today() - (WEEKS_AGO if name == "colleague" else timedelta())
        placement = _placement(enrolment, people["coordinator"], began)
        found[f"field.{name}"] = {"pid": placement.public_id}
        found[f"field_week.{name}"] = {"pid": placement.public_id, "number": "1"}
        if name == "colleague":
            _hand_in(user, placement)
        found[f"watched.{name}"] = {"pid": enrolment.cohort.public_id, "enrolment": enrolment.public_id}
    own = Cohort.objects.get(name="Own").public_id
    found["watched.mixed"] = {"pid": own, "enrolment": found["watched.elsewhere"]["enrolment"]}
    found["field_week.missing"] = found["field_week.own"] | {"number": "13"}
    return found


def _placement(enrolment: Enrolment, actor: User, began: date) -> Placement:
    there = Placement.objects.filter(enrolment=enrolment).first()
    if there is None:
        return make_placement(enrolment, actor=actor, starts_on=began)
    Placement.objects.filter(pk=there.pk).update(starts_on=began, ends_on=began + timedelta(days=83))
    there.refresh_from_db()
    return there


def _hand_in(user: User, placement: Placement) -> None:
    save_report(actor=user, placement=placement, sections=dict.fromkeys(LhpkSection.values, TEXT), seq=0)
    hand_in_report(actor=user, placement=Placement.objects.get(pk=placement.pk), seq=1)
