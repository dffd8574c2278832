"""Locking, releasing, one person's page, a participant's own, objections: through the pages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from lms.evaluation.components import Sum
from lms.evaluation.models import AttitudeMark, Objection, ParticipantEvaluation
from lms.evaluation.panel_exports import remarks_on
from lms.evaluation.queries.panel.board import Person, board_of, scores_as_data
from lms.evaluation.queries.panel.results import PersonResult
from lms.evaluation.schemes import Line, Result, Share
from lms.evaluation.services.panel import closing, scoring
from lms.evaluation.services.panel.scoring import mark_attitude
from lms.people import clock
from tests.courses.asking import sent_again
from tests.evaluation.panel.asking import as_user, queries, status, url
from tests.evaluation.panel.test_closing import lock, release, score_all
from tests.evaluation.sitting import Sitting
from tests.factories.evaluation_panel import adopt, all_at, attitude_at


@pytest.fixture
def released(sitting: Sitting) -> Sitting:
    score_all(sitting)
    lock(sitting)
    release(sitting)
    return sitting


def test_the_lock_shows_what_hinders_it_and_then_locks(sitting: Sitting) -> None:
    client, here = as_user(sitting.cast.coordinator), url(sitting, "results_lock")
    page = client.get(here)
    assert "Panel" in page.text
    assert client.post(here, {"seen": page.context["form"]["seen"].value()}).status_code == 422
    score_all(sitting)
    page = client.get(here)
    seen = page.context["form"]["seen"].value()
    refused = client.post(here, {"seen": "stale", "incomplete": "on"})
    assert refused.status_code == 409
    assert sent_again(refused) == {"seen": seen}, "who is locked without a result is asked again"
    assert client.post(here, sent_again(refused)).status_code == 302
    assert ParticipantEvaluation.objects.filter(state="locked").count() == 3
    assert client.post(here, {"seen": seen}).status_code == 422
    for user in (sitting.members[0].user, sitting.cast.facilitator, sitting.people[0].user):
        assert status(user, "post", here) == 403


def test_the_release_is_of_what_was_seen(sitting: Sitting) -> None:
    client, here = as_user(sitting.cast.coordinator), url(sitting, "results_release")
    assert client.post(here, {"seen": "x"}).status_code == 422
    score_all(sitting)
    lock(sitting)
    seen = client.get(here).context["form"]["seen"].value()
    refused = client.post(here, {"seen": "x"})
    assert refused.status_code == 409
    assert sent_again(refused) == {"seen": seen}
    assert client.post(here, sent_again(refused)).status_code == 302
    assert ParticipantEvaluation.objects.filter(state="released").count() == 3


def test_one_persons_page_costs_the_same_and_leads_on(released: Sitting) -> None:
    client = as_user(released.cast.coordinator)
    here = url(released, "evaluation_detail", released.people[0].public_id)
    page = client.get(here).text
    assert "85,00" in page
    assert queries(client, here) == queries(client, url(released, "evaluation_detail", released.people[2].public_id))
    again = url(released, "evaluation_reopen", released.people[0].public_id)
    assert client.post(again, {"reason": ""}).status_code == 422
    assert client.post(again, {"reason": "Daftar hadir"}).status_code == 302
    # It is open now: there is nothing to open.
    assert client.get(again).status_code == 404
    assert "Daftar hadir" in client.get(here).text


def test_excusing_through_its_page(sitting: Sitting) -> None:
    client = as_user(sitting.cast.coordinator)
    here = url(sitting, "component_excuse", sitting.people[0].public_id, "panel")
    assert client.post(here, {"reason": ""}).status_code == 422
    assert client.post(here, {"reason": "Cuti"}).status_code == 302
    assert "Cuti" in client.get(here).text
    assert client.post(here, {"reason": "Kembali"}).status_code == 302
    assert client.get(url(sitting, "component_excuse", sitting.people[0].public_id, "lhpk")).status_code == 404


def test_a_participant_reads_why_something_does_not_count(bare: Sitting) -> None:
    adopt(bare.cohort, ("panel", "60"), ("lhpk", "40"), actor=bare.cast.coordinator)
    score_all(bare)
    for one in bare.people:
        scoring.decide_component(
            actor=bare.cast.coordinator, enrolment=one, component="lhpk", step="excused", reason="Cuti melahirkan"
        )
    assert (
        "Cuti melahirkan"
        in as_user(bare.cast.coordinator).get(url(bare, "evaluation_detail", bare.people[0].public_id)).text
    )
    lock(bare)
    release(bare)
    assert "Cuti melahirkan" in as_user(bare.people[0].user).get(url(bare, "my_result")).text


def test_a_participant_reads_the_own_result_after_the_release_alone(sitting: Sitting) -> None:
    one, here = sitting.people[0], url(sitting, "my_result")
    client = as_user(one.user)
    score_all(sitting)
    lock(sitting)
    page = client.get(here).text
    assert "85,00" not in page
    assert 'class="empty' in page
    release(sitting)
    page = client.get(here).text
    assert "85,00" in page
    # Who of the panel gave what is not said.
    assert not any(member.user.name in page for member in sitting.members)
    assert status(None, "get", here) == 401
    assert status(sitting.cast.coordinator, "get", here) == 403
    assert status(one.user, "post", here) == 405
    few = queries(client, here)
    assert queries(as_user(sitting.people[1].user), here) == few


def test_what_was_locked_and_opened_again_is_not_told(sitting: Sitting) -> None:
    one, coordinator = sitting.people[0], sitting.cast.coordinator
    score_all(sitting)
    lock(sitting)
    evaluation = ParticipantEvaluation.objects.get(enrolment=one)
    closing.reopen_result(actor=coordinator, evaluation=evaluation, reason="Angka belum lengkap")
    first = sitting.members[0]
    levels = all_at("sangat-baik")
    scoring.revise_score(
        actor=first.user, member=first, enrolment=one, levels=levels, comment="", reason="Dibahas", seen=1
    )
    panel = board_of(sitting.cohort).panels[one.pk]
    scoring.record_meeting(
        actor=coordinator, enrolment=one, held_on=clock.today(), text="Dibahas", seen=scores_as_data(panel.counting)
    )
    lock(sitting)
    client, here = as_user(one.user), url(sitting, "my_result")
    page = client.get(here).text
    assert 'class="empty' in page
    release(sitting)
    page = client.get(here).text
    assert "90,00" in page
    assert "85,00" not in page
    assert "Angka belum lengkap" not in page


def test_who_does_not_pass_reads_why(released: Sitting) -> None:
    page = as_user(released.people[2].user).get(url(released, "my_result")).text
    assert "70,01" in page
    assert "50,00" in page


def test_the_home_shows_a_new_result_without_one_more_query(sitting: Sitting) -> None:
    client = as_user(sitting.people[0].user)
    before = queries(client, "/dashboard/")
    score_all(sitting)
    lock(sitting)
    release(sitting)
    here = url(sitting, "my_result")
    assert here in client.get("/dashboard/").text
    assert queries(client, "/dashboard/") == before
    with clock.at(clock.now() + timedelta(days=31)):
        assert f'"{here}"><strong>' not in as_user(sitting.people[0].user).get("/dashboard/").text


def test_an_objection_and_its_answer_through_the_pages(released: Sitting) -> None:
    one = released.people[2]
    client, here = as_user(one.user), url(released, "objection_add")
    assert client.post(here, {"text": ""}).status_code == 422
    assert client.post(here, {"text": "Nilai bukti keliru"}).status_code == 302
    assert client.post(here, {"text": "Lagi"}).status_code == 422
    answer = url(released, "objection_answer", Objection.objects.get().public_id)
    desk = as_user(released.cast.coordinator)
    assert "Nilai bukti keliru" in desk.get(answer).text
    assert "Nilai bukti keliru" in desk.get("/dashboard/").text
    assert desk.post(answer, {"verdict": "rejected", "answer": ""}).status_code == 422
    assert desk.post(answer, {"verdict": "rejected", "answer": "Sudah sesuai"}).status_code == 302
    assert desk.post(answer, {"verdict": "rejected", "answer": "Lain"}).status_code == 409
    assert "Sudah sesuai" in client.get(url(released, "my_result")).text
    assert status(one.user, "get", answer) == 403


def test_without_a_released_result_there_is_nothing_to_object_to(sitting: Sitting) -> None:
    answer = as_user(sitting.people[0].user).get(url(sitting, "objection_add"))
    assert answer["Location"] == url(sitting, "my_result")


def test_the_spreadsheet_has_the_figures_of_the_screen(released: Sitting) -> None:
    released.people[0].user.name = "=1+1"
    released.people[0].user.save()
    book = load_workbook(BytesIO(as_user(released.cast.coordinator).get(url(released, "results_xlsx")).content))
    results, panel, scheme = book.worksheets
    rows = {row[0].value: [cell.value for cell in row] for row in results.rows}
    assert rows["=1+1"][2:4] == [85, 85]
    assert rows["Citra Dewi"][3] == 50
    assert results["A2"].data_type == "s"
    assert (panel.max_row, scheme["A2"].value) == (4, "Panel penilai")


def test_what_is_below_a_minimum_is_said_in_the_readers_figures() -> None:
    share = Share("panel", Decimal(100), Decimal("60"))
    line = Line(share, Sum(Fraction(1, 2), 1))
    person = Person(1, "abc", "Citra Dewi", "")
    row = PersonResult(person, Result((line,), Decimal(50), None, False, ()), None, {}, "")
    for language, said in (("id", "50,00"), ("en", "50.00 of 60.00")):
        with override(language):
            assert said in remarks_on(row)


def test_the_paper(released: Sitting) -> None:
    answer = as_user(released.cast.coordinator).get(url(released, "results_pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_facilitator_marks_attitude_person_by_person(bare: Sitting) -> None:
    here, client = url(bare, "attitude_edit"), as_user(bare.cast.facilitator)
    assert 'class="empty' in client.get(here).text
    adopt(bare.cohort, ("attitude", "100"), actor=bare.cast.coordinator)
    first, second = bare.people[:2]
    typed = {f"level-{first.public_id}-{key}": level for key, level in attitude_at("baik").items()}
    assert client.post(here, {**typed, f"comment-{first.public_id}": "Tekun"}).status_code == 302
    assert AttitudeMark.objects.get().comment == "Tekun"
    # What is filled in halfway says what is open, and the rest is saved.
    more = {f"level-{second.public_id}-disiplin": "baik"}
    answer = client.post(here, typed | more)
    assert answer.status_code == 422
    assert "Budi Santoso: " in answer.text
    for user in (bare.cast.coordinator, bare.members[0].user, first.user):
        assert status(user, "get", here) == 403


def test_the_page_of_attitude_costs_the_same(bare: Sitting) -> None:
    adopt(bare.cohort, ("attitude", "100"), actor=bare.cast.coordinator)
    here, client = url(bare, "attitude_edit"), as_user(bare.cast.facilitator)
    few = queries(client, here)
    for one in bare.people:
        mark_attitude(actor=bare.cast.facilitator, enrolment=one, levels=attitude_at("baik"))
    assert queries(client, here) == few
