"""The supervisor's pages: by a link, signed in; links that open nothing; rate limits; cases; what staff does with links."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from courses.services import enrolments
from fieldpractice.enums import LinkState, Verdict
from fieldpractice.models import Disagreement, Placement, SupervisorLink, WeekConfirmation
from fieldpractice.queries.logbook import week_row
from fieldpractice.services.links import make_link, revoke_link, token_of, use_up
from lms.people import clock
from tests.conftest import Cast
from tests.factories.courses import make_enrolment
from tests.fieldpractice.asking import address, as_user, queries, status
from tests.fieldpractice.practice import Practice, fresh, note


@pytest.fixture
def by_mail(practice: Practice) -> Practice:
    Placement.objects.update(supervisor=None, supervisor_name="Ibu Rahayu", supervisor_email="rahayu@example.test")
    practice.placement = fresh(practice.placement)
    return practice


def link_page(practice: Practice) -> tuple[SupervisorLink, str]:
    link = make_link(placement=practice.placement, week=2, actor=None)
    return link, address("supervise_link", token_of(link))


def word(practice: Practice, week: int, verdict: str, reason: str = "", seen: str = "") -> dict[str, Any]:
    row = week_row(fresh(practice.placement), week)
    fields = {"verdict": verdict, "reason": reason, "week": week, "seen": seen or (row.digest if row else "")}
    return {f"week-{week}-{name}": value for name, value in fields.items()}


def test_the_link_shows_this_placement_alone_and_is_kept_by_nobody(by_mail: Practice, cast: Cast) -> None:
    make_enrolment(actor=cast.coordinator, cohort=by_mail.cohort, name="Orang Lain", work_unit=cast.unit)
    note(by_mail, 2, note="Kiosk macet")
    _link, url = link_page(by_mail)
    answer = Client().get(url)
    page = answer.content.decode()
    assert "Budi Santoso" in page
    assert "Kiosk macet" in page
    assert "Orang Lain" not in page
    assert by_mail.user.email not in page
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer["X-Robots-Tag"]


def test_a_word_by_the_link(by_mail: Practice) -> None:
    note(by_mail, 2)
    note(by_mail, 8)
    link, url = link_page(by_mail)
    client = Client()
    assert client.post(url, word(by_mail, 1, Verdict.DISAGREES)).status_code == 422
    assert client.post(url, word(by_mail, 1, "maybe")).status_code == 422
    assert client.post(url, word(by_mail, 1, Verdict.SEEN, seen="0" * 64)).status_code == 409
    assert not WeekConfirmation.objects.exists()
    assert client.post(url, word(by_mail, 1, Verdict.SEEN)).status_code == 302
    assert client.post(url, word(by_mail, 2, Verdict.DISAGREES, "Cuti")).status_code == 302
    assert WeekConfirmation.objects.count() == 2
    assert Disagreement.objects.count() == 1
    link.refresh_from_db()
    assert link.state == LinkState.USED
    assert client.get(url).status_code == 410
    assert client.post(url, word(by_mail, 1, Verdict.NOT_SEEN)).status_code == 410


def test_links_that_open_nothing_say_what_to_do(by_mail: Practice, cast: Cast) -> None:
    note(by_mail, 2)
    old, replaced = link_page(by_mail)
    link, url = link_page(by_mail)
    assert Client().get(replaced).status_code == 410
    with clock.at(link.expires_at):
        answer = Client().get(url)
        assert answer.status_code == 410
        assert address("supervise_renew", token_of(link)) in answer.content.decode()
    assert Client().get(url[:-2] + "/").status_code == 404
    revoke_link(actor=cast.coordinator, link=link)
    answer = Client().get(url)
    assert answer.status_code == 410
    assert address("supervise_renew", token_of(link)) not in answer.content.decode()
    used, used_url = link_page(by_mail)
    use_up(used)
    assert "Budi Santoso" not in Client().get(used_url).content.decode()
    enrolments.withdraw(actor=cast.coordinator, enrolment=by_mail.enrolment, reason="Pindah")
    assert Client().get(used_url).status_code == 410
    assert old.state == LinkState.OPEN, "the row as it was read; the page asked the database"


def test_a_new_link_is_sent_and_never_shown(by_mail: Practice) -> None:
    link, _url = link_page(by_mail)
    with clock.at(link.expires_at + timedelta(hours=1)):
        answer = Client().post(address("supervise_renew", token_of(link)))
    assert answer.status_code == 200
    fresh_link = SupervisorLink.objects.get(state=LinkState.OPEN)
    assert token_of(fresh_link) not in answer.content.decode()
    codes = [Client().post(address("supervise_renew", token_of(link))).status_code for _turn in range(4)]
    assert codes[-1] == 429


def test_a_language_nobody_offers_is_none(by_mail: Practice) -> None:
    _link, url = link_page(by_mail)
    client = Client()
    client.cookies["language"] = "xx"
    assert '<html lang="id"' in client.get(url).content.decode()


def test_every_page_of_a_link_is_in_one_language_whatever_the_phone_asks_for(by_mail: Practice) -> None:
    link, url = link_page(by_mail)
    renew = address("supervise_renew", token_of(link))
    english = {"accept-language": "en-GB,en"}
    answers = [Client().get(url, headers=english), Client().get(url[:-3] + "/", headers=english)]
    with clock.at(link.expires_at + timedelta(hours=1)):
        answers += [Client().get(url, headers=english), Client().post(renew, headers=english)]
    assert [answer.status_code for answer in answers] == [200, 404, 410, 200]
    assert all('<html lang="id"' in answer.content.decode() for answer in answers)
    client = Client()
    client.cookies["language"] = "en"
    assert '<html lang="en"' in client.get(url[:-3] + "/").content.decode()


def test_who_supervises_now_reads_whose_word_it_was(by_mail: Practice) -> None:
    note(by_mail, 2, note="Kiosk macet")
    _link, url = link_page(by_mail)
    assert Client().post(url, word(by_mail, 1, Verdict.SEEN)).status_code == 302
    Placement.objects.update(supervisor_name="Kepala Baru")
    page = Client().get(url).content.decode()
    assert "Ibu Rahayu" in page
    # The other word holds for what the page shows, so the page shows it.
    assert "Kiosk macet" in page


def test_a_link_tried_too_often_waits(by_mail: Practice) -> None:
    codes = {Client().get(address("supervise_link", f"tebakan-{number}")).status_code for number in range(61)}
    assert codes == {404, 429}
    _link, url = link_page(by_mail)
    assert Client().get(url).status_code == 429


def test_signed_in_i_see_my_people_and_give_my_word(practice: Practice, cast: Cast) -> None:
    note(practice, 2)
    client = as_user(cast.supervisor)
    assert "Budi Santoso" in client.get(address("supervise_list")).content.decode()
    url = address("supervise_placement", practice.placement.public_id)
    assert client.post(url, word(practice, 1, Verdict.SEEN)).status_code == 302
    assert WeekConfirmation.objects.get().actor == cast.supervisor
    # A word may be changed: the latest counts, both stay.
    assert client.post(url, word(practice, 1, Verdict.NOT_SEEN)).status_code == 302
    assert WeekConfirmation.objects.count() == 2
    assert client.post(url, {}).status_code == 200
    for user in (cast.coordinator, cast.unit_contact, practice.user):
        assert status(user, "get", url) == 403


def test_my_people_cost_the_same_for_one_and_for_three(practice: Practice, cast: Cast) -> None:
    from fieldpractice.services.placements import place_cohort

    client = as_user(cast.supervisor)
    note(practice, 2)
    one = queries(client, address("supervise_list"))
    home = queries(client, "/dashboard/")
    for _number in range(2):
        make_enrolment(actor=cast.coordinator, cohort=practice.cohort, work_unit=cast.unit)
    place_cohort(actor=cast.coordinator, cohort=practice.cohort)
    assert queries(client, address("supervise_list")) == one
    assert queries(client, "/dashboard/") == home


def test_staff_sends_shows_and_revokes_a_link(by_mail: Practice, cast: Cast) -> None:
    pid, client = by_mail.placement.public_id, as_user(cast.facilitator)
    assert client.post(address("link_share", pid)).status_code == 302
    assert client.post(address("link_send", pid)).status_code == 302
    link = SupervisorLink.objects.get()
    share = client.post(address("link_share", pid))
    assert token_of(link) in share.content.decode()
    assert client.get(address("link_share", pid)).status_code == 405
    assert token_of(link) not in client.get(address("placement_plan", pid)).content.decode()
    assert client.post(address("link_revoke", pid)).status_code == 302
    link.refresh_from_db()
    assert link.state == LinkState.REVOKED


def test_a_case_is_answered_and_closed(practice: Practice, cast: Cast) -> None:
    note(practice, 2)
    as_user(cast.supervisor).post(
        address("supervise_placement", practice.placement.public_id), word(practice, 1, Verdict.DISAGREES, "Cuti")
    )
    case = Disagreement.objects.get()
    answer, close = address("case_answer", case.public_id), address("case_close", case.public_id)
    assert status(practice.user, "post", answer, text="") == 422
    assert status(practice.user, "post", answer, text="Saya di bursa kerja") == 302
    assert "Saya di bursa kerja" in as_user(cast.facilitator).get(case.get_absolute_url()).content.decode()
    assert status(cast.supervisor, "get", case.get_absolute_url()) == 404
    assert status(practice.user, "post", close, reason="x") == 403
    assert status(cast.facilitator, "post", close, reason=" ") == 422
    assert status(cast.facilitator, "post", close, reason="Surat tugas ada") == 302
    assert status(cast.facilitator, "post", close, reason="Lagi") == 409
    assert status(practice.user, "post", answer, text="Terima kasih") == 409
    assert "Surat tugas ada" in as_user(practice.user).get(case.get_absolute_url()).content.decode()
    assert "Surat tugas ada" in as_user(cast.facilitator).get(address("case_list")).content.decode()
