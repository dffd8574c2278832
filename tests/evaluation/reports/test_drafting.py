"""A report is begun, given to authors, and written by several people without loss."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.evaluation.models import ProgrammeReport, ReportRevision, ReportText
from lms.evaluation.report_parts import book_of
from lms.evaluation.services import reports
from lms.notices.models import Notice
from lms.people import clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from tests.evaluation.reports.conftest import Desk
from tests.factories.courses import DURING, make_cohort
from tests.factories.reports import fresh, make_report, section_of, write


def test_it_begins_with_its_sections_and_its_figures(desk: Desk) -> None:
    keys = list(desk.report.sections.values_list("key", flat=True))
    assert keys[:3] == ["summary", "method", "relevance"]
    assert keys[-2:] == ["lessons", "conclusion"]
    assert {"activity-8", "activity-10"} <= set(keys)
    assert ReportText.objects.filter(section__report=desk.report).count() == 2 * len(keys)
    book = book_of(desk.report)
    assert book.figures["people.seated", desk.cohort.number]["value"] == "2"
    assert book.figures["people.seated", desk.cohort.number]["of"] == 4


def test_a_double_click_is_one_report(desk: Desk) -> None:
    again = make_report(actor=desk.actor, cohorts=[desk.cohort], client_key=desk.report.client_key)
    assert again.pk == desk.report.pk
    assert ProgrammeReport.objects.count() == 1


def test_who_begins_one_and_about_what(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        make_report(actor=desk.ilo, cohorts=[desk.cohort])
    with pytest.raises(Refusal, match="both languages"):
        make_report(actor=desk.actor, cohorts=[desk.cohort], title_en=" ")
    with pytest.raises(Refusal, match="at least one cohort"):
        reports.create_report(actor=desk.actor, cohorts=[], title="A", title_en="B", client_key="k")


def test_two_people_who_write_at_once_lose_nothing(desk: Desk) -> None:
    section = write(desk.report, desk.actor, id="Pertama")
    author = desk.cast.facilitator
    reports.assign_section(actor=desk.actor, section=section, author=author, due_on=None)
    reports.save_text(actor=author, section=section_of(desk.report), language="id", text="Kedua", seq=1)
    with pytest.raises(Conflict):
        reports.save_text(actor=desk.actor, section=section_of(desk.report), language="id", text="Ketiga", seq=1)
    assert ReportText.objects.get(section=section, language="id").text == "Kedua"
    assert list(ReportRevision.objects.values_list("content", "author")) == [("Pertama", desk.actor.pk)]
    # The other language is saved against its own count.
    reports.save_text(actor=desk.actor, section=section_of(desk.report), language="en", text="Third", seq=0)


def test_what_one_goes_on_writing_is_kept_every_quarter_of_an_hour(desk: Desk) -> None:
    write(desk.report, desk.actor, id="Satu")
    write(desk.report, desk.actor, id="Satu dua")
    assert not ReportRevision.objects.exists()
    with clock.at(DURING + timedelta(minutes=20)):
        write(desk.report, desk.actor, id="Satu dua tiga")
    assert ReportRevision.objects.get().content == "Satu dua"


def test_the_same_text_is_no_change_even_with_an_old_count(desk: Desk) -> None:
    section = write(desk.report, desk.actor, id="Tetap")
    row = reports.save_text(actor=desk.actor, section=section, language="id", text="Tetap", seq=0)
    assert row.seq == 1


def test_who_writes_what(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        write(desk.report, desk.cast.facilitator, id="Bukan penulis")
    reports.assign_section(actor=desk.actor, section=section_of(desk.report), author=desk.cast.facilitator, due_on=None)
    write(desk.report, desk.cast.facilitator, id="Penulis")
    with pytest.raises(NotAllowed):
        write(desk.report, desk.cast.facilitator, "impact", id="Bukan bagiannya")


def test_a_text_that_is_too_long_is_refused_whole(desk: Desk) -> None:
    with pytest.raises(Refusal, match="20000"):
        write(desk.report, desk.actor, id="x" * 20_001)


def test_an_author_is_told_and_must_hold_a_role(desk: Desk) -> None:
    section, due = section_of(desk.report), clock.today() + timedelta(days=3)
    reports.assign_section(actor=desk.actor, section=section, author=desk.ilo, due_on=due)
    assert Notice.objects.filter(to=desk.ilo, kind="evaluation.section_yours").count() == 1
    reports.assign_section(actor=desk.actor, section=section_of(desk.report), author=desk.ilo, due_on=due)
    assert Notice.objects.filter(to=desk.ilo, kind="evaluation.section_yours").count() == 1
    with pytest.raises(Refusal, match="no role"):
        reports.assign_section(actor=desk.actor, section=section_of(desk.report), author=desk.cast.outsider, due_on=due)
    with pytest.raises(Refusal, match="past"):
        reports.assign_section(actor=desk.actor, section=section_of(desk.report), author=desk.pasker, due_on=clock.today() - timedelta(days=1))  # fmt: skip
    with pytest.raises(NotAllowed):
        reports.assign_section(actor=desk.ilo, section=section_of(desk.report), author=None, due_on=None)


def test_two_cohorts_of_two_programmes_make_no_report(desk: Desk) -> None:
    from lms.programme.models import Programme

    other = Programme.objects.create(code="lain", name="Lain", name_en="Other")
    cohort = make_cohort(actor=desk.actor, programme=other, number=7)
    with pytest.raises(Refusal, match="different programmes"):
        make_report(actor=desk.actor, cohorts=[desk.cohort, cohort])
    assert fresh(desk.report).is_draft
