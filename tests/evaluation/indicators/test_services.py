"""A month reported, corrected, reported by two at once; the months a cohort is compared over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lms.evaluation.models import FollowUpWindow, UnitMonth, UnitMonthChange
from lms.evaluation.queries.indicators import (
    comparison_of,
    needed_months,
    reminded,
    units_to_read,
    units_to_report,
    windows_of,
)
from lms.evaluation.services.indicators import report_month, set_windows
from lms.notices.services import remind
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, WorkUnit
from tests.evaluation.indicators.units import BEFORE, SIX, THREE, VALUES, Units, report, report_all
from tests.factories.people import make_unit

MONTH = THREE[0]


def test_a_month_is_kept_once_with_who_and_when(units: Units) -> None:
    row = report_month(actor=units.contact, unit=units.unit, month=MONTH, values=VALUES, note=" Bursa kerja ")
    assert (row.values, row.note, row.seq, row.changed_by) == (VALUES, "Bursa kerja", 1, units.contact)
    change = row.changes.get()
    assert (change.before, change.after["placed"], change.after["days_to_fill"]) == ({}, 20, "21.0")
    assert AuditEntry.objects.filter(action="evaluation.indicators.month.report", actor=units.contact).count() == 1
    again = report_month(actor=units.contact, unit=units.unit, month=MONTH, values=VALUES, note="Bursa kerja")
    assert (again.pk, again.seq, UnitMonthChange.objects.count()) == (row.pk, 1, 1)


def test_what_is_not_known_stays_empty_and_is_filled_in_later_without_a_reason(units: Units) -> None:
    row = report_month(actor=units.contact, unit=units.unit, month=MONTH, values={"placed": 0})
    assert (row.placed, row.registered) == (0, None)
    row = report_month(
        actor=units.contact, unit=units.unit, month=MONTH, values={"placed": 0, "registered": 7}, seq=row.seq
    )
    assert (row.registered, row.seq) == (7, 2)


def test_another_figure_in_place_of_one_needs_a_reason_and_the_old_one_stays_readable(units: Units) -> None:
    row = report(units, units.unit, MONTH)
    changed = VALUES | {"placed": 21}
    with pytest.raises(Refusal, match="say why"):
        report_month(actor=units.contact, unit=units.unit, month=MONTH, values=changed, seq=row.seq)
    # Taking a figure back is a change too.
    emptied = VALUES | {"placed": None}
    with pytest.raises(Refusal, match="say why"):
        report_month(actor=units.contact, unit=units.unit, month=MONTH, values=emptied, seq=row.seq, reason="  ")
    row = report_month(
        actor=units.contact, unit=units.unit, month=MONTH, values=changed, seq=row.seq, reason="Salah hitung"
    )
    change = row.changes.get(seq=2)
    assert (change.before["placed"], change.after["placed"], change.reason) == (20, 21, "Salah hitung")
    with pytest.raises(TypeError):
        change.delete()


def test_two_at_once_find_out_about_each_other(units: Units) -> None:
    row = report(units, units.unit, MONTH)
    report_month(
        actor=units.contact, unit=units.unit, month=MONTH, values=VALUES | {"placed": 1}, seq=row.seq, reason="Satu"
    )
    with pytest.raises(Conflict):
        report_month(
            actor=units.cast.coordinator, unit=units.unit, month=MONTH, values=VALUES | {"placed": 2}, seq=row.seq, reason="Dua"
        )  # fmt: skip
    with pytest.raises(Conflict):
        # Made from an empty page while somebody reported.
        report_month(actor=units.contact, unit=units.unit, month=MONTH, values={"placed": 3}, reason="Tiga")
    assert UnitMonth.objects.get().placed == 1


@pytest.mark.parametrize("month", [date(2026, 11, 1), date(2026, 10, 2), date(2023, 10, 1)])
def test_a_month_that_is_not_over_or_too_old_or_no_month_is_refused(units: Units, month: date) -> None:
    with pytest.raises(Refusal, match="month that is over"):
        report(units, units.unit, month)


def test_the_oldest_and_the_newest_month_are_taken(units: Units) -> None:
    for month in (date(2023, 11, 1), date(2026, 10, 1)):
        assert report(units, units.unit, month).seq == 1


@pytest.mark.parametrize(
    "values", [{}, {"placed": -1}, {"placed": 1_000_001}, {"placed": 1, "days_to_fill": Decimal(4000)}]
)
def test_figures_that_cannot_be_are_refused(units: Units, values: dict[str, object]) -> None:
    with pytest.raises(Refusal):
        report_month(actor=units.contact, unit=units.unit, month=MONTH, values=values)
    assert not UnitMonth.objects.exists()


def test_who_reads_and_who_reports(units: Units) -> None:
    elsewhere, cast = make_unit(), units.cast
    everything = set(WorkUnit.objects.filter(is_active=True))
    for user in (cast.admin, cast.coordinator, cast.reviewer):
        assert set(units_to_read(user)) == everything
    for user in (cast.supervisor, cast.unit_contact):
        assert set(units_to_read(user)) == {units.unit}
    for user in (cast.facilitator, cast.outsider, units.enrolment.user):
        assert not units_to_read(user).exists()
    assert set(units_to_report(cast.unit_contact)) == {units.unit}
    assert elsewhere in units_to_report(cast.coordinator)
    for user in (cast.reviewer, cast.supervisor, cast.facilitator):
        assert not units_to_report(user).exists()


# --- Months of a cohort ---


def test_the_usual_months_lie_round_the_training(units: Units) -> None:
    found = windows_of(units.cohort)
    assert (list(found.windows.baseline), list(found.windows.three), list(found.windows.six)) == (BEFORE, THREE, SIX)
    assert found.decision is None


def decide(units: Units, *, seen: int = 0, base: date = BEFORE[0], after: date = THREE[1], reason: str = "Puasa"):  # type: ignore[no-untyped-def]
    return set_windows(
        actor=units.cast.coordinator,
        cohort=units.cohort,
        baseline_from=base,
        after_from=after,
        reason=reason,
        seen=seen,
    )


def test_the_months_are_decided_with_a_reason_and_the_latest_decision_counts(units: Units) -> None:
    first = decide(units)
    assert decide(units) == first
    second = decide(units, seen=first.pk, after=THREE[2], reason="Bimtek mundur")
    assert windows_of(units.cohort).windows.after_from == THREE[2]
    assert (second.follows, FollowUpWindow.objects.count()) == (first, 2)


def test_months_without_a_reason_or_that_overlap_are_refused_and_two_at_once_find_out(units: Units) -> None:
    with pytest.raises(Refusal, match="Say why"):
        decide(units, reason=" ")
    with pytest.raises(Refusal, match="when the three months"):
        decide(units, after=BEFORE[2])
    with pytest.raises(Refusal):
        decide(units, after=date(2026, 8, 2))
    decide(units)
    with pytest.raises(Conflict):
        decide(units, after=THREE[2])


def test_the_first_month_after_may_follow_the_baseline_at_once(units: Units) -> None:
    assert decide(units, base=date(2026, 5, 1), after=date(2026, 8, 1)).after_from == THREE[0]


# --- Before and after ---


def test_a_cohorts_units_are_held_against_their_own_baseline(units: Units) -> None:
    first, second, third = units.others(3)
    for number, unit in enumerate((units.unit, first, second)):
        report_all(units, unit, BEFORE, placed=20 + number)
        report_all(units, unit, THREE, placed=30 + 2 * number)
    report_all(units, third, BEFORE)
    found = comparison_of(units.cohort)
    row = next(one for one in found.rows if one.indicator.key == "placed")
    assert (row.three.n, row.three.difference, row.six.n) == (3, Decimal("11.00"), 0)
    assert [(unit, [one.month for one in months]) for unit, months in found.gaps] == [(third, THREE)]
    assert (found.three_is_over, found.six_is_over, found.complete) == (True, False, True)


def test_units_without_participants_stand_beside_them(units: Units) -> None:
    report_all(units, units.unit, BEFORE + THREE)
    away = make_unit()
    report_all(units, away, BEFORE, placed=10)
    report_all(units, away, THREE, placed=12)
    row = next(one for one in comparison_of(units.cohort).rows if one.indicator.key == "placed")
    assert (row.others.n, row.others.difference) == (1, Decimal("2.00"))
    assert row.three.n == 1


def test_somebody_who_withdrew_brings_no_unit_in(units: Units) -> None:
    from courses.services.enrolments import withdraw

    withdraw(actor=units.cast.coordinator, enrolment=units.enrolment, reason="Pindah")
    assert comparison_of(units.cohort).units == []
    assert needed_months([units.unit.pk]) == {}


def test_a_month_that_leaves_figures_open_is_not_whole(units: Units) -> None:
    report_all(units, units.unit, [*BEFORE, *THREE[1:]])
    report(units, units.unit, THREE[0], placed=None, filled=0, days_to_fill=None)
    ((unit, (gap,)),) = comparison_of(units.cohort).gaps
    # Nobody asks how many days it took to fill no post.
    assert (unit, gap.month, [str(one) for one in gap.open]) == (units.unit, THREE[0], ["Jobseekers placed"])
    ((_user, line),) = reminded()
    assert (line.missing, line.begun) == ([THREE[0]], {THREE[0]})
    UnitMonth.objects.filter(month=THREE[0]).update(placed=0)
    assert (comparison_of(units.cohort).gaps, list(reminded())) == ([], [])


def test_days_are_rounded_half_up(units: Units) -> None:
    row = report(units, units.unit, MONTH, days_to_fill=Decimal("12.25"))
    assert row.days_to_fill == Decimal("12.3")


def test_contacts_are_reminded_of_missing_months_until_they_are_there(units: Units) -> None:
    report_all(units, units.unit, BEFORE + THREE[:2])
    assert [(user, line.missing) for user, line in reminded()] == [(units.contact, [THREE[2]])]
    remind()
    assert units.contact.notices.filter(kind="evaluation.figures_due").count() == 1
    remind()
    assert units.contact.notices.filter(kind="evaluation.figures_due").count() == 1
    report(units, units.unit, THREE[2])
    assert list(reminded()) == []


def test_nobody_is_reminded_in_the_first_days_of_a_month(units: Units) -> None:
    with clock.at(clock.at_midday(date(2026, 11, 4))):
        remind()
        assert not units.contact.notices.filter(kind="evaluation.figures_due").exists()
    with clock.at(clock.at_midday(date(2026, 11, 5))):
        remind()
        assert units.contact.notices.filter(kind="evaluation.figures_due").exists()
