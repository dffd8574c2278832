"""Frozen when the units are asked, signed by part, an edit lapses what it touches, final with everything that was signed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from courses.services.enrolments import withdraw
from lms.evaluation.enums import ReportState
from lms.evaluation.models import ReportFinal, ReportPaper
from lms.evaluation.report_parts import digest_of_parts, parts_of
from lms.evaluation.services import reports
from lms.files.services.uploads import receive_whole
from lms.notices.models import Notice
from lms.people import clock
from lms.people.enums import Column
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.programme.models import Review, SignOff
from lms.programme.queries.standing import standing_of
from lms.programme.services import close_on_record, open_review, sign, withdraw_review
from tests.evaluation.reports.conftest import Desk
from tests.factories.courses import DURING
from tests.factories.programme import seen_of, sign_all
from tests.factories.reports import ask_units, fresh, make_report, write, write_all


def awaited(review: Review, column: str) -> list[str]:
    return [part.key for part in standing_of(review).awaited(column)]


def test_what_is_missing_is_said_and_nothing_is_asked(desk: Desk) -> None:
    due = clock.today() + timedelta(days=7)
    with pytest.raises(Refusal, match="“Summary” has no Indonesian text"):
        reports.open_report(actor=desk.actor, report=desk.report, due_on=due)
    write_all(desk.report, desk.actor)
    write(desk.report, desk.actor, "activity-8", id="Hanya Indonesia")
    with pytest.raises(Refusal, match="Activity 8: Activity 8” has no English"):
        reports.open_report(actor=desk.actor, report=desk.report, due_on=due)
    write(desk.report, desk.actor, "activity-8", id="[[salah.kunci]]", en="Text")
    with pytest.raises(Refusal, match=r"salah\.kunci"):
        reports.open_report(actor=desk.actor, report=desk.report, due_on=due)
    assert fresh(desk.report).is_draft
    assert not Review.objects.exists()


def test_asking_twice_is_one_review_and_only_organisers_ask(desk: Desk) -> None:
    review = ask_units(desk.report, desk.actor)
    due = clock.today() + timedelta(days=7)
    assert reports.open_report(actor=desk.actor, report=fresh(desk.report), due_on=due).pk == review.pk
    with pytest.raises(NotAllowed):
        reports.open_report(actor=desk.ilo, report=desk.report, due_on=due)
    assert {row.column for row in review.columns.all()} == {Column.PASKER, Column.ILO}


def test_an_edit_lapses_the_section_it_touches_and_nothing_else(desk: Desk) -> None:
    review = ask_units(desk.report, desk.actor)
    sign_all(review, Column.PASKER, desk.pasker)
    assert awaited(review, Column.PASKER) == []
    write(fresh(desk.report), desk.actor, "impact", id="Kalimat yang diperbaiki.")
    assert awaited(review, Column.PASKER) == ["section-impact"]
    assert set(awaited(review, Column.ILO)) == {part.key for part in review.parts.all()}
    # Written back as it was, the signature holds again.
    write(fresh(desk.report), desk.actor, "impact", id="impact: Teks bagian ini.")
    assert awaited(review, Column.PASKER) == []


def test_a_figure_taken_anew_lapses_what_quotes_it_and_its_criterion(desk: Desk) -> None:
    write_all(desk.report, desk.actor)
    write(desk.report, desk.actor, "summary", id="Kursi [[people.seated]].")
    review = reports.open_report(actor=desk.actor, report=desk.report, due_on=clock.today())
    sign_all(review, Column.PASKER, desk.pasker)
    budi = desk.cohort.enrolments.get(user__name="Budi")
    withdraw(actor=desk.actor, enrolment=budi, reason="Pindah")
    only = {("people.seated", desk.cohort.pk)}
    reports.refresh_figures(actor=desk.actor, report=fresh(desk.report), only=only)
    assert awaited(review, Column.PASKER) == ["section-summary", "figures-efficiency"]
    assert reports.refresh_figures(actor=desk.actor, report=fresh(desk.report), only=only) is None
    with pytest.raises(NotAllowed):
        reports.refresh_figures(actor=desk.ilo, report=fresh(desk.report))


def test_a_report_is_read_only_when_all_its_figures_are(desk: Desk) -> None:
    """Taking one figure anew does not make the others as fresh: they are still due to be read."""
    ask_units(desk.report, desk.actor)
    at = fresh(desk.report).read_at
    assert at == clock.now()
    with clock.at(DURING + timedelta(hours=1)):
        only = {("people.seated", desk.cohort.pk)}
        reports.refresh_figures(actor=desk.actor, report=fresh(desk.report), only=only)
        assert fresh(desk.report).read_at == at
        reports.refresh_figures(actor=desk.actor, report=fresh(desk.report))
        assert fresh(desk.report).read_at == clock.now()


def test_a_draft_has_nothing_frozen_to_take_anew(desk: Desk) -> None:
    with pytest.raises(Conflict):
        reports.refresh_figures(actor=desk.actor, report=desk.report)


def test_a_figure_nobody_knows_is_refused_while_in_review(desk: Desk) -> None:
    ask_units(desk.report, desk.actor)
    with pytest.raises(Refusal, match=r"tidak\.ada"):
        write(fresh(desk.report), desk.actor, id="[[tidak.ada]]")


def test_the_last_signature_makes_it_final_with_all_that_was_signed(desk: Desk) -> None:
    review = ask_units(desk.report, desk.actor)
    sign_all(review, Column.ILO, desk.ilo, verdict="approve_notes", reason="Baik, mohon ringkas")
    sign_all(review, Column.PASKER, desk.pasker)
    report = fresh(desk.report)
    assert report.is_final
    final = ReportFinal.objects.get()
    assert final.digest == digest_of_parts(parts_of(report))
    assert [part["digest"] for part in final.content["parts"]] == list(review.parts.values_list("digest", flat=True))
    assert {one["column"]: one["awaited"] for one in final.content["sheet"]["columns"]} == {"PASKER": 0, "ILO": 0}
    (noted, *_rest) = final.content["sheet"]["said"]
    assert (noted["reason"], noted["language"]) == ("Baik, mohon ringkas", "en")
    assert ReportPaper.objects.filter(final=final).count() == 2
    with pytest.raises(Refusal, match="final"):
        write(report, desk.actor, id="Terlambat")
    with pytest.raises(TypeError):
        final.save()


def test_a_signature_on_yesterdays_digest_signs_nothing(desk: Desk) -> None:
    review = ask_units(desk.report, desk.actor)
    seen = seen_of(review, Column.PASKER)
    write(fresh(desk.report), desk.actor, id="Kemarin berbunyi lain.")
    with pytest.raises(Conflict):
        sign(review=review, column=Column.PASKER, verdict="approve", reason="", seen=seen, actor=desk.pasker)
    assert not SignOff.objects.exists()


def test_an_objection_is_answered_in_writing_and_told(desk: Desk) -> None:
    review = ask_units(desk.report, desk.actor)
    sign_all(review, Column.ILO, desk.ilo, verdict="object", reason="Angka belum jelas")
    word = SignOff.objects.filter(part__review=review).order_by("pk").first()
    assert word is not None
    report = fresh(desk.report)
    for _twice in range(2):
        reports.answer_objection(actor=desk.actor, report=report, sign_off_id=word.pk, text="Sudah ditambahkan.")
    assert report.answers.count() == 1
    assert Notice.objects.filter(to=desk.ilo, kind="evaluation.objection_answered").count() == 1
    with pytest.raises(NotAllowed):
        reports.answer_objection(actor=desk.pasker, report=report, sign_off_id=word.pk, text="Bukan saya")
    with pytest.raises(Conflict):
        reports.answer_objection(actor=desk.actor, report=report, sign_off_id=word.pk + 10_000, text="Tidak ada")
    with pytest.raises(Refusal):
        reports.answer_objection(actor=desk.actor, report=report, sign_off_id=word.pk, text="  ")


def test_withdrawn_it_is_a_draft_again_and_a_new_round_freezes_anew(desk: Desk) -> None:
    review = ask_units(desk.report, desk.actor)
    withdraw_review(review=review, reason="Salah tenggat", actor=desk.actor)
    assert fresh(desk.report).is_draft
    withdraw(actor=desk.actor, enrolment=desk.cohort.enrolments.get(user__name="Budi"), reason="Pindah")
    # Opened on the page of reviews, not on the report's.
    again = open_review(subject=fresh(desk.report), activity_no=10, due_on=clock.today(), actor=desk.actor)
    report = fresh(desk.report)
    assert report.is_in_review
    assert report.figures.get(key="people.seated").frozen["value"] == "1"
    assert [(p.key, p.digest) for p in again.parts.all()] == [(p.key, p.digest) for p in parts_of(report)]


def test_closed_on_record_it_is_final_and_says_who_gave_no_answer(desk: Desk) -> None:
    review = ask_units(desk.report, desk.actor, days=0)
    sign_all(review, Column.PASKER, desk.pasker)
    with clock.at(DURING + timedelta(days=1)):
        close_on_record(review=review, reason="Tidak ada jawaban dari ILO", actor=desk.cast.admin)
    sheet = ReportFinal.objects.get().content["sheet"]
    assert sheet["state"] == "closed_on_record"
    assert sheet["closing_reason"] == "Tidak ada jawaban dari ILO"
    assert {one["column"]: one["awaited"] > 0 for one in sheet["columns"]} == {"PASKER": False, "ILO": True}


def test_taken_up_again_with_a_reason_the_first_stays_on_record(desk: Desk) -> None:
    review = ask_units(desk.report, desk.actor)
    for column, person in ((Column.PASKER, desk.pasker), (Column.ILO, desk.ilo)):
        sign_all(review, column, person)
    first = ReportFinal.objects.get()
    with pytest.raises(Refusal, match="Say why"):
        reports.amend_report(actor=desk.actor, report=fresh(desk.report), reason=" ")
    reports.amend_report(actor=desk.actor, report=fresh(desk.report), reason="Angka penempatan terlambat masuk")
    with pytest.raises(Conflict):
        reports.amend_report(actor=desk.actor, report=fresh(desk.report), reason="Lagi")
    write(fresh(desk.report), desk.actor, "impact", id="Dampak yang baru.")
    again = reports.open_report(actor=desk.actor, report=fresh(desk.report), due_on=clock.today())
    assert again.round == 2
    for column, person in ((Column.PASKER, desk.pasker), (Column.ILO, desk.ilo)):
        sign_all(again, column, person)
    assert [one.number for one in ReportFinal.objects.order_by("number")] == [1, 2]
    assert ReportFinal.objects.get(number=2).digest != first.digest
    assert fresh(desk.report).state == ReportState.FINAL


def test_a_file_is_signed_with_the_report(desk: Desk) -> None:
    review = ask_units(desk.report, desk.actor)
    sign_all(review, Column.PASKER, desk.pasker)
    kept = receive_whole(actor=desk.actor, purpose="report_file", name="surat.pdf", content=b"%PDF-1.4 surat")
    row = reports.add_file(actor=desk.actor, report=fresh(desk.report), file=kept, title="Surat")
    assert reports.add_file(actor=desk.actor, report=fresh(desk.report), file=kept, title="Surat").pk == row.pk
    assert awaited(review, Column.PASKER) == ["files"]
    reports.remove_file(actor=desk.actor, report=fresh(desk.report), row=row)
    assert awaited(review, Column.PASKER) == []
    with pytest.raises(Conflict):
        reports.remove_file(actor=desk.actor, report=fresh(desk.report), row=row)
    with pytest.raises(NotAllowed):
        reports.add_file(actor=desk.ilo, report=fresh(desk.report), file=kept, title="Surat")


def test_the_digest_is_the_same_in_each_language(desk: Desk) -> None:
    from django.utils.translation import override

    write_all(desk.report, desk.actor)
    found = []
    for language in ("id", "en"):
        with override(language):
            found.append(digest_of_parts(parts_of(desk.report)))
    assert found[0] == found[1]


def test_reports_of_others_have_their_own_reviews(desk: Desk) -> None:
    ask_units(desk.report, desk.actor)
    second = make_report(actor=desk.actor, cohorts=[desk.cohort])
    ask_units(second, desk.actor)
    assert Review.objects.filter(state="open").count() == 2
