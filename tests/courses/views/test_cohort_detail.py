"""One cohort at a glance, and its spreadsheet."""

from __future__ import annotations

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from courses.queries import progress
from courses.queries.homes import stuck_people
from courses.queries.learning import facts_of
from courses.services import facilitators, learning
from courses.services.stages import change_gates
from lms.people import clock
from lms.people.enums import Role
from tests.conftest import Cast
from tests.courses.asking import address, as_user, queries, status
from tests.factories.courses import day, make_cohort, make_enrolment, make_version, outline
from tests.factories.people import make_unit, make_user, role_ended

S = EnrolmentState


def fill(cast: Cast, cohort: Cohort, people: int) -> list[Enrolment]:
    """People of two units; the n-th has done n lessons."""
    unit = make_unit()
    with clock.at(day(-1)):
        users = [make_user(work_unit=unit if n % 2 else cast.unit) for n in range(people)]
        rows = [make_enrolment(actor=cast.coordinator, cohort=cohort, user=user) for user in users]
    lessons = outline(cohort).online
    work = {row: [(lesson, day(1)) for lesson in lessons[: n % (len(lessons) + 1)]] for n, row in enumerate(rows)}
    learning.mark_done_many(cohort=cohort, work=work)
    return rows


def test_shows_everybody_by_modules_with_jp(cast: Cast, cohort: Cohort) -> None:
    rows = fill(cast, cohort, 3)
    page = as_user(cast.coordinator).get(address("cohort_detail", cohort.public_id))
    assert [row.jp for row in sorted(page.context["rows"], key=lambda row: row.id)] == [0, 1, 2]
    assert page.context["figures"].seated == 3
    assert all(row.user.name in page.text for row in rows)


def test_who_is_stuck_where_and_since_when(cast: Cast, cohort: Cohort) -> None:
    rows = fill(cast, cohort, 5)
    with clock.at(day(1 + progress.stuck_days())):
        page = as_user(cast.coordinator).get(address("cohort_detail", cohort.public_id), {"state": "stuck"})
    shown = {row.id: row for row in page.context["rows"]}
    assert set(shown) == {row.pk for row in rows[:4]}
    assert shown[rows[1].pk].at.code == "LKP-1.2"
    assert shown[rows[1].pk].stuck_since == day(1)
    assert page.context["figures"].stuck == 4


def test_who_came_later_is_not_stuck_from_the_first_day(cast: Cast, cohort: Cohort) -> None:
    with clock.at(day(10)):
        late = make_enrolment(actor=cast.coordinator, cohort=cohort)
    url = address("cohort_detail", cohort.public_id)
    with clock.at(day(9 + progress.stuck_days())):
        assert not as_user(cast.coordinator).get(url, {"state": "stuck"}).context["rows"]
    with clock.at(day(10 + progress.stuck_days())):
        (row,) = as_user(cast.coordinator).get(url, {"state": "stuck"}).context["rows"]
        (line,), _many = stuck_people([cohort])
    assert (row.id, row.stuck_since, line["since"]) == (late.pk, day(10), day(10))


@pytest.mark.parametrize("days", [0, 4, 5, 6, 20])
def test_the_filter_and_the_line_agree_on_who_is_stuck(cast: Cast, cohort: Cohort, days: int) -> None:
    fill(cast, cohort, 5)
    with clock.at(day(2)):
        make_enrolment(actor=cast.coordinator, cohort=cohort)
    with clock.at(day(days)):
        facts = facts_of(cohort)
        everybody = Enrolment.objects.filter(cohort=cohort)
        lines = {row.id for row in progress.rows_of(facts, everybody) if row.stuck}
        assert lines == set(everybody.filter(progress.is_stuck(facts)).values_list("id", flat=True))


def test_nobody_is_stuck_before_a_module_that_has_not_opened(cast: Cast, cohort: Cohort) -> None:
    rows = fill(cast, cohort, 3)
    second = outline(cohort).online_modules[1]
    change_gates(
        actor=cast.coordinator,
        cohort=cohort,
        gates={second.key: ((day(20)).date(), None)},
        seen_plan_no=cohort.plan_no,
    )
    url = address("cohort_detail", cohort.public_id)

    def stuck(on: int) -> set[int]:
        with clock.at(day(on)):
            page = as_user(cast.coordinator).get(url, {"state": "stuck"})
        return {row.id for row in page.context["rows"]}

    # The third has done both lessons of the first module: there was nothing to go on with.
    assert stuck(2 + progress.stuck_days()) == {row.pk for row in rows[:2]}
    assert stuck(19 + progress.stuck_days()) == {row.pk for row in rows[:2]}
    assert stuck(20 + progress.stuck_days()) == {row.pk for row in rows}


def test_filters_by_unit_and_state(cast: Cast, cohort: Cohort) -> None:
    rows = fill(cast, cohort, 5)
    client, url = as_user(cast.coordinator), address("cohort_detail", cohort.public_id)
    of_unit = client.get(url, {"unit": cast.unit.pk}).context["rows"]
    assert {row.id for row in of_unit} == {row.pk for row in rows[::2]}
    finished = client.get(url, {"state": "finished"}).context["rows"]
    assert {row.id for row in finished} == {rows[4].pk}
    assert len(client.get(url, {"state": "x", "unit": "x", "page": "x"}).context["rows"]) == 5


