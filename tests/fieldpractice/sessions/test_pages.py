"""The pages of sessions: lists, one session for each reader, the plan, joining and starting, groups."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from courses.models import Cohort, Enrolment
from fieldpractice.forms.sessions import SessionForm
from fieldpractice.models import (
    MonitoringSession,
    Registrant,
    SessionGroup,
    SessionRecording,
    ZoomHost,
    ZoomSign,
    ZoomWork,
)
from fieldpractice.registry import _sections, add_session_section, sections_of
from fieldpractice.services import recordings, sessions, zoom
from fieldpractice.services.groups import keep_group
from fieldpractice.standin.recordings import record
from fieldpractice.standin.state import State
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import AuditEntry, Consent, User
from tests.conftest import Cast
from tests.courses.asking import as_user, on_record, queries, sent_again, status
from tests.factories.courses import make_enrolment
from tests.factories.fieldpractice import make_session
from tests.factories.people import make_unit, role_ended
from tests.fieldpractice.sessions.conftest import NOW, draft

pytestmark = pytest.mark.django_db


def address(name: str, *args: Any) -> str:
    return reverse(f"fieldpractice:{name}", args=args)


@pytest.fixture
def session(cast: Cast, cohort: Cohort, people: list[Enrolment], host: ZoomHost) -> MonitoringSession:
    return sessions.add_session(
        actor=cast.coordinator, cohort=cohort, draft=draft(cohort, host=host, facilitator=cast.facilitator)
    )


def page(user: User, name: str, *args: Any) -> str:
    answer = as_user(user).get(address(name, *args))
    assert answer.status_code == 200
    return answer.text


# --- Lists ---


def test_each_sees_the_own_sessions(cast: Cast, cohort: Cohort, people: list[Enrolment]) -> None:
    group = keep_group(actor=cast.coordinator, cohort=cohort, name="Barat", members=people[:1])
    make_session(cohort, actor=cast.coordinator, title="Sesi semua", starts_at=NOW + timedelta(days=1))
    make_session(cohort, actor=cast.coordinator, title="Sesi barat", group=group, starts_at=NOW + timedelta(days=2))
    assert "Sesi barat" in page(people[0].user, "session_list")
    other = page(people[1].user, "session_list")
    assert "Sesi semua" in other
    assert "Sesi barat" not in other
    assert "Sesi semua" not in page(cast.outsider, "session_list")
    assert "Sesi barat" in page(cast.facilitator, "cohort_sessions", cohort.public_id)
    assert "Mode latihan" in other


@pytest.mark.parametrize("name", ["session_list", "cohort_sessions"])
def test_lists_cost_the_same_for_one_and_for_three(cast: Cast, cohort: Cohort, name: str) -> None:
    url = address(name, *([cohort.public_id] if name == "cohort_sessions" else []))
    make_session(cohort, actor=cast.coordinator, starts_at=NOW + timedelta(days=1), facilitator=cast.facilitator)
    one = queries(as_user(cast.coordinator), url)
    for day in (2, 3):
        make_session(cohort, actor=cast.coordinator, starts_at=NOW + timedelta(days=day), facilitator=cast.facilitator)
    assert queries(as_user(cast.coordinator), url) == one


def test_across_midnight_in_one_zone_only(cast: Cast, cohort: Cohort, people: list[Enrolment]) -> None:
    """22.00 to 22.45 WIB on a Friday is Saturday from 00.00 to 00.45 WIT."""
    session = make_session(
        cohort,
        actor=cast.coordinator,
        starts_at=datetime(2026, 9, 18, 15, tzinfo=UTC),
        ends_at=datetime(2026, 9, 18, 15, 45, tzinfo=UTC),
    )
    west = page(people[0].user, "session_detail", session.public_id)
    assert "Jumat, 18 September 2026, 22.00 WIB · 23.00 WITA · 00.00 WIT (Sabtu)" in west
    east = page(people[2].user, "session_detail", session.public_id)
    assert "Sabtu, 19 September 2026, 22.00 WIB (Jumat) · 23.00 WITA (Jumat) · 00.00 WIT" in east
    (event,) = [one for one in _events(people[2].user) if one.title == session.title]
    assert event.starts_at == session.starts_at


def _events(user: User) -> list[Any]:
    from lms.notices.registry import events_of

    return events_of(user)


# --- One session ---


def test_what_each_reader_finds(cast: Cast, session: MonitoringSession, people: list[Enrolment]) -> None:
    mine = page(people[0].user, "session_detail", session.public_id)
    assert address("session_edit", session.public_id) not in mine
    assert "15 menit" in mine or "09.45 WIB" in mine
    lead = page(cast.facilitator, "session_detail", session.public_id)
    assert address("session_edit", session.public_id) in lead
    assert "Zoom 1" in lead
    assert "zoom1@example.test" not in page(cast.reviewer, "session_detail", session.public_id)
    for user in (cast.outsider, cast.supervisor):
        assert status(user, "get", address("session_detail", session.public_id)) == 404


def test_the_pages_of_other_parts_stand_on_it(cast: Cast, session: MonitoringSession, rf: Any) -> None:
    before = list(_sections)
    try:
        add_session_section(20, "fieldpractice/_practice.html", lambda _request, _session: {"practice": True})
        add_session_section(10, "fieldpractice/_later.html", lambda _request, _session: None)
        request = rf.get("/")
        request.user = cast.coordinator
        found = [one for one in sections_of(request, session) if one[1] == {"practice": True}]
        assert found == [("fieldpractice/_practice.html", {"practice": True})]
        assert page(cast.coordinator, "session_detail", session.public_id).count("Mode latihan") >= 2
    finally:
        _sections[:] = before


# --- Joining ---


def test_joining_opens_a_quarter_before_and_leads_to_the_own_link(
    standin: State, session: MonitoringSession, people: list[Enrolment]
) -> None:
    zoom.work_due()
    client, url = as_user(people[0].user), address("session_join", session.public_id)
    assert client.get(url).status_code == 422
    with clock.at(session.starts_at - timedelta(minutes=15, seconds=1)):
        assert client.get(url).status_code == 422
    with clock.at(session.starts_at - timedelta(minutes=15)):
        before = AuditEntry.objects.count()
        answer = client.get(url)
        assert answer.status_code == 302
        assert answer["Location"] == Registrant.objects.get(enrolment=people[0]).join_url
        assert answer["Referrer-Policy"] == "no-referrer"
        assert AuditEntry.objects.count() == before
        other = as_user(people[1].user).get(url)["Location"]
        assert other != answer["Location"]
        shown = page(people[0].user, "session_detail", session.public_id)
        assert url in shown
        assert "tk=" not in shown
    with clock.at(session.ends_at + timedelta(hours=2)):
        assert client.get(url).status_code == 422


def test_no_link_yet_and_a_link_by_hand(cast: Cast, session: MonitoringSession, people: list[Enrolment]) -> None:
    url = address("session_join", session.public_id)
    with clock.at(session.starts_at):
        assert "tautan" in as_user(people[0].user).get(url).text.lower()
        typed = {"link": "https://zoom.example.test/j/5"}
        assert as_user(cast.facilitator).post(address("session_link", session.public_id), typed).status_code == 302
        assert as_user(people[0].user).get(url)["Location"] == typed["link"]
    assert status(None, "get", url) == 401
    assert status(cast.outsider, "get", url) == 404
    assert status(cast.reviewer, "get", url) == 403


def test_a_recorded_session_asks_for_consent_first(
    standin: State, cast: Cast, cohort: Cohort, people: list[Enrolment], host: ZoomHost
) -> None:
    text = recordings.load_recording_text(actor=None)
    session = sessions.add_session(
        actor=cast.coordinator, cohort=cohort, draft=draft(cohort, host=host, is_recorded=True)
    )
    zoom.work_due()
    assert standin.meetings[str(MonitoringSession.objects.get().zoom_id)]["settings"]["auto_recording"] == "cloud"
    client, join = as_user(people[0].user), address("session_join", session.public_id)
    with clock.at(session.starts_at):
        assert client.get(join)["Location"] == session.get_absolute_url()
        assert "direkam di Zoom" in page(people[0].user, "session_detail", session.public_id)
        agree = address("session_agree", session.public_id)
        assert client.post(agree, {"version": "99"}).status_code == 409
        assert client.post(agree, {"version": text.version}).status_code == 302
        assert client.post(agree, {"version": text.version}).status_code == 302
        assert Consent.objects.filter(user=people[0].user, text=text).count() == 1
        assert "tk=" in client.get(join)["Location"]
    assert status(people[0].user, "get", address("session_agree", session.public_id)) == 405


def test_starting_asks_for_the_link_now_and_keeps_it_nowhere(
    standin: State, cast: Cast, session: MonitoringSession, people: list[Enrolment]
) -> None:
    url = address("session_start", session.public_id)
    assert status(cast.facilitator, "get", url) == 422
    zoom.work_due()
    answer = as_user(cast.facilitator).get(url)
    assert "zak=" in answer["Location"]
    assert "no-store" in answer["Cache-Control"]
    again = as_user(cast.facilitator).get(url)["Location"]
    assert again != answer["Location"]
    for model in (MonitoringSession, ZoomWork, Registrant):
        assert "zak=" not in str(list(model.objects.values()))
    assert status(people[0].user, "get", url) == 403
    standin.fail("cut", path="/v2/meetings/", times=-1)
    refused = as_user(cast.facilitator).get(url)
    assert refused.status_code == 422
    assert "zak=" not in refused.text


# --- Planning ---

PLAN = {
    "title": "Pemantauan",
    "first_day": "2026-09-14",
    "last_day": "2026-12-05",
    "weekday": "4",
    "begins": "10.00",
    "minutes": "90",
    "time_zone": "Asia/Jakarta",
    "every": "2",
}


def test_the_plan_is_shown_before_it_is_made(cast: Cast, cohort: Cohort, host: ZoomHost) -> None:
    client, url = as_user(cast.facilitator), address("session_plan", cohort.public_id)
    assert client.get(url).status_code == 200
    typed = {**PLAN, "host": str(host.pk), "facilitator": cast.facilitator.public_id}
    shown = client.post(url, typed)
    assert shown.status_code == 200
    assert shown.text.count("10.00 WIB · 11.00 WITA · 12.00 WIT") == 6
    assert not MonitoringSession.objects.exists()
    made = client.post(url, {**typed, "make": "1"})
    assert made["Location"] == address("cohort_sessions", cohort.public_id)
    assert MonitoringSession.objects.filter(host=host, facilitator=cast.facilitator).count() == 6
    assert 'name="make"' not in client.post(url, typed).text
    client.post(url, {**typed, "make": "1"})
    assert MonitoringSession.objects.count() == 6


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_day", "2026-13-01"),
        ("begins", "25.00"),
        ("minutes", "5"),
        ("every", "0"),
        ("weekday", "9"),
        ("last_day", "2026-09-01"),
        ("host", "999"),
        ("title", ""),
    ],
)
def test_a_plan_of_bad_input_makes_nothing(cast: Cast, cohort: Cohort, field: str, value: str) -> None:
    answer = as_user(cast.coordinator).post(
        address("session_plan", cohort.public_id), {**PLAN, field: value, "make": "1"}
    )
    assert answer.status_code == 422
    assert not MonitoringSession.objects.exists()


TYPED = {
    "title": "Sesi tambahan",
    "day": "2026-09-21",
    "begins": "09.30",
    "minutes": "60",
    "time_zone": "Asia/Jayapura",
}


def test_one_session_is_planned_moved_and_called_off(cast: Cast, cohort: Cohort, host: ZoomHost) -> None:
    client = as_user(cast.facilitator)
    made = client.post(address("session_add", cohort.public_id), TYPED)
    session = MonitoringSession.objects.get()
    assert made["Location"] == session.get_absolute_url()
    assert session.starts_at == datetime(2026, 9, 21, 0, 30, tzinfo=UTC)
    edit = address("session_edit", session.public_id)
    assert "07:30" in client.get(edit).text
    moved = {**TYPED, "day": "2026-09-22", "seen": "0"}
    assert client.post(edit, moved).status_code == 302
    stale = client.post(edit, {**moved, "title": "Lain"})
    assert stale.status_code == 422
    assert on_record(stale) == {"title": "Sesi tambahan"}, "the same hour in the zone that was typed is no change"
    later = client.post(edit, {**moved, "begins": "10:00", "time_zone": "Asia/Jakarta"})
    assert on_record(later) == {"begins": "07.30"}
    assert client.post(edit, sent_again(stale)).status_code == 302, "the page that came back can be saved"
    assert MonitoringSession.objects.get().title == "Lain"
    cancel = address("session_cancel", session.public_id)
    assert client.post(cancel, {"reason": ""}).status_code == 422
    assert client.post(cancel, {"reason": "Banjir"}).status_code == 302
    assert "Banjir" in client.get(session.get_absolute_url()).text


def test_a_clash_comes_back_with_what_was_typed(cast: Cast, cohort: Cohort, session: MonitoringSession) -> None:
    local = session.starts_at.astimezone(clock.WIB)
    typed = {**TYPED, "day": f"{local:%Y-%m-%d}", "begins": f"{local:%H.%M}", "time_zone": "Asia/Jakarta"}
    answer = as_user(cast.coordinator).post(address("session_add", cohort.public_id), typed)
    assert answer.status_code == 422
    assert "Pemantauan 1" in answer.text
    assert "Sesi tambahan" in answer.text


def test_who_may_not_plan(cast: Cast, cohort: Cohort, session: MonitoringSession, people: list[Enrolment]) -> None:
    for name in ("session_plan", "session_add", "group_list"):
        url = address(name, cohort.public_id)
        assert status(people[0].user, "post", url) == 403
        assert status(cast.reviewer, "get", url) == 403
        assert status(cast.supervisor, "get", url) == 404
        assert status(None, "get", url) == 401
    for name in ("session_edit", "session_cancel", "session_link", "session_start"):
        assert status(people[0].user, "get", address(name, session.public_id)) == 403
    assert status(cast.coordinator, "delete", address("session_edit", session.public_id)) == 405


def test_groups_by_their_pages(cast: Cast, cohort: Cohort, people: list[Enrolment]) -> None:
    client, url = as_user(cast.facilitator), address("group_list", cohort.public_id)
    assert client.post(url, {"name": "Timur", "members": [people[2].public_id]}).status_code == 302
    group = SessionGroup.objects.get()
    assert list(group.members.all()) == [people[2]]
    assert client.post(url, {"name": "Timur", "members": [people[1].public_id]}).status_code == 422
    assert client.post(url, {"name": "Kosong"}).status_code == 422
    edit = address("group_edit", cohort.public_id, group.public_id)
    members = [one.public_id for one in people[1:]]
    assert client.post(edit, {"name": "Timur dan tengah", "members": members}).status_code == 302
    assert group.members.count() == 2
    outsider = make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=make_unit(), state="nominated")
    assert client.post(edit, {"name": "Timur", "members": [outsider.public_id]}).status_code == 422


# --- Recordings ---


def test_a_recording_is_linked_for_its_days_and_noted_when_deleted(
    standin: State, cast: Cast, cohort: Cohort, people: list[Enrolment], host: ZoomHost, settings: Any
) -> None:
    settings.PADAN_RECORDING_DAYS = 30
    session = sessions.add_session(
        actor=cast.coordinator, cohort=cohort, draft=draft(cohort, host=host, is_recorded=True)
    )
    zoom.work_due()
    session.refresh_from_db()
    with clock.at(session.ends_at + timedelta(hours=1)):
        assert recordings.look_for_recordings() == 0
        record(standin, session.zoom_id)
        assert recordings.look_for_recordings() == 1
        assert recordings.look_for_recordings() == 0
        link = SessionRecording.objects.get().share_url
        assert link in page(people[0].user, "session_detail", session.public_id)
        assert link not in page(cast.reviewer, "session_detail", session.public_id)
    with clock.at(session.ends_at + timedelta(days=30)):
        assert link in page(people[0].user, "session_detail", session.public_id)
    with clock.at(session.ends_at + timedelta(days=31)):
        assert link not in page(people[0].user, "session_detail", session.public_id)
        assert link not in page(cast.facilitator, "session_detail", session.public_id)
        url = address("recording_delete", session.public_id, SessionRecording.objects.get().pk)
        assert as_user(cast.facilitator).post(url, {"reason": ""}).status_code == 422
        assert as_user(cast.facilitator).post(url, {"reason": "Masa simpan habis"}).status_code == 302
        assert as_user(cast.facilitator).post(url, {"reason": "Lagi"}).status_code == 422
    assert SessionRecording.objects.get().share_url == ""


def test_a_zoom_that_is_down_keeps_no_recording_back(cast: Cast, cohort: Cohort) -> None:
    make_session(
        cohort, actor=cast.coordinator, starts_at=NOW - timedelta(hours=3), zoom_id=81_234_567_890, is_recorded=True
    )
    assert recordings.look_for_recordings() == 0


@pytest.mark.parametrize(("kind", "new", "told"), [("400", 1, "refused"), ("429-daily", 0, "limited")])
def test_a_recording_that_zoom_refuses_to_show_hides_no_other(
    standin: State, cast: Cast, cohort: Cohort, host: ZoomHost, caplog: Any, kind: str, new: int, told: str
) -> None:
    """Only where Zoom as a whole does not answer the others wait; either way it is in the log, and the last failure of Zoom's page."""
    first, later = (
        sessions.add_session(
            actor=cast.coordinator,
            cohort=cohort,
            draft=draft(cohort, host=host, is_recorded=True, starts_at=NOW + timedelta(days=1, hours=hours)),
        )
        for hours in (0, 3)
    )
    assert zoom.work_due() == 2
    for session in (first, later):
        session.refresh_from_db()
        record(standin, session.zoom_id)
    standin.fail(kind, method="GET", path=f"/meetings/{first.zoom_id}")
    with clock.at(later.ends_at + timedelta(hours=1)):
        assert recordings.look_for_recordings() == new
        assert SessionRecording.objects.filter(session=later).count() == new
        assert ZoomSign.objects.get(name="failure").words.startswith(told)
        assert f"Recordings of session {first.public_id}" in caplog.text
        # The next look finds what is still missing.
        assert recordings.look_for_recordings() == 2 - new


