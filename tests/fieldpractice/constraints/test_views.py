"""The register's pages: raising with and without JavaScript, the list, one constraint for each reader, its steps, its figures."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from courses.models import Cohort, Enrolment
from courses.registry import subjects_for
from fieldpractice.enums import ConstraintSource, ConstraintState
from fieldpractice.models import Constraint, FollowUp
from fieldpractice.queries.constraints import briefing_of, days_to_state, figures_of, open_constraints
from fieldpractice.queries.constraints.detail import page_of
from fieldpractice.registry import sections_of
from fieldpractice.services import constraints as services
from lms.people import clock
from lms.people.models import User
from tests.conftest import Cast
from tests.courses.asking import as_user, queries, status
from tests.factories.constraints import hand_in_form, lesson_in, make_stronger, raised
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.fieldpractice import make_entry, make_session

S = ConstraintState
SEES_ALL = {"sees_people": True, "sees_guides": True}


def address(name: str, *args: Any) -> str:
    return reverse(f"fieldpractice:{name}", args=args)


def filled(cohort: Cohort, **more: Any) -> dict[str, Any]:
    return {
        "title": "Tautan undangan kedaluwarsa setelah 24 jam",
        "kind": "system",
        "severity": "2",
        "service": "6",
        "cohort": cohort.public_id,
        "key": "kunci-dari-ponsel",
        **more,
    }


def send(client: Client, *constraints: dict[str, Any]) -> Any:
    return client.post(
        address("constraint_send"), json.dumps({"constraints": constraints}), content_type="application/json"
    )


# --- Raising ---


def test_raised_with_a_plain_form(cohort: Cohort, one: Enrolment) -> None:
    client = as_user(one.user)
    page = client.get(address("constraint_raise"))
    assert page["X-Padan-Person"] == one.user.public_id
    assert page["Cache-Control"] == "private, no-store"
    answer = client.post(address("constraint_raise"), filled(cohort))
    row = Constraint.objects.get()
    assert answer["Location"] == row.get_absolute_url()
    assert (row.service, row.field_week, row.enrolment) == (6, 2, one)
    client.post(address("constraint_raise"), filled(cohort))
    assert Constraint.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"title": "x"}, {"title": "x" * 161}, {"kind": "apa"}, {"severity": "9"}, {"service": "11"},
     {"process": "12"}, {"key": "x"}, {"cohort": "tidak-ada"}, {"text": "x" * 4001}],
)  # fmt: skip
def test_what_is_wrong_comes_back_with_what_was_typed(cohort: Cohort, one: Enrolment, wrong: dict[str, str]) -> None:
    answer = as_user(one.user).post(address("constraint_raise"), filled(cohort, tried="Menunggu dua hari.") | wrong)
    assert answer.status_code == 422
    assert "Menunggu dua hari." in answer.text
    assert not Constraint.objects.exists()


@pytest.mark.parametrize(
    "text", ["NIK 3201234567890123 sudah terdaftar", "Hubungi 0812 3456 7890", "Ibu Ratnasari gagal masuk"]
)
def test_what_looks_like_a_clients_data_is_pointed_out_once(cohort: Cohort, one: Enrolment, text: str) -> None:
    client = as_user(one.user)
    answer = client.post(address("constraint_raise"), filled(cohort, text=text))
    assert answer.status_code == 422
    assert not Constraint.objects.exists()
    assert 'name="warned" value="1"' in answer.text
    assert client.post(address("constraint_raise"), filled(cohort, text=text, warned="1")).status_code == 302
    assert Constraint.objects.get().text == text


def test_prefilled_from_a_line_of_the_logbook(cohort: Cohort, one: Enrolment, two: Enrolment) -> None:
    entry = make_entry(one.placement, service=4, note="Akun belum diverifikasi. Sudah menunggu tiga hari.")
    url = f"{address('constraint_raise')}?entry={entry.public_id}"
    page = as_user(one.user).get(url).text
    assert "Akun belum diverifikasi" in page
    assert '<option value="4" selected' in page
    assert as_user(two.user).get(url).status_code == 404
    as_user(one.user).post(url, filled(cohort))
    row = Constraint.objects.get()
    assert (row.source, row.entry) == (ConstraintSource.LOGBOOK, entry)


def test_somebody_without_a_running_cohort_reads_why(cast: Cast) -> None:
    make_cohort(actor=cast.coordinator, opened=False)
    page = as_user(cast.coordinator).get(address("constraint_raise"))
    assert 'id="raise"' not in page.text


def test_what_waited_on_a_phone_is_taken_once_and_each_is_told_apart(cohort: Cohort, one: Enrolment) -> None:
    client, then = as_user(one.user), (clock.now() - timedelta(days=6)).isoformat()
    good = filled(cohort, key="waktu-luring-1", at=then)
    warned = filled(cohort, key="waktu-luring-2", text="NIK 3201234567890123")
    bad = filled(cohort, key="waktu-luring-3", title="")
    for _turn in range(2):
        told = send(client, good, warned, bad).json()["constraints"]
        assert [told[f"waktu-luring-{n}"]["state"] for n in (1, 2, 3)] == ["raised", "warned", "refused"]
    row = Constraint.objects.get()
    assert (row.field_week, row.client_at.isoformat()) == (1, then)
    assert told["waktu-luring-1"]["url"] == row.get_absolute_url()
    assert send(client, {**warned, "warned": "1"}).json()["constraints"]["waktu-luring-2"]["state"] == "raised"


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"constraints": {}}', '{"constraints": [{"title": "x"}]}', '{"constraints": [1]}'])  # fmt: skip
def test_what_a_phone_cannot_have_sent_is_refused(one: Enrolment, body: str) -> None:
    answer = as_user(one.user).post(address("constraint_send"), body, content_type="application/json")
    assert answer.status_code == 422


def test_who_may_raise(cast: Cast, cohort: Cohort, one: Enrolment) -> None:
    url = address("constraint_raise")
    assert status(None, "get", url) == 401
    for who in (cast.reviewer, cast.supervisor, cast.unit_contact, cast.outsider):
        assert status(who, "get", url) == 403
        assert status(who, "post", address("constraint_send")) == 403
    assert status(cast.facilitator, "get", url) == 200
    assert as_user(one.user).put(url).status_code == 405
    assert status(one.user, "get", address("constraint_send")) == 405


def test_a_form_and_its_constraint_lead_to_each_other(cast: Cast, cohort: Cohort, one: Enrolment) -> None:
    version = hand_in_form(actor=cast.coordinator, enrolment=one)
    row = Constraint.objects.get()
    form = reverse("assignments:submission_detail", args=[version.submission.public_id])
    assert form in as_user(one.user).get(row.get_absolute_url()).text
    for who in (one.user, cast.facilitator):
        assert row.get_absolute_url() in as_user(who).get(form).text
    other = hand_in_form(actor=cast.coordinator, enrolment=one, code="LT-97")
    page = as_user(one.user).get(reverse("assignments:submission_detail", args=[other.submission.public_id])).text
    assert ("Dalam daftar kendala:" in page, Constraint.objects.count()) == (False, 1)


# --- The register ---


def test_the_list_is_filtered_and_sorted_by_sharing_units(
    cast: Cast, cohort: Cohort, one: Enrolment, two: Enrolment
) -> None:
    alone = raised(one.user, cohort, title="Modem unit sering padam", kind="facility", service=None)
    shared = raised(two.user, cohort, title="OTP tidak pernah masuk", severity=3)
    services.add_voice(actor=one.user, constraint=shared)
    closed = raised(two.user, cohort, title="Data NIB tidak cocok", kind="regulation", service=6)
    services.resolve(actor=cast.facilitator, constraint=closed, kind="regulation", text="Edaran terbit.")
    client, url = as_user(two.user), address("constraint_list")

    def shown(query: str) -> list[str]:
        page = client.get(f"{url}?{query}").text
        places = {one_.title: page.find(f">{one_.title}<") for one_ in (alone, shared, closed)}
        return sorted((title for title, place in places.items() if place >= 0), key=lambda title: places[title])

    assert shown("") == [shared.title, alone.title]
    assert shown("state=closed") == [closed.title]
    assert shown("state=all&kind=regulation") == [closed.title]
    assert shown("severity=3") == [shared.title]
    assert shown("service=1") == [shared.title]
    assert shown(f"unit={two.work_unit_id}") == [shared.title]
    assert shown(f"unit={one.work_unit_id}") == [shared.title, alone.title]
    assert shown("week=2") == [alone.title]
    assert shown("mine=on") == [shared.title]
    assert shown("kind=apa&unit=99999&week=99") == [shared.title, alone.title]


def test_a_participant_reads_units_and_no_names_a_reviewer_neither(
    cast: Cast, cohort: Cohort, one: Enrolment, two: Enrolment
) -> None:
    row = raised(one.user, cohort)
    services.add_voice(actor=two.user, constraint=row)
    services.add_comment(actor=one.user, constraint=row, text="Di sini sejak Senin.")
    services.discuss(actor=cast.facilitator, constraint=row, note="Diteruskan ke pengelola SIAPkerja.")
    FollowUp.objects.create(
        cohort=cohort, constraint=row, action="Surat ke pengelola", responsible=cast.coordinator, created_by=cast.admin
    )
    pages = {who: as_user(who).get(row.get_absolute_url()).text for who in (two.user, cast.reviewer, cast.facilitator)}
    for page in pages.values():
        assert "BPVP Kendari" in page
        assert "Diteruskan ke pengelola SIAPkerja." in page
        assert "Surat ke pengelola" in page
    assert "Sari Wulandari" in pages[cast.facilitator]
    assert all("Sari Wulandari" not in pages[who] for who in (two.user, cast.reviewer))
    assert "Facilitator" in pages[two.user]
    assert "· Facilitator" not in pages[cast.reviewer]
    assert all(
        "Sari Wulandari" not in as_user(who).get(address("constraint_list")).text for who in (two.user, cast.reviewer)
    )


def test_others_see_nothing_of_it(cast: Cast, cohort: Cohort, one: Enrolment) -> None:
    row = raised(one.user, cohort)
    elsewhere = make_enrolment(actor=cast.coordinator, cohort=make_cohort(actor=cast.coordinator))
    assert status(None, "get", row.get_absolute_url()) == 401
    assert status(elsewhere.user, "get", row.get_absolute_url()) == 404
    assert status(cast.supervisor, "get", row.get_absolute_url()) == 403
    assert row.title not in as_user(elsewhere.user).get(address("constraint_list")).text


def test_the_same_queries_for_one_for_three_and_for_many(cast: Cast) -> None:
    counts: dict[str, set[int]] = {"list": set(), "cohort": set(), "detail": set(), "figures": set()}
    for many in (1, 3, 12):
        cohort = make_cohort(actor=cast.coordinator)
        people = [make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit) for _n in range(many)]
        rows = [raised(who.user, cohort) for who in people]
        for who in people:
            services.add_voice(actor=who.user, constraint=rows[0])
            services.add_comment(actor=who.user, constraint=rows[0], text="Sama di sini.")
        client = as_user(cast.coordinator)
        counts["list"].add(queries(as_user(people[0].user), address("constraint_list")))
        counts["cohort"].add(queries(client, address("cohort_constraints", cohort.public_id)))
        counts["detail"].add(queries(client, rows[0].get_absolute_url()))
        counts["figures"].add(queries(client, address("constraint_figures", cohort.public_id)))
    assert {name: len(found) for name, found in counts.items()} == dict.fromkeys(counts, 1), counts


def test_the_spreadsheet_names_people_to_those_in_charge_alone(cast: Cast, cohort: Cohort, one: Enrolment) -> None:
    raised(one.user, cohort, title="=HYPERLINK mencurigakan")

    def cells(who: Any, query: str = "") -> list[list[Any]]:
        answer = as_user(who).get(f"{address('constraint_export')}?{query}")
        sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
        return [list(row) for row in sheet.iter_rows(values_only=True)]

    own = cells(one.user)
    assert own[1][0] == "=HYPERLINK mencurigakan"
    assert "Sari Wulandari" in cells(cast.facilitator, f"cohort={cohort.public_id}")[1]
    assert "Sari Wulandari" not in cells(cast.reviewer, f"cohort={cohort.public_id}")[1]
    assert len(cells(one.user, "state=closed")) == 1


# --- Steps ---


def test_the_steps_from_the_session_to_the_stronger_lesson_and_the_answer_of_those_concerned(
    cast: Cast, cohort: Cohort, one: Enrolment, two: Enrolment
) -> None:
    row, session = raised(one.user, cohort), make_session(cohort, actor=cast.coordinator, starts_at=clock.now())
    client, pid = as_user(cast.facilitator), row.public_id
    as_user(two.user).post(address("constraint_voice", pid))

    def step(name: str, **data: Any) -> int:
        row.refresh_from_db()
        return client.post(address(name, pid), {"seen": row.seen, **data}).status_code

    assert session.public_id in client.get(address("constraint_discuss", pid)).text
    assert step("constraint_discuss", session=session.public_id, note="Materi belum menjelaskan batas OTP.") == 302
    key = str(lesson_in(cohort.version).key)
    due = {"due_on": (clock.today() + timedelta(days=7)).isoformat()}
    assert step("constraint_assign", to=cast.facilitator.public_id, lesson=key, **due) == 302
    assert "/cms/pages/" in client.get(address("constraint_strengthen", pid)).text
    newer = make_stronger(actor=cast.coordinator, before=cohort.version)
    assert address("constraint_strengthen", pid) in client.get(row.get_absolute_url()).text
    offered = client.get(address("constraint_strengthen", pid)).text
    assert "<ins>" in offered
    assert step("constraint_strengthen", lesson=key, after=newer.public_id, text="Batas OTP dijelaskan.") == 302
    row.refresh_from_db()
    answer = row.answers.get()
    shown = as_user(two.user).get(answer.get_absolute_url()).text
    assert "<ins>" in shown
    assert "Batas OTP dijelaskan." in shown
    helps = address("answer_help", pid, answer.pk)
    assert as_user(two.user).post(helps, {"helps": "no", "note": "Belum di tempat kami."}).status_code == 302
    assert "Belum di tempat kami." in client.get(answer.get_absolute_url()).text
    assert "Belum di tempat kami." not in as_user(one.user).get(answer.get_absolute_url()).text
    assert step("constraint_reopen", reason="Satu unit belum terbantu.") == 302
    assert step("constraint_resolve", kind="system", text="Pengelola memperbaiki gerbang SMS.") == 302
    row.refresh_from_db()
    assert row.state == S.RESOLVED
    assert "Batas OTP dijelaskan." in as_user(one.user).get(row.get_absolute_url()).text


def test_a_form_that_is_older_than_the_constraint_is_shown_again_with_what_was_typed(
    cast: Cast, cohort: Cohort, one: Enrolment
) -> None:
    row = raised(one.user, cohort)
    seen = row.seen
    services.discuss(actor=cast.coordinator, constraint=row, note="Pertama.")
    client = as_user(cast.facilitator)
    answer = client.post(address("constraint_discuss", row.public_id), {"seen": seen, "note": "Kata kedua."})
    assert answer.status_code == 422
    assert "Kata kedua." in answer.text
    row.refresh_from_db()
    assert row.seen in answer.text


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("constraint_discuss", {"note": ""}),
        ("constraint_discuss", {"note": "x" * 2001}),
        ("constraint_assign", {"to": "tidak-ada", "due_on": "2026-10-01"}),
        ("constraint_assign", {"due_on": "kemarin"}),
        ("constraint_assign", {"due_on": "2020-01-01"}),
        ("constraint_strengthen", {"lesson": "bukan", "after": "x", "text": "y"}),
        ("constraint_resolve", {"kind": "material", "text": "Selesai."}),
        ("constraint_resolve", {"kind": "system", "text": "", "link": ""}),
        ("constraint_resolve", {"kind": "system", "text": "Selesai.", "link": "javascript:alert(1)"}),
        ("constraint_reopen", {"reason": ""}),
        ("constraint_merge", {"into": "tidak-ada", "reason": "Sama."}),
        ("constraint_part", {"reason": "Bukan."}),
    ],
)
def test_a_step_that_is_not_in_order_changes_nothing(
    cast: Cast, cohort: Cohort, one: Enrolment, name: str, data: dict[str, str]
) -> None:
    row = raised(one.user, cohort)
    answer = as_user(cast.facilitator).post(address(name, row.public_id), data)
    assert answer.status_code in {200, 422}
    row.refresh_from_db()
    assert (row.state, row.events.count()) == (S.RAISED, 1)


def test_a_duplicate_leads_to_the_other_and_back(cast: Cast, cohort: Cohort, one: Enrolment, two: Enrolment) -> None:
    whole, duplicate = raised(one.user, cohort), raised(two.user, cohort, title="Kode OTP terlambat")
    client = as_user(cast.facilitator)
    data = {"into": whole.public_id, "reason": "Sama-sama OTP."}
    assert client.post(address("constraint_merge", duplicate.public_id), data).status_code == 302
    assert whole.get_absolute_url() in as_user(two.user).get(duplicate.get_absolute_url()).text
    assert duplicate.title not in client.get(address("constraint_list")).text
    assert duplicate.title in client.get(whole.get_absolute_url()).text
    assert client.post(address("constraint_part", duplicate.public_id), {"reason": "Beda sebab."}).status_code == 302
    assert duplicate.title in client.get(address("constraint_list")).text


def test_many_merged_for_one_reason_are_one_line_of_the_history(cast: Cast, cohort: Cohort, one: Enrolment) -> None:
    whole = raised(one.user, cohort)
    same = [raised(one.user, cohort, title=f"Kendala {number}") for number in range(6)]
    for other in same[:4]:
        services.merge(actor=cast.facilitator, constraint=other, into=whole, reason="Sama.")
    services.merge(actor=cast.facilitator, constraint=same[4], into=whole, reason="Mirip.")
    words = [item["title"] for item in page_of(whole, cast.facilitator, SEES_ALL).items]
    assert sum("4 kendala digabungkan ke sini" in word for word in words) == 1
    assert sum("digabungkan ke" in word for word in words) == 2
    client = as_user(cast.facilitator)
    assert "Digabungkan ke sini (" not in client.get(whole.get_absolute_url()).content.decode()
    services.merge(actor=cast.facilitator, constraint=same[5], into=whole, reason="Sama.")
    shown = client.get(whole.get_absolute_url()).content.decode()
    assert "Digabungkan ke sini (6)" in shown
    assert "5 kendala digabungkan ke sini" in shown


def test_a_comment_with_a_clients_data_is_pointed_out_once(cast: Cast, cohort: Cohort, one: Enrolment) -> None:
    row, client = raised(one.user, cohort), as_user(one.user)
    url = address("constraint_comment", row.public_id)
    assert client.post(url, {"text": "NIK 3201234567890123"}).status_code == 422
    assert client.post(url, {"text": "Coba pagi hari."}).status_code == 302
    assert [said.text for said in row.comments.all()] == ["Coba pagi hari."]
    assert as_user(cast.reviewer).post(url, {"text": "Halo"}).status_code == 403


def test_only_those_concerned_say_whether_it_helps(cast: Cast, cohort: Cohort, one: Enrolment, two: Enrolment) -> None:
    row = raised(one.user, cohort)
    answer = services.resolve(actor=cast.facilitator, constraint=row, kind="system", text="Diperbaiki.")
    assert answer is not None
    url = address("answer_help", row.public_id, answer.pk)
    for who in (two.user, cast.facilitator, cast.reviewer):
        assert as_user(who).post(url, {"helps": "yes"}).status_code == 403
    assert as_user(one.user).post(url, {"helps": "mungkin"}).status_code == 422
    assert as_user(one.user).post(url, {"helps": "yes"}).status_code == 302
    other = raised(one.user, cohort)
    assert as_user(one.user).get(address("answer_detail", other.public_id, answer.pk)).status_code == 404


# --- On the page of a session ---


def test_a_session_shows_what_it_discussed_and_what_waits(
    cast: Cast, cohort: Cohort, one: Enrolment, rf: RequestFactory
) -> None:
    session = make_session(cohort, actor=cast.coordinator)
    waits, spoken = raised(one.user, cohort, title="Modem padam"), raised(one.user, cohort)
    services.discuss(actor=cast.facilitator, constraint=spoken, note="Diteruskan.", session=session)
    services.resolve(actor=cast.facilitator, constraint=spoken, kind="system", text="Selesai.")

    def section(who: User) -> dict[str, Any] | None:
        request = rf.get("/")
        request.user = who
        found = dict(sections_of(request, session)).get("fieldpractice/section_constraints.html")
        if found is not None:
            text = render_to_string("fieldpractice/section_constraints.html", {"section": found})
            assert ("Diteruskan." in text, waits.title in text) == (True, True)
            assert (f"?session={session.public_id}" in text) == found["leads"]
        return found

    guide, participant = section(cast.facilitator), section(one.user)
    assert guide is not None
    assert participant is not None
    assert (guide["leads"], participant["leads"]) == (True, False)
    assert guide["queue"] == participant["queue"] == [waits]
    assert section(cast.supervisor) is None


# --- Figures, and what asks for them ---


def test_figures_have_one_definition(cast: Cast, cohort: Cohort, one: Enrolment, two: Enrolment) -> None:
    first = raised(one.user, cohort, severity=3)
    services.add_voice(actor=two.user, constraint=first)
    second = raised(one.user, cohort, service=None)
    third = raised(two.user, cohort, service=6)
    services.merge(actor=cast.facilitator, constraint=third, into=second, reason="Sama.")
    with clock.at(clock.now() + timedelta(days=3)):
        services.resolve(actor=cast.facilitator, constraint=first, kind="system", text="Selesai.")
        briefing = briefing_of(cohort, since=clock.now() - timedelta(days=1))
        assert (briefing.open, briefing.new, briefing.resolved) == (1, 0, 1)
        assert [many for _unit, many in briefing.by_unit] == [1, 1]
        assert list(open_constraints(cohort)) == [second]
        assert [(days.state, days.count, days.median) for days in days_to_state(cohort)] == [
            ("discussed", 0, None), ("assigned", 0, None), ("strengthened", 0, None), ("resolved", 1, 3.0),
        ]  # fmt: skip
    with clock.at(clock.now() + timedelta(days=9)):
        raised_, resolved, still = ([value for _label, value in s["points"]] for s in figures_of(cohort).weeks)
        assert (raised_, resolved, still) == ([2, 0], [1, 0], [1, 1])


def test_what_is_open_is_offered_for_the_second_training(
    cast: Cast, cohort: Cohort, one: Enrolment, two: Enrolment
) -> None:
    rare, often = raised(one.user, cohort, title="Modem padam", severity=3), raised(one.user, cohort)
    services.add_voice(actor=two.user, constraint=often)
    closed = raised(one.user, cohort, title="Sudah selesai")
    services.resolve(actor=cast.facilitator, constraint=closed, kind="system", text="Selesai.")
    subjects = subjects_for(cohort)
    assert [(subject.title, subject.count) for subject in subjects] == [(often.title, 2), (rare.title, 1)]
    page = as_user(cast.coordinator).get(reverse("courses:class_add", args=[cohort.public_id])).text
    assert often.get_absolute_url() in page
    assert "stage=offline_2" in page
    shown = as_user(cast.facilitator).get(address("constraint_figures", cohort.public_id)).text
    assert often.title in shown
    # On a phone a table of four columns stands under each other, or the page scrolls sideways.
    assert 'class="table fold"' in shown[shown.index('id="days"') :]


def test_who_sees_the_figures(cast: Cast, cohort: Cohort, one: Enrolment) -> None:
    for name in ("cohort_constraints", "constraint_figures"):
        url = address(name, cohort.public_id)
        assert status(None, "get", url) == 401
        assert status(one.user, "get", url) == 403
        assert status(cast.supervisor, "get", url) in {403, 404}
        assert status(cast.reviewer, "get", url) == 200
        assert status(cast.facilitator, "post", url) == 405