def test_the_number_of_people_does_not_change_the_number_of_queries(cast: Cast) -> None:
    client = as_user(cast.coordinator)
    counts = set()
    for people in (1, 3, 30, 70):
        version = make_version(actor=cast.admin)
        cohort = make_cohort(actor=cast.coordinator, version=version, capacity=100)
        users = [make_user(work_unit=cast.unit) for _ in range(people)]
        from courses.services import enrolments

        rows = enrolments.nominate_many(actor=cast.coordinator, cohort=cohort, users=users)
        enrolments.accept_many(actor=cast.coordinator, cohort=cohort, enrolments=rows)
        url = address("cohort_detail", cohort.public_id)
        counts.add(queries(client, url))
    assert counts == {12}


def test_a_reviewer_sees_figures_and_no_names(cast: Cast, cohort: Cohort) -> None:
    (row,) = fill(cast, cohort, 1)
    page = as_user(cast.reviewer).get(address("cohort_detail", cohort.public_id))
    assert page.context["figures"].seated == 1
    assert row.user.name not in page.text
    assert status(cast.reviewer, "get", address("cohort_progress", cohort.public_id)) == 403


def test_a_supervisor_sees_the_own_people(cast: Cast, cohort: Cohort) -> None:
    rows = fill(cast, cohort, 4)
    page = as_user(cast.supervisor).get(address("cohort_detail", cohort.public_id))
    assert {row.id for row in page.context["rows"]} == {row.pk for row in rows[::2]}
    assert "/edit/" not in page.text


def test_a_facilitator_sees_the_own_cohorts(cast: Cast, cohort: Cohort) -> None:
    url = address("cohort_detail", cohort.public_id)
    assert status(cast.facilitator, "get", url) == 404
    row = facilitators.add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    assert status(cast.facilitator, "get", url) == 200
    facilitators.end_facilitator(actor=cast.coordinator, facilitator=row)
    with clock.at(day(10)):
        assert status(cast.facilitator, "get", url) == 404


def test_whose_role_has_ended_is_not_shown_as_a_facilitator(cast: Cast, cohort: Cohort) -> None:
    facilitators.add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    client, url = as_user(cast.coordinator), address("cohort_detail", cohort.public_id)
    assert [one.user for one in client.get(url).context["facilitators"]] == [cast.facilitator]
    role_ended(cast.facilitator, Role.FACILITATOR)
    assert not client.get(url).context["facilitators"]
    for row, _now in client.get(address("cohort_list")).context["rows"]:
        assert not row.facilitators.all()
    # Where charges are given and ended it still stands.
    assert str(cast.facilitator) in client.get(address("cohort_facilitators", cohort.public_id)).text


def test_denials(cast: Cast, cohort: Cohort) -> None:
    participant = make_enrolment(actor=cast.coordinator, cohort=cohort).user
    for url in (address("cohort_detail", cohort.public_id), address("cohort_progress", cohort.public_id)):
        assert status(None, "get", url) == 401
        assert status(cast.outsider, "get", url) == 403
        assert status(participant, "get", url) == 403
        assert status(cast.unit_contact, "get", url) == 404
        assert status(cast.coordinator, "post", url) == 405


def test_a_newer_version_is_pointed_out(cast: Cast, cohort: Cohort) -> None:
    url = address("cohort_detail", cohort.public_id)
    assert not as_user(cast.coordinator).get(url).context["newer"]
    version = make_version(actor=cast.admin, based_on=cohort.version)
    assert as_user(cast.coordinator).get(url).context["newer"] == [version]


def test_the_spreadsheet_holds_the_figures_of_the_screen(cast: Cast, cohort: Cohort) -> None:
    rows = fill(cast, cohort, 5)
    shown = as_user(cast.coordinator).get(address("cohort_detail", cohort.public_id)).context["rows"]
    response = as_user(cast.coordinator).get(address("cohort_progress", cohort.public_id))
    sheet = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 1 + len(rows)
    assert [line[0] for line in sheet[1:]] == [row.name for row in shown]
    assert [line[3] for line in sheet[1:]] == [row.jp for row in shown]
    assert [line[4:6] for line in sheet[1:]] == [[float(cell.jp) for cell in row.cells] for row in shown]


def test_no_name_becomes_a_formula(cast: Cast, cohort: Cohort) -> None:
    make_enrolment(actor=cast.coordinator, cohort=cohort, user=make_user(name="=1+1"))
    response = as_user(cast.coordinator).get(address("cohort_progress", cohort.public_id))
    sheet = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert sheet[1][0] == "=1+1"


def test_a_unit_gets_a_spreadsheet_of_the_own_people(cast: Cast, cohort: Cohort) -> None:
    fill(cast, cohort, 4)
    response = as_user(cast.unit_contact).get(address("cohort_progress", cohort.public_id))
    sheet = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 3
