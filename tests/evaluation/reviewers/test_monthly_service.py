"""The monthly paper: frozen once for each unit, set once, told to who speaks for it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lms.evaluation.models import MonthlyPaper
from lms.evaluation.services import reviewers
from lms.notices.models import Notice
from lms.people import audit, clock
from lms.people.enums import Column
from tests.conftest import Cast
from tests.factories.programme import make_programme, make_review, sign_all

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)


def test_a_month_in_wib_is_closed_at_its_start_and_open_at_its_end() -> None:
    first, last = reviewers.bounds_of(OCTOBER)
    assert (first.isoformat(), last.isoformat()) == ("2026-10-01T00:00:00+07:00", "2026-11-01T00:00:00+07:00")
    assert reviewers.bounds_of(date(2026, 12, 1))[1].date() == date(2027, 1, 1)
    assert reviewers.month_before(date(2027, 1, 31)) == date(2026, 12, 1)
    assert reviewers.month_before(date(2026, 11, 1)) == OCTOBER


def test_each_unit_gets_one_paper_a_month(cast: Cast) -> None:
    assert reviewers.order_papers(month=OCTOBER) == []
    make_programme(activities=2)
    assert {paper.column for paper in reviewers.order_papers(month=OCTOBER)} == set(Column.values)
    assert reviewers.order_papers(month=OCTOBER) == []
    assert MonthlyPaper.objects.count() == 8
    with clock.at(clock.at_midday(date(2026, 11, 20))):
        assert reviewers.order_last_month() == 0
    with clock.at(clock.at_midday(date(2026, 12, 1))):
        assert reviewers.order_last_month() == 8


def test_a_month_in_which_nothing_ran_is_made_up_for(cast: Cast) -> None:
    make_programme(activities=2)
    reviewers.order_papers(month=OCTOBER)
    with clock.at(clock.at_midday(date(2027, 1, 3))):
        assert reviewers.order_last_month() == 16
    months = MonthlyPaper.objects.order_by("month").values_list("month", flat=True).distinct()
    assert list(months) == [OCTOBER, date(2026, 11, 1), date(2026, 12, 1)]


def test_a_new_site_has_no_papers_about_the_time_before_it(cast: Cast) -> None:
    make_programme(activities=2)
    # Before anything else of this test is on record.
    with clock.at(clock.at_midday(date(2020, 11, 1))):
        audit.record(cast.admin, "programme.programme.load", cast.unit)
    with clock.at(clock.at_midday(date(2020, 11, 20))):
        assert reviewers.order_last_month() == 0
    with clock.at(clock.at_midday(date(2020, 12, 1))):
        assert reviewers.order_last_month() == 8


def test_it_is_about_what_was_decided_in_that_month(cast: Cast) -> None:
    with clock.at(clock.at_midday(date(2026, 10, 5))):
        review = make_review(parts=2)
    for day, column in ((date(2026, 10, 31), Column.ILO), (date(2026, 11, 1), Column.PASKER)):
        with clock.at(clock.at_midday(day)):
            sign_all(review, column)
    papers = {paper.column: paper for paper in reviewers.order_papers(month=OCTOBER)}
    decided = {column: paper.content["parts"][1]["rows"] for column, paper in papers.items()}
    assert [row[2] for row in decided["ILO"]] == ["2"]
    assert decided["PASKER"] == []


def test_a_paper_is_set_once_and_told(cast: Cast) -> None:
    make_programme(activities=2)
    papers = {paper.column: paper for paper in reviewers.order_papers(month=OCTOBER)}
    paper = papers["ILO"]
    assert reviewers.make_paper(paper_id=paper.pk)
    assert not reviewers.make_paper(paper_id=paper.pk)
    paper.refresh_from_db()
    assert paper.size > 1000
    assert len(paper.sha256) == 64
    (notice,) = Notice.objects.filter(kind="evaluation.monthly_paper", to=cast.reviewer)
    assert notice.path == paper.get_absolute_url()


def test_what_fails_is_tried_again_later(cast: Cast) -> None:
    make_programme(activities=1)
    paper = reviewers.order_papers(month=OCTOBER)[0]
    content = paper.content
    MonthlyPaper.objects.filter(pk=paper.pk).update(content={}, made_at=None, path="", tries=0, next_try_at=clock.now())
    assert not reviewers.make_paper(paper_id=paper.pk)
    paper.refresh_from_db()
    assert paper.failure
    assert (paper.tries, paper.made_at) == (1, None)
    MonthlyPaper.objects.filter(pk=paper.pk).update(content=content)
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert reviewers.make_due_papers() >= 1
    paper.refresh_from_db()
    assert (paper.failure, paper.tries) == ("", 2)


def test_a_paper_that_a_worker_is_setting_is_left_to_it(cast: Cast) -> None:
    """The schedule that listed it a moment before reads it anew: it finds it taken, and no try is lost."""
    make_programme(activities=1)
    paper = reviewers.order_papers(month=OCTOBER)[0]
    taken = {"made_at": None, "path": "", "tries": 1, "next_try_at": clock.now() + timedelta(minutes=1)}
    MonthlyPaper.objects.filter(pk=paper.pk).update(**taken)
    assert not reviewers.make_paper(paper_id=paper.pk)
    paper.refresh_from_db()
    assert (paper.tries, paper.made_at) == (1, None)
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert reviewers.make_paper(paper_id=paper.pk)


def test_the_same_paper_gives_the_same_bytes(cast: Cast) -> None:
    make_programme(activities=1)
    paper = reviewers.order_papers(month=OCTOBER)[0]
    assert reviewers.monthly_papers.monthly_pdf(paper) == reviewers.monthly_papers.monthly_pdf(paper)