# --- Homes ---


def test_every_page_of_a_session_says_practice(
    cast: Cast, cohort: Cohort, session: MonitoringSession, settings: Any
) -> None:
    client = as_user(cast.facilitator)
    pages = [address(f"session_{name}", session.public_id) for name in ("detail", "edit", "cancel", "link")]
    pages += [address(name, cohort.public_id) for name in ("cohort_sessions", "session_plan", "session_add")]
    pages += ["/dashboard/", address("session_list")]
    assert [url for url in pages if "Mode latihan" not in client.get(url).text] == []
    settings.PADAN_ZOOM_PRACTICE = False
    assert [url for url in pages if "Mode latihan" in client.get(url).text] == []


def test_homes_show_the_next_session(cast: Cast, session: MonitoringSession, people: list[Enrolment]) -> None:
    assert session.get_absolute_url() in as_user(people[0].user).get("/dashboard/").text
    assert session.get_absolute_url() in as_user(cast.facilitator).get("/dashboard/").text
    with clock.at(session.ends_at + timedelta(minutes=1)):
        assert session.get_absolute_url() not in as_user(people[0].user).get("/dashboard/").text


def test_whose_role_has_ended_leads_no_new_session(cast: Cast, cohort: Cohort, session: MonitoringSession) -> None:
    pid = cast.facilitator.public_id
    assert pid in SessionForm(cohort=cohort).people
    role_ended(cast.facilitator, Role.FACILITATOR)
    assert pid not in SessionForm(cohort=cohort).people
    assert pid in SessionForm(cohort=cohort, session=session).people, "who leads it stands on its form"
