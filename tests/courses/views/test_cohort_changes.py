"""The forms that plan, change, open and end a cohort: who may, what they do, what comes back when they refuse."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from cms.models import CurriculumVersion
from cms.services import retire_version
from courses.enums import CohortState, EnrolmentState
from courses.models import Cohort, VersionMove
from courses.queries.cohorts import fingerprint
from courses.services import facilitators, stages
from courses.services.cohorts import stage_plans
from lms.people import clock
from tests.conftest import Cast
from tests.courses.asking import address, as_user, sent_again, status
from tests.factories.courses import START, day, make_cohort, make_enrolment, make_programme, make_version, outline

PAGES = (
    "cohort_edit",
    "cohort_stages",
    "cohort_gates",
    "cohort_facilitators",
    "cohort_move",
    "cohort_clone",
    "cohort_open",
    "cohort_finish",
    "cohort_cancel",
)


@pytest.mark.parametrize("page", PAGES)
def test_only_organisers_change_a_cohort(cast: Cast, cohort: Cohort, page: str) -> None:
    facilitators.add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    participant = make_enrolment(actor=cast.coordinator, cohort=cohort).user
    url = address(page, cohort.public_id)
    for method in ("get", "post"):
        assert status(None, method, url) == 401
        assert status(cast.outsider, method, url) == 403
        assert status(participant, method, url) == 403
        assert status(cast.supervisor, method, url) == 404
        assert status(cast.facilitator, method, url) == 403
        assert status(cast.reviewer, method, url) == 403
    assert status(cast.coordinator, "get", url) == 200
    assert status(cast.admin, "get", url) == 200
    assert status(cast.coordinator, "delete", url) == 405
    assert status(cast.coordinator, "get", address(page, "0" * 12)) == 404


def address_of_comparison(version: CurriculumVersion, other: CurriculumVersion) -> str:
    return reverse("cms:version_compare", args=[version.public_id, other.public_id])


def planned(cast: Cast, **data: Any) -> dict[str, Any]:
    return {
        "programme": make_programme().pk,
        "version": make_version(actor=cast.admin).pk,
        "number": 7,
        "name": "",
        "starts_on": "2026-09-07",
        "capacity": 25,
        "time_zone": "Asia/Makassar",
        **data,
    }


def test_a_cohort_is_planned_from_its_first_day(cast: Cast) -> None:
    response = as_user(cast.coordinator).post(address("cohort_add"), planned(cast))
    cohort = Cohort.objects.get(number=7)
    assert response["Location"] == address("cohort_detail", cohort.public_id)
    assert (cohort.capacity, cohort.time_zone, cohort.state) == (25, "Asia/Makassar", CohortState.PLANNED)
    assert cohort.stages.count() == 5


@pytest.mark.parametrize("wrong", [{"capacity": 0}, {"starts_on": "kemarin"}, {"number": ""}, {"version": 0}])
def test_what_was_typed_comes_back_with_what_is_wrong(cast: Cast, wrong: dict[str, Any]) -> None:
    response = as_user(cast.coordinator).post(address("cohort_add"), planned(cast, name="Angkatan uji", **wrong))
    assert response.status_code == 422
    assert "Angkatan uji" in response.text
    assert not Cohort.objects.exists()


def test_a_draft_cannot_be_chosen(cast: Cast) -> None:
    draft = make_version(actor=cast.admin, state="draft")
    assert status(cast.coordinator, "post", address("cohort_add"), **planned(cast, version=draft.pk)) == 422


def test_a_taken_number_is_told(cast: Cast) -> None:
    make_cohort(actor=cast.coordinator, number=7)
    response = as_user(cast.coordinator).post(address("cohort_add"), planned(cast))
    assert response.status_code == 422
    assert "7" in response.context["form"].non_field_errors()[0]


def test_denials_for_planning(cast: Cast) -> None:
    for user, code in ((None, 401), (cast.facilitator, 403), (cast.reviewer, 403), (cast.outsider, 403)):
        assert status(user, "get", address("cohort_add")) == code
        assert status(user, "post", address("cohort_add")) == code
    assert status(cast.coordinator, "get", address("cohort_add")) == 200


def test_seats_are_changed_and_the_waiting_move_up(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=1)
    make_enrolment(actor=cast.coordinator, cohort=cohort)
    waiting = make_enrolment(actor=cast.coordinator, cohort=cohort, state=EnrolmentState.ACCEPTED, name="Tunggu")
    data = {"name": cohort.name, "capacity": 2, "time_zone": "Asia/Jakarta", "seen": fingerprint(cohort)}
    page = as_user(cast.coordinator).post(address("cohort_edit", cohort.public_id), data, follow=True)
    assert "Tunggu" in page.text
    waiting.refresh_from_db()
    assert waiting.state == EnrolmentState.ACCEPTED
    cohort.refresh_from_db()
    fewer = {**data, "capacity": 1, "seen": fingerprint(cohort)}
    assert status(cast.coordinator, "post", address("cohort_edit", cohort.public_id), **fewer) == 422


def test_the_second_of_two_organisers_is_told_and_overwrites_nothing(cast: Cast, cohort: Cohort) -> None:
    url = address("cohort_edit", cohort.public_id)
    seen = as_user(cast.admin).get(url).context["form"]["seen"].value()
    data = {"name": "Angkatan Bekasi", "capacity": 30, "time_zone": "Asia/Jakarta", "seen": seen}
    assert status(cast.coordinator, "post", url, **data) == 302
    page = as_user(cast.admin).post(url, {**data, "name": "Angkatan Medan"})
    assert page.status_code == 422
    assert "Angkatan Medan" in page.text
    assert page.context["form"].errors["name"] == ["Yang tercatat sekarang: Angkatan Bekasi"]
    assert list(page.context["form"].errors) == ["__all__", "name"], "the seats are the same"
    cohort.refresh_from_db()
    assert cohort.name == "Angkatan Bekasi"
    # The form now carries what is on record: sent again as it stands, it is a decision.
    assert status(cast.admin, "post", url, **sent_again(page)) == 302
    cohort.refresh_from_db()
    assert cohort.name == "Angkatan Medan"


def stage_data(cohort: Cohort, **changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"plan_no": cohort.plan_no}
    for plan in stage_plans(cohort):
        data |= {
            f"{plan.kind}_starts_on": plan.starts_on.isoformat(),
            f"{plan.kind}_ends_on": plan.ends_on.isoformat(),
            f"{plan.kind}_mode": plan.mode,
            f"{plan.kind}_venue": plan.venue,
        }
    return {**data, **changes}


def test_stages_are_changed(cast: Cast, cohort: Cohort) -> None:
    url = address("cohort_stages", cohort.public_id)
    data = stage_data(cohort, offline_1_venue="BBPVP Bekasi", offline_1_needs_previous="on")
    assert status(cast.coordinator, "post", url, **data) == 302
    stage = cohort.stages.get(kind="offline_1")
    assert (stage.venue, stage.needs_previous) == ("BBPVP Bekasi", True)


def test_a_stage_that_overlaps_is_named(cast: Cast, cohort: Cohort) -> None:
    data = stage_data(cohort, offline_1_starts_on=START.isoformat())
    response = as_user(cast.coordinator).post(address("cohort_stages", cohort.public_id), data)
    assert response.status_code == 422
    assert "offline_1_starts_on" in response.context["form"].errors


def test_a_stale_page_of_stages_is_told(cast: Cast, cohort: Cohort) -> None:
    data = stage_data(cohort, field_venue="Unit kerja")
    plans = stage_plans(cohort)
    stages.change_stages(actor=cast.admin, cohort=cohort, stages=plans, seen_plan_no=cohort.plan_no)
    response = as_user(cast.coordinator).post(address("cohort_stages", cohort.public_id), data)
    assert response.status_code == 422
    assert "Unit kerja" in response.text
    assert status(cast.coordinator, "post", address("cohort_stages", cohort.public_id), **sent_again(response)) == 302
    assert cohort.stages.get(kind="field").venue == "Unit kerja"


def test_a_stale_page_of_stages_says_day_mode_and_gate_on_record(cast: Cast, cohort: Cohort) -> None:
    data, url = stage_data(cohort), address("cohort_stages", cohort.public_id)
    later = {"evaluation_ends_on": "2027-01-31", "offline_1_mode": "online", "offline_1_needs_previous": "on"}
    assert status(cast.admin, "post", url, **{**data, **later}) == 302
    errors = as_user(cast.coordinator).post(url, data).context["form"].errors
    assert errors["evaluation_ends_on"] == ["Yang tercatat sekarang: 31 Januari 2027"]
    assert errors["offline_1_mode"] == ["Yang tercatat sekarang: Daring"]
    assert errors["offline_1_needs_previous"] == ["Yang tercatat sekarang: ya"]
    assert len(errors) == 4


def test_a_stale_page_of_gates_is_told_and_can_be_saved_again(cast: Cast, cohort: Cohort) -> None:
    first, second, _offline = outline(cohort).modules
    url = address("cohort_gates", cohort.public_id)
    data = {"plan_no": cohort.plan_no, f"{second}_needs": str(first)}
    assert status(cast.admin, "post", url, plan_no=cohort.plan_no, **{f"{first}_day": "2026-08-10"}) == 302
    page = as_user(cast.coordinator).post(url, data)
    assert page.status_code == 422
    assert page.context["form"].errors[f"{first}_day"] == ["Yang tercatat sekarang: 10 Agustus 2026"]
    assert page.context["form"].errors[f"{second}_needs"] == ["Yang tercatat sekarang: Tidak ada"]
    assert status(cast.coordinator, "post", url, **sent_again(page)) == 302
    assert cohort.gates.get().needs_key == first


def test_gates_are_set(cast: Cast, cohort: Cohort) -> None:
    first, second, _offline = outline(cohort).modules
    data = {
        "plan_no": cohort.plan_no,
        f"{first}_day": "",
        f"{first}_needs": "",
        f"{second}_day": "2026-08-10",
        f"{second}_needs": str(first),
    }
    assert status(cast.coordinator, "post", address("cohort_gates", cohort.public_id), **data) == 302
    gate = cohort.gates.get()
    assert (gate.module_key, gate.opens_on, gate.needs_key) == (second, START + timedelta(days=7), first)
    assert status(cast.coordinator, "post", address("cohort_gates", cohort.public_id), plan_no="x") == 422


def test_facilitators_are_added_and_ended(cast: Cast, cohort: Cohort) -> None:
    url = address("cohort_facilitators", cohort.public_id)
    assert as_user(cast.coordinator).post(url, {"user": cast.outsider.pk}).status_code == 422
    assert as_user(cast.coordinator).post(url, {"user": cast.facilitator.pk}).status_code == 302
    row = cohort.facilitators.get()
    end = address("facilitator_end", cohort.public_id, row.pk)
    assert status(cast.facilitator, "post", end, on="2026-08-10") == 403
    assert status(cast.coordinator, "get", end) == 200
    assert status(cast.coordinator, "post", end, on="2026-08-01") == 422
    assert status(cast.coordinator, "post", end, on="2026-08-10") == 302
    assert status(cast.coordinator, "get", address("facilitator_end", cohort.public_id, row.pk + 99)) == 404
    assert status(cast.coordinator, "delete", end) == 405


def test_a_clone_shows_its_dates_before_it_is_saved(cast: Cast, cohort: Cohort) -> None:
    url = address("cohort_clone", cohort.public_id)
    data = {"starts_on": "2027-01-04", "number": 9, "name": "", "version": cohort.version.public_id}
    page = as_user(cast.coordinator).get(url, data)
    assert "Senin, 4 Januari 2027" in page.text
    assert Cohort.objects.count() == 1
    assert status(cast.coordinator, "post", url, **data) == 302
    assert Cohort.objects.get(number=9).cloned_from == cohort
    assert status(cast.coordinator, "post", url, **data) == 422
    assert status(cast.coordinator, "get", url, starts_on="bukan tanggal") == 422


def test_a_clone_of_a_cohort_on_a_retired_version_takes_the_newest(cast: Cast, cohort: Cohort) -> None:
    newest = make_version(actor=cast.admin, modules=3, based_on=cohort.version)
    retire_version(version=cohort.version, actor=cast.coordinator)
    url = address("cohort_clone", cohort.public_id)
    form = as_user(cast.coordinator).get(url).context["form"]
    assert form["version"].value() == newest.public_id
    data = {"starts_on": "2027-01-04", "number": 9, "name": "", "version": cohort.version.public_id}
    assert status(cast.coordinator, "post", url, **data) == 422
    assert status(cast.coordinator, "post", url, **{**data, "version": newest.public_id}) == 302
    assert Cohort.objects.get(number=9).version == newest


def test_opening_finishing_and_cancelling(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, opened=False)

    def post(page: str, **data: Any) -> int:
        return status(cast.coordinator, "post", address(page, cohort.public_id), **data)

    assert post("cohort_open") == 302
    assert post("cohort_open") == 422
    assert post("cohort_finish") == 422
    with clock.at(day(300)):
        assert post("cohort_finish") == 302
    assert post("cohort_cancel", reason="x") == 422
    second = make_cohort(actor=cast.coordinator, version=cohort.version)
    assert status(cast.coordinator, "post", address("cohort_cancel", second.public_id)) == 422
    assert status(cast.coordinator, "post", address("cohort_cancel", second.public_id), reason="Anggaran") == 302
    second.refresh_from_db()
    assert second.state == CohortState.CANCELLED


def test_the_move_is_compared_then_made_then_stale(cast: Cast, cohort: Cohort) -> None:
    url, pinned = address("cohort_move", cohort.public_id), cohort.version
    assert as_user(cast.coordinator).get(url).context["target"] is None
    version = make_version(actor=cast.admin, modules=3, based_on=cohort.version)
    page = as_user(cast.coordinator).get(url)
    assert [one.lesson.code for one in page.context["changes"].added] == ["LKP-3.1", "LKP-3.2"]
    data = {"to": version.public_id, "before": pinned.public_id, "reason": "Modul baru"}
    assert address_of_comparison(version, pinned) in page.text
    assert status(cast.coordinator, "post", url, **{**data, "reason": ""}) == 422
    assert status(cast.coordinator, "post", url, **data) == 302
    assert VersionMove.objects.get().reason == "Modul baru"
    assert status(cast.coordinator, "post", url, **data) == 422


def test_a_cohort_never_moves_to_a_version_that_was_not_compared(cast: Cast, cohort: Cohort) -> None:
    url, pinned = address("cohort_move", cohort.public_id), cohort.version
    read = make_version(actor=cast.admin, modules=3, based_on=pinned)
    other = make_version(actor=cast.admin, modules=4, based_on=read)
    data = {"to": read.public_id, "before": pinned.public_id, "reason": "Modul baru"}
    retire_version(version=read, actor=cast.coordinator)
    page = as_user(cast.coordinator).post(url, data)
    assert page.status_code == 422
    assert page.context["target"] == other
    assert not VersionMove.objects.exists()
    # The page shows the other comparison now, and its form means that one.
    assert status(cast.coordinator, "post", url, **sent_again(page)) == 302
    assert VersionMove.objects.get().after == other
