"""The screens of placements: shown before saved, rows as typed, the pause's preview, two organisers, constant queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fieldpractice.models import Placement, PlacementMove, PlacementPause
from fieldpractice.queries.placements import fingerprint
from fieldpractice.services.placements import place_cohort
from tests.conftest import Cast
from tests.factories.courses import make_enrolment
from tests.factories.people import make_unit
from tests.fieldpractice.asking import address, as_user, queries, status
from tests.fieldpractice.practice import FIRST, Practice, day, fresh


def table(practice: Practice) -> str:
    return address("cohort_placements", practice.cohort.public_id)


def typed(enrolment: Any, **values: Any) -> dict[str, Any]:
    """One row of the table, as its form sends it."""
    fields = {"work_unit": enrolment.work_unit_id or "", "supervisor": "", "starts_on": FIRST.isoformat()} | values
    return {f"{enrolment.public_id}-{name}": value for name, value in fields.items()}


def test_the_table_proposes_and_what_is_typed_wins(practice: Practice, cast: Cast) -> None:
    unit = make_unit(name="BPVP Lain")
    one = make_enrolment(actor=cast.coordinator, cohort=practice.cohort, name="Dewi", work_unit=cast.unit)
    page = as_user(cast.coordinator).get(table(practice)).content.decode()
    assert f'name="{one.public_id}-supervisor"' in page
    assert f'<option value="{cast.supervisor.pk}" selected>' in page
    row = typed(one, work_unit=unit.pk, supervisor_name="Ibu Rahayu", supervisor_email="rahayu@example.test")
    assert status(cast.coordinator, "post", table(practice), **row) == 302
    placement = Placement.objects.get(enrolment=one)
    assert (placement.work_unit, placement.supervisor_name) == (unit, "Ibu Rahayu")
    # The same form sent again finds them placed, and changes nothing.
    assert status(cast.coordinator, "post", table(practice), **row) == 302
    assert Placement.objects.count() == 2


def test_all_others_are_placed_as_proposed(practice: Practice, cast: Cast) -> None:
    people = [
        make_enrolment(actor=cast.coordinator, cohort=practice.cohort, work_unit=make_unit()) for _number in range(3)
    ]
    first = typed(people[0], starts_on=day(7).isoformat())
    assert status(cast.coordinator, "post", table(practice), **first, all="1") == 302
    assert Placement.objects.count() == 4
    assert Placement.objects.get(enrolment=people[0]).starts_on == day(7)


def test_a_row_with_errors_comes_back_with_what_was_typed(practice: Practice, cast: Cast) -> None:
    one = make_enrolment(actor=cast.coordinator, cohort=practice.cohort, work_unit=cast.unit)
    for wrong in ({"starts_on": "31-31-2026"}, {"supervisor_email": "ibu@example.test"}, {"work_unit": "99999"}):
        answer = as_user(cast.coordinator).post(table(practice), typed(one, **wrong))
        assert answer.status_code == 422
        assert str(next(iter(wrong.values()))) in answer.content.decode() or "work_unit" in wrong
    assert Placement.objects.count() == 1


def test_the_table_costs_the_same_for_one_and_for_three(practice: Practice, cast: Cast) -> None:
    client = as_user(cast.coordinator)
    make_enrolment(actor=cast.coordinator, cohort=practice.cohort, work_unit=make_unit())
    one = queries(client, table(practice))
    for _number in range(2):
        enrolment = make_enrolment(actor=cast.coordinator, cohort=practice.cohort, work_unit=make_unit())
        make_enrolment(actor=cast.coordinator, cohort=practice.cohort, work_unit=make_unit())
        row = typed(enrolment)
        client.post(table(practice), row)
    assert Placement.objects.count() == 3
    assert queries(client, table(practice)) == one


def test_a_facilitator_looks_and_does_not_place(practice: Practice, cast: Cast) -> None:
    assert status(cast.facilitator, "get", table(practice)) == 200
    assert status(cast.facilitator, "post", table(practice)) == 403
    assert status(cast.supervisor, "get", table(practice)) == 403
    assert status(None, "get", table(practice)) == 401
    assert as_user(cast.coordinator).put(table(practice)).status_code == 405


def test_the_plan_is_shown_and_changed(practice: Practice, cast: Cast) -> None:
    pid, unit = practice.placement.public_id, make_unit(name="BPVP Baru")
    url = address("placement_edit", pid)
    sent = {
        "work_unit": unit.pk,
        "supervisor": cast.supervisor.pk,
        "starts_on": FIRST.isoformat(),
        "from_day": day(14).isoformat(),
        "reason": "Mutasi",
        "seen": fingerprint(fresh(practice.placement)),
    }
    assert status(cast.coordinator, "post", url, **{**sent, "reason": ""}) == 422
    assert status(cast.coordinator, "post", url, **sent) == 302
    # Somebody else's page still has the old fingerprint.
    other = make_unit()
    answer = as_user(cast.coordinator).post(url, {**sent, "work_unit": other.pk})
    assert answer.status_code == 409
    assert fingerprint(fresh(practice.placement)) in answer.content.decode()
    assert PlacementMove.objects.count() == 1
    page = as_user(cast.facilitator).get(address("placement_plan", pid)).content.decode()
    assert "BPVP Baru" in page
    assert "Mutasi" in page


def test_a_pause_is_shown_before_it_is_saved(practice: Practice, cast: Cast) -> None:
    url = address("pause_add", practice.placement.public_id)
    sent = {"kind": "leave", "starts_on": day(16).isoformat(), "ends_on": day(18).isoformat(), "reason": "Cuti"}
    answer = as_user(cast.facilitator).post(url, sent)
    assert answer.status_code == 200
    assert len(answer.context["weeks"]) == 10
    assert not PlacementPause.objects.exists()
    assert status(cast.facilitator, "post", url, **sent, shown="1") == 302
    pause = PlacementPause.objects.get()
    assert status(cast.facilitator, "post", url, **{**sent, "ends_on": day(15).isoformat()}) == 422
    back = address("pause_take_back", pause.public_id)
    assert status(cast.facilitator, "post", back, reason="") == 422
    assert status(cast.facilitator, "post", back, reason="Keliru") == 302
    assert status(cast.facilitator, "post", back, reason="Keliru") == 422


def test_placing_again_by_service_after_the_screen(practice: Practice, cast: Cast) -> None:
    assert place_cohort(actor=cast.coordinator, cohort=practice.cohort).made == []
    assert fresh(practice.placement).ends_on == FIRST + timedelta(days=83)
