"""Telling a cohort something, and who has read it; how its invitations stand."""

from __future__ import annotations

from courses.enums import EnrolmentState
from courses.models import Announcement, AnnouncementReading, Cohort
from courses.services import announcements
from lms.notices.models import Notice
from lms.people.models import Invitation
from tests.conftest import Cast
from tests.courses.asking import address, as_user, queries, status
from tests.factories.courses import make_enrolment

TYPED = {"title": "Bawa laptop", "text": "Senin pukul 08.00 WITA.", "key": "kunci"}


def announce(cast: Cast, cohort: Cohort, *, key: str = "k") -> Announcement:
    return announcements.announce(actor=cast.coordinator, cohort=cohort, title="Bawa laptop", text="Senin.", key=key)


def test_it_is_sent_once_to_who_has_a_seat(cast: Cast, cohort: Cohort) -> None:
    who = make_enrolment(actor=cast.coordinator, cohort=cohort).user
    make_enrolment(actor=cast.coordinator, cohort=cohort, state=EnrolmentState.NOMINATED)
    client, url = as_user(cast.coordinator), address("announcement_add", cohort.public_id)
    for _turn in range(2):
        assert client.post(url, TYPED)["Location"] == Announcement.objects.get().get_absolute_url()
    assert [one.to for one in Notice.objects.filter(kind="courses.announced")] == [who]
    assert client.post(url, {**TYPED, "title": " "}).status_code == 422


def test_looking_writes_nothing_and_the_first_reading_counts(cast: Cast, cohort: Cohort) -> None:
    who = make_enrolment(actor=cast.coordinator, cohort=cohort).user
    row, client = announce(cast, cohort), as_user(who)
    assert client.get(row.get_absolute_url()).context["unread_by_me"]
    assert not AnnouncementReading.objects.exists()
    for _turn in range(2):
        assert client.post(address("announcement_read", row.public_id)).status_code == 302
    assert AnnouncementReading.objects.count() == 1
    page = as_user(cast.coordinator).get(row.get_absolute_url())
    assert (page.context["read"], page.context["unread_by_me"]) == (1, False)
    assert client.get(row.get_absolute_url()).context["page"] is None


def test_who_has_not_read_is_told_again_once_a_day(cast: Cast, cohort: Cohort) -> None:
    reader, other = (make_enrolment(actor=cast.coordinator, cohort=cohort).user for _ in range(2))
    row = announce(cast, cohort)
    as_user(reader).post(address("announcement_read", row.public_id))
    for _turn in range(2):
        as_user(cast.coordinator).post(address("announcement_remind", row.public_id))
    assert Notice.objects.filter(kind="courses.announced", to=other).count() == 2
    assert Notice.objects.filter(kind="courses.announced", to=reader).count() == 1


def test_who_may_not_read_or_announce(cast: Cast, cohort: Cohort) -> None:
    row = announce(cast, cohort)
    who = make_enrolment(actor=cast.coordinator, cohort=cohort).user
    assert [status(one, "get", row.get_absolute_url()) for one in (None, cast.outsider, who)] == [401, 404, 200]
    assert status(who, "post", address("announcement_remind", row.public_id)) == 403
    assert status(who, "get", address("announcement_add", cohort.public_id)) == 403
    assert status(cast.coordinator, "get", address("announcement_read", row.public_id)) == 405


def test_the_lists_cost_the_same_for_one_and_for_three(cast: Cast, cohort: Cohort) -> None:
    who = make_enrolment(actor=cast.coordinator, cohort=cohort).user
    mine, theirs = (as_user(who), address("announcement_list")), (
        as_user(cast.coordinator), address("cohort_announcements", cohort.public_id),
    )  # fmt: skip
    announce(cast, cohort)
    first = [queries(*mine), queries(*theirs)]
    for key in ("a", "b"):
        announce(cast, cohort, key=key)
    assert [queries(*mine), queries(*theirs)] == first


def test_invitations_are_sent_again_to_the_chosen(cast: Cast, cohort: Cohort) -> None:
    from courses.services import enrolments

    new, _is_new = enrolments.enrol_by_email(
        actor=cast.coordinator, cohort=cohort, email="baru@example.test", name="Baru", work_unit=cast.unit
    )
    client, url = as_user(cast.coordinator), address("cohort_invitations", cohort.public_id)
    assert "Baru" in client.get(url).text
    before = Invitation.objects.get(user=new.user).nonce
    again = address("invitations_resend", cohort.public_id)
    client.post(again)
    assert Invitation.objects.get(user=new.user).nonce == before
    client.post(again, {"one": [new.public_id]})
    assert Invitation.objects.get(user=new.user).nonce != before
    assert [status(one, "get", url) for one in (None, cast.facilitator, cast.unit_contact)] == [401, 403, 403]
    assert status(cast.coordinator, "get", again) == 405
    first = queries(client, url)
    for number in (1, 2):
        enrolments.enrol_by_email(
            actor=cast.coordinator, cohort=cohort, email=f"b{number}@x.id", name="B", work_unit=cast.unit
        )
    assert queries(client, url) == first
