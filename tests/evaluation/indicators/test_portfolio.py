"""The portfolio for the functional position: hours of the ledger, the field by service, papers; to whom, on screen, paper and sheet."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from courses.services.learning import mark_done_many
from fieldpractice.models import Placement
from fieldpractice.services.logbook import keep_entry
from fieldpractice.services.placements import place_cohort
from lms.evaluation.positions import LEVELS, level_of
from lms.evaluation.queries.portfolio import content_of, hours_of, portfolio_of
from lms.people import clock
from lms.programme.reviewable import digest_of
from tests.courses.asking import as_user, queries, status
from tests.evaluation.indicators.units import Units, url
from tests.factories.courses import make_enrolment, outline

PAGES = ("portfolio_detail", "portfolio_pdf", "portfolio_xlsx")


@pytest.fixture
def worked(units: Units) -> Units:
    """Two lessons read, and three days in the logbook of a practice that began in April."""
    lessons = outline(units.cohort).online[:2]
    at = clock.at_midday(date(2026, 3, 20))
    mark_done_many(cohort=units.cohort, work={units.enrolment: [(lesson, at) for lesson in lessons]})
    with clock.at(clock.at_midday(date(2026, 4, 1))):
        place_cohort(actor=units.cast.coordinator, cohort=units.cohort)
    placement = Placement.objects.select_related("enrolment__user", "enrolment__cohort").get()
    for turn, service in enumerate((4, 4, 6)):
        day = placement.starts_on + timedelta(days=turn)
        with clock.at(clock.at_midday(day, minutes=300)):
            keep_entry(
                actor=units.enrolment.user,
                placement=placement,
                day=day,
                service=service,
                served=2,
                hours=Decimal("3.5"),
                client_key=f"kunci-{turn}",
            )
    return units


def test_hours_are_those_of_the_ledger_and_the_field_stands_by_service(worked: Units) -> None:
    one = portfolio_of(worked.enrolment, worked.enrolment.user)
    lesson, _class, field = one.sources
    assert (lesson.jp, lesson.lines) == (2, 2)
    assert one.jp == lesson.jp + field.jp == sum(line.jp for line in one.lines)
    assert [(row.days, row.served, row.hours, row.confirmed) for row in one.services] == [
        (2, 4, Decimal("7.00"), Decimal(0)),
        (1, 2, Decimal("3.50"), Decimal(0)),
    ]
    assert (one.field_hours, one.level) == (Decimal("10.50"), "Pengantar Kerja Ahli Muda")
    worked.enrolment.refresh_from_db()
    assert one.jp == worked.enrolment.jp_done + worked.enrolment.class_jp + worked.enrolment.field_jp


def test_the_same_content_has_the_same_digest_and_another_one_another(worked: Units) -> None:
    first = digest_of(content_of(portfolio_of(worked.enrolment, worked.enrolment.user)))
    assert digest_of(content_of(portfolio_of(worked.enrolment, worked.cast.coordinator))) == first
    worked.enrolment.user.title_after = "S.E."
    assert digest_of(content_of(portfolio_of(worked.enrolment, worked.enrolment.user))) != first


def test_jp_are_hours_of_forty_five_minutes() -> None:
    assert [hours_of(jp) for jp in (0, 1, 2, 128)] == [Decimal("0.0"), Decimal("0.8"), Decimal("1.5"), Decimal("96.0")]


def test_levels_by_rank() -> None:
    grades = [grade for level in LEVELS for grade in level.grades]
    assert len(grades) == len(set(grades)) == 9
    assert level_of("II/d") is None
    assert level_of("") is None


@pytest.mark.parametrize("name", PAGES)
def test_who_reads_a_portfolio(units: Units, name: str) -> None:
    here, cast = url(name, units.enrolment.public_id), units.cast
    assert status(None, "get", here) == 401
    for user in (units.enrolment.user, cast.admin, cast.coordinator):
        assert status(user, "get", here) == 200
    # Who grades tasks without names must not get the whole, and half of it bears no digest.
    assert status(cast.facilitator, "get", here) == (200 if name == "portfolio_detail" else 403)
    for user in (cast.supervisor, cast.unit_contact):
        assert status(user, "get", here) == 403
    colleague = make_enrolment(actor=cast.coordinator, cohort=units.cohort)
    for user in (cast.reviewer, cast.outsider, colleague.user):
        assert status(user, "get", here) == 404
    assert status(cast.coordinator, "post", here) == 405


def test_a_facilitator_is_offered_no_paper(units: Units) -> None:
    here, paper = (url(name, units.enrolment.public_id) for name in ("portfolio_detail", "portfolio_pdf"))
    assert paper not in as_user(units.cast.facilitator).get(here).text
    assert paper in as_user(units.cast.coordinator).get(here).text


def test_the_own_list(worked: Units) -> None:
    here = url("portfolio_list")
    assert status(None, "get", here) == 401
    assert status(worked.cast.coordinator, "get", here) == 403
    page = as_user(worked.enrolment.user).get(here).text
    assert url("portfolio_pdf", worked.enrolment.public_id) in page
    other = make_enrolment(actor=worked.cast.coordinator, cohort=worked.cohort)
    assert url("portfolio_detail", worked.enrolment.public_id) not in as_user(other.user).get(here).text
    assert status(worked.enrolment.user, "post", here) == 405


def test_the_page_says_each_hour_with_its_evidence(worked: Units) -> None:
    page = as_user(worked.enrolment.user).get(url("portfolio_detail", worked.enrolment.public_id)).text
    assert "SHA-256" in page
    assert "LKP-1.1" in page
    assert "10,5" in page


def test_the_page_costs_the_same_for_one_lesson_and_for_three(worked: Units) -> None:
    client, here = as_user(worked.enrolment.user), url("portfolio_detail", worked.enrolment.public_id)
    two = queries(client, here)
    more = outline(worked.cohort).online[2:4]
    at = clock.at_midday(date(2026, 3, 21))
    mark_done_many(cohort=worked.cohort, work={worked.enrolment: [(lesson, at) for lesson in more]})
    assert queries(client, here) == two


def test_the_spreadsheet_has_the_digest_of_the_paper_in_either_language(worked: Units) -> None:
    here = url("portfolio_xlsx", worked.enrolment.public_id)
    person = worked.enrolment.user
    found = set()
    for language in ("id", "en"):
        person.language = language
        person.save(update_fields=["language"])
        sheet = load_workbook(BytesIO(as_user(person).get(here).content)).worksheets[0]
        found |= {row[1] for row in sheet.values if str(row[0]).startswith("SHA-256")}
    assert len(found) == 1


def test_the_paper_and_the_spreadsheet(worked: Units) -> None:
    worked.enrolment.user.name = "=1+1"
    worked.enrolment.user.save()
    client = as_user(worked.enrolment.user)
    paper = client.get(url("portfolio_pdf", worked.enrolment.public_id))
    assert paper.content.startswith(b"%PDF")
    book = load_workbook(BytesIO(client.get(url("portfolio_xlsx", worked.enrolment.public_id)).content))
    summary, hours, field, _papers = book.worksheets
    assert (summary["B1"].value, summary["B1"].data_type) == ("=1+1", "s")
    one = portfolio_of(worked.enrolment, worked.enrolment.user)
    assert (hours.max_row, field["D2"].value) == (1 + len(one.lines), 7)
    total, digest = (next(row for row in summary.values if row[0] == head) for head in ("Seluruhnya", "SHA-256 isi"))
    assert total[1:4] == (len(one.lines), one.jp, float(one.hours))
    with override("id"):
        assert digest[1] == digest_of(content_of(portfolio_of(worked.enrolment, worked.enrolment.user)))
