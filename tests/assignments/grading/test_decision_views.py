"""Releasing, answering, handing over, the bank, sharing out: each screen's good way and its refusals."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.test import Client

from assignments.enums import WorkState
from assignments.models import (
    BankedComment,
    GradeDraft,
    GraderAbsence,
    GradingPlan,
    RegradeRequest,
    Work,
)
from assignments.services.releases import ask_again, release
from lms.people import clock
from lms.people.models import AuditEntry
from tests.assignments.grading.asking import BEST, at, grade, sheet
from tests.assignments.grading.conftest import Desk
from tests.courses.asking import as_user, queries
from tests.factories.assignments.grading import make_work, make_works
from tests.factories.courses import make_enrolment
from tests.factories.people import make_unit
from tests.programme.asking import as_sent_again


@pytest.fixture
def grader(desk: Desk) -> Client:
    return as_user(desk.grader)


@pytest.fixture
def coordinator(desk: Desk) -> Client:
    return as_user(desk.cast.coordinator)


def test_one_grade_is_released(desk: Desk, grader: Client) -> None:
    grade(desk.grader, desk.work)
    grader.post(at("work_release", desk.work.public_id))
    assert Work.objects.get().state == WorkState.RELEASED


def test_what_is_not_graded_is_not_said_to_be_released(desk: Desk, grader: Client) -> None:
    page = grader.post(at("work_release", desk.work.public_id), follow=True)
    assert [one.level_tag for one in page.context["messages"]] == ["error"]
    grade(desk.grader, desk.work)
    for _again in range(2):
        page = grader.post(at("work_release", desk.work.public_id), follow=True)
        assert [one.level_tag for one in page.context["messages"]] == ["success"]


def shown_on(client: Client, url: str) -> str:
    """What the release page has in its form of which grades it shows."""
    value: str = client.get(url).context["form"]["seen"].value()
    return value


def test_all_of_a_task_are_released_together_as_they_were_shown(desk: Desk, grader: Client) -> None:
    people = [make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort) for _ in range(2)]
    for work in [desk.work, *make_works(task=desk.task, enrolments=people)]:
        grade(desk.grader, work)
    url = at("grading_release") + f"?subject={desk.work.subject}"
    assert grader.get(url).context["many"] == 3
    seen = shown_on(grader, url)
    assert grader.post(url, {}).status_code == 422
    grade(desk.second, desk.work, BEST, reason="Bukti dibaca lagi")
    assert grader.post(url, {"seen": seen}).status_code == 422, "as many, but one is worth more"
    Work.objects.filter(pk=desk.work.pk).update(state=WorkState.RETURNED)
    seen = shown_on(grader, url)
    Work.objects.filter(pk=desk.work.pk).update(state=WorkState.GRADED)
    Work.objects.exclude(pk=desk.work.pk).filter(pk=Work.objects.latest("pk").pk).update(state=WorkState.RETURNED)
    assert grader.post(url, {"seen": seen}).status_code == 422, "as many, but others"
    Work.objects.update(state=WorkState.GRADED)
    assert Work.objects.filter(state=WorkState.RELEASED).count() == 0
    assert grader.post(url, {"seen": shown_on(grader, url)})["Location"] == at("grading_list")
    assert Work.objects.filter(state=WorkState.RELEASED).count() == 3


def test_all_are_released_at_a_set_time_and_the_desk_says_so(desk: Desk, grader: Client) -> None:
    grade(desk.grader, desk.work)
    url, day = at("grading_release"), clock.today() + timedelta(days=2)
    seen = shown_on(grader, url)
    assert grader.post(url, {"seen": seen, "at": "2020-01-01T08:00"}).status_code == 422
    assert grader.post(url, {"seen": seen, "at": f"{day}T08:00"})["Location"] == at("grading_list")
    work = Work.objects.get()
    assert (work.state, work.release_at) == (WorkState.GRADED, datetime.combine(day, time(8), clock.WIB))
    for page in (url, at("work_detail", work.public_id)):
        text = " ".join(grader.get(page).content.decode().split())
        assert "08.00 WIB" in text
        assert "dirilis otomatis pada <time" in text


def test_the_time_is_typed_in_the_zone_that_is_named_day_first_too(desk: Desk, grader: Client) -> None:
    grade(desk.grader, desk.work)
    desk.grader.work_unit = make_unit(time_zone="Asia/Jayapura")
    desk.grader.save(update_fields=["work_unit"])
    url, day = at("grading_release"), clock.today() + timedelta(days=2)
    assert grader.get(url).context["form"].fields["at"].help_text.endswith("Dalam WIT.")
    assert grader.post(url, {"seen": shown_on(grader, url), "at": f"{day:%d/%m/%Y} 08.00"}).status_code == 302
    assert Work.objects.get().release_at == datetime.combine(day, time(6), clock.WIB)


def test_set_times_are_called_off_where_there_are_any(desk: Desk, grader: Client) -> None:
    grade(desk.grader, desk.work)
    url, day = at("grading_release"), clock.today() + timedelta(days=2)
    assert "Batalkan waktu rilis" not in grader.get(url).content.decode()
    seen = shown_on(grader, url)
    grader.post(url, {"seen": seen, "at": f"{day}T08:00"})
    page = grader.get(url).content.decode()
    assert "Batalkan waktu rilis" in page
    assert page.count(f'name="seen" value="{seen}"') == 2, "in both forms"
    assert grader.post(url, {"seen": "x", "off": "1"}).status_code == 422
    page = grader.post(url, {"seen": seen, "off": "1"}, follow=True)
    assert "Waktu rilis 1 nilai dibatalkan." in page.content.decode()
    work = Work.objects.get()
    assert (work.state, work.release_at) == (WorkState.GRADED, None)


def test_a_refused_release_can_be_sent_again_as_it_came_back(desk: Desk, grader: Client) -> None:
    grade(desk.grader, desk.work)
    url, at_eight = at("grading_release"), f"{clock.today() + timedelta(days=2)}T08:00"
    refused = grader.post(url, {"seen": "x", "at": at_eight})
    assert refused.status_code == 422
    again = as_sent_again(refused)
    assert again["at"] == at_eight, "what was typed stays"
    assert grader.post(url, again).status_code == 302
    assert Work.objects.get().release_at is not None


def test_after_a_refused_calling_off_the_other_button_still_releases(desk: Desk, grader: Client) -> None:
    grade(desk.grader, desk.work)
    url, day = at("grading_release"), clock.today() + timedelta(days=2)
    grader.post(url, {"seen": shown_on(grader, url), "at": f"{day}T08:00"})
    refused = grader.post(url, {"seen": "x", "off": "1"})
    assert grader.post(url, as_sent_again(refused)).status_code == 302
    assert Work.objects.get().state == WorkState.RELEASED


def test_a_refused_handing_over_can_be_sent_again_as_it_came_back(desk: Desk, coordinator: Client) -> None:
    url, to = at("grading_transfer"), {"to": desk.second.public_id}
    refused = coordinator.post(url, {**to, "reason": "Cuti", "seen": "x"})
    assert refused.status_code == 422
    assert coordinator.post(url, {**as_sent_again(refused), **to}).status_code == 302
    assert Work.objects.get().grader == desk.second


def test_the_release_page_costs_the_same_for_one_and_three(desk: Desk, grader: Client) -> None:
    grade(desk.grader, desk.work)
    one = queries(grader, at("grading_release"))
    for work in make_works(
        task=desk.task,
        enrolments=[make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort) for _ in range(2)],
    ):
        grade(desk.grader, work)
    assert queries(grader, at("grading_release")) == one


def asked(desk: Desk) -> RegradeRequest:
    grade(desk.grader, desk.work)
    release(actor=desk.grader, works=[desk.work])
    work = Work.objects.select_related("grade", "enrolment").get()
    return ask_again(actor=desk.participant, work=work, reason="Mohon dilihat lagi")


def test_who_asks_to_look_again_stands_on_the_desk_and_on_the_home(desk: Desk, grader: Client) -> None:
    asked(desk)
    (pile,) = grader.get(at("grading_list")).context["piles"]
    assert (pile.waiting, pile.graded, pile.asked) == (0, 0, 1)
    way = f"{at('grading_list')}?state=asked"
    assert way in grader.get("/dashboard/").content.decode()
    assert [row.public_id for row in grader.get(way).context["page"].rows] == [desk.work.public_id]


def test_a_request_is_answered(desk: Desk, grader: Client) -> None:
    request = asked(desk)
    url = at("regrade_answer", desk.work.public_id)
    assert b"Mohon dilihat lagi" in grader.get(url).content
    assert grader.post(url, {"answer": ""}).status_code == 422
    grader.post(url, {"answer": "Bukti memang belum ada"})
    request.refresh_from_db()
    assert request.answer == "Bukti memang belum ada"
    assert grader.post(url, {"answer": "Lagi"}).status_code == 422


def test_a_participant_reads_and_asks_once(desk: Desk) -> None:
    reader = as_user(desk.participant)
    grade(desk.grader, desk.work, comment="Lengkapi tanggalnya")
    assert reader.get(at("result_detail", desk.work.public_id)).status_code == 404
    release(actor=desk.grader, works=[desk.work])
    page = reader.get(at("result_detail", desk.work.public_id))
    assert b"Lengkapi tanggalnya" in page.content
    assert b"60,00" in page.content
    url = at("result_ask", desk.work.public_id)
    assert reader.post(url, {"reason": " "}).status_code == 422
    assert reader.post(url, {"reason": "Bukti ada"})["Location"] == at("result_detail", desk.work.public_id)
    assert reader.post(url, {"reason": "Sekali lagi"}).status_code == 422
    assert as_user(desk.cast.outsider).get(at("result_detail", desk.work.public_id)).status_code == 404


def test_handed_over_by_its_grader_or_the_organiser(desk: Desk, grader: Client, coordinator: Client) -> None:
    url = at("work_transfer", desk.work.public_id)
    grader.post(url, {"to": desk.second.public_id})
    assert Work.objects.get().grader == desk.second
    assert grader.post(url, {"to": desk.grader.public_id}).status_code == 422
    assert grader.post(url, {"to": desk.cast.outsider.public_id}).status_code == 422
    coordinator.post(url, {"to": "", "reason": "Cuti"})
    assert Work.objects.get().grader is None


def test_all_that_is_chosen_is_handed_over_as_it_was_shown(desk: Desk, coordinator: Client) -> None:
    people = [make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort) for _ in range(3)]
    taken, second, agreed = make_works(task=desk.task, enrolments=people)
    Work.objects.filter(pk=taken.pk).update(grader=desk.grader)
    Work.objects.filter(pk=second.pk).update(grader=desk.second, awaits="second")
    Work.objects.filter(pk=agreed.pk).update(grader=desk.grader, awaits="agreed")
    url = at("grading_transfer") + f"?subject={desk.work.subject}"
    assert at("grading_transfer") in coordinator.get(at("grading_list")).content.decode()
    page = coordinator.get(url)
    assert page.context["many"] == 4
    shown = page.context["form"]["seen"].value()
    sent = {"to": desk.second.public_id, "reason": "Cuti", "seen": shown}
    Work.objects.filter(pk=desk.work.pk).update(state=WorkState.RETURNED)
    new = make_work(task=desk.task, enrolment=make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort))
    assert coordinator.post(url, sent).status_code == 422, "as many, but others"
    Work.objects.filter(pk=desk.work.pk).update(state=WorkState.WAITING)
    Work.objects.filter(pk=new.pk).update(state=WorkState.RETURNED)
    assert coordinator.post(url, {**sent, "to": desk.cast.outsider.public_id}).status_code == 422
    done = coordinator.post(url, sent, follow=True)
    assert done.redirect_chain == [(at("grading_list"), 302)]
    assert "2 hasil kerja dialihkan. 2 tetap di tempatnya" in done.content.decode()
    Work.objects.filter(pk=new.pk).delete()
    graders = {pk: (first, other) for pk, first, other in Work.objects.values_list("pk", "grader", "second_grader")}
    two = desk.second.pk
    assert graders == {
        desk.work.pk: (two, None),
        taken.pk: (two, None),
        second.pk: (two, None),  # whoever marked first does not mark again
        agreed.pk: (desk.grader.pk, None),
    }
    assert AuditEntry.objects.filter(action="assignments.work.transfer").count() == 2
    assert coordinator.get(at("grading_transfer") + "?subject=task:0").context["many"] == 0


def test_handing_over_costs_the_same_for_one_and_three(desk: Desk, coordinator: Client) -> None:
    one = queries(coordinator, at("grading_transfer"))
    people = [make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort) for _ in range(2)]
    make_works(task=desk.task, enrolments=people)
    assert queries(coordinator, at("grading_transfer")) == one


def test_the_bank(desk: Desk, grader: Client) -> None:
    grader.post(at("comment_list"), {"text": "Sertakan bukti.", "shared": "on"})
    grader.post(at("comment_add"), {"comment": "Rapi."})
    assert {(one.text, one.owner) for one in BankedComment.objects.all()} == {
        ("Sertakan bukti.", None),
        ("Rapi.", desk.grader),
    }
    mine = BankedComment.objects.get(owner=desk.grader)
    assert as_user(desk.second).post(at("comment_drop", mine.pk)).status_code == 404
    assert grader.post(at("comment_use"), {"comment": mine.pk}).status_code == 204
    assert grader.post(at("comment_use"), {"comment": "x"}).status_code == 400
    grader.post(at("comment_drop", mine.pk))
    assert BankedComment.objects.count() == 1


def test_keeping_a_comment_without_scripts_keeps_the_sheet(desk: Desk, grader: Client) -> None:
    url = at("comment_add") + f"?work={desk.work.public_id}"
    grader.post(url, sheet(desk.work, {"isi": "b"}, comment="Sertakan bukti."))
    assert BankedComment.objects.get().text == "Sertakan bukti."
    draft = GradeDraft.objects.get()
    assert (draft.levels, draft.comment) == ({"isi": "b"}, "Sertakan bukti.")


def test_a_sentence_that_is_there_twice_is_no_fault(desk: Desk, grader: Client) -> None:
    BankedComment.objects.bulk_create(BankedComment(owner=desk.grader, text="Rapi.") for _n in range(2))
    assert grader.post(at("comment_list"), {"text": "Rapi."}).status_code == 302


def test_shared_out_by_unit(desk: Desk, coordinator: Client) -> None:
    url = at("allocation_edit", desk.cohort.public_id)
    sent = {"mode": "by_unit", f"unit-{desk.cast.unit.pk}": desk.second.pk, "now": "free"}
    assert coordinator.post(url, sent)["Location"] == url
    assert Work.objects.get().grader == desk.second
    assert GradingPlan.objects.get().mode == "by_unit"
    assert coordinator.post(url, {"mode": "even"}).status_code == 422
    assert coordinator.post(url, {"mode": "sesuka"}).status_code == 422


def test_days_away(desk: Desk, coordinator: Client) -> None:
    url, today = at("absence_add", desk.cohort.public_id), clock.today().isoformat()
    sent = {"grader": desk.grader.pk, "first_day": today, "last_day": today, "substitute": desk.second.pk}
    assert coordinator.post(url, sent).status_code == 302
    assert coordinator.post(url, {**sent, "last_day": "2020-01-01"}).status_code == 422
    assert coordinator.post(url, sent).status_code == 302
    assert coordinator.post(url, {**sent, "substitute": ""}).status_code == 422
    absence = GraderAbsence.objects.get()
    coordinator.post(at("absence_end", desk.cohort.public_id, absence.pk))
    assert not GraderAbsence.objects.exists()
    assert coordinator.post(at("absence_end", desk.cohort.public_id, absence.pk)).status_code == 404
