"""Announcements: sent, read, and who has not."""

from __future__ import annotations

import pytest

from courses import kinds
from courses.enums import EnrolmentState
from courses.models import Announcement, AnnouncementReading, Cohort, Enrolment
from courses.services import facilitators
from courses.services.announcements import announce
from lms.notices.models import Notice
from tests.conftest import Cast
from tests.courses.asking import address, as_user, queries, status
from tests.factories.courses import make_cohort, make_enrolment

S = EnrolmentState
WORDS = {"title": "Jadwal berubah", "text": "Kelas mulai pukul sembilan.\n\nLihat https://contoh.test", "key": "k1"}


@pytest.fixture
def seat(cast: Cast, cohort: Cohort) -> Enrolment:
    return make_enrolment(actor=cast.coordinator, cohort=cohort)


@pytest.fixture
def announcement(cast: Cast, cohort: Cohort, seat: Enrolment) -> Announcement:
    return announce(actor=cast.coordinator, cohort=cohort, **WORDS)


def test_everybody_with_a_seat_is_told_once(cast: Cast, cohort: Cohort, seat: Enrolment) -> None:
    nominated = make_enrolment(actor=cast.coordinator, cohort=cohort, state=S.NOMINATED)
    organiser = as_user(cast.coordinator)
    for _ in range(2):
        answer = organiser.post(address("announcement_add", cohort.public_id), WORDS)
        assert answer["Location"] == Announcement.objects.get().get_absolute_url()
    assert Notice.objects.get(kind=kinds.ANNOUNCED).to == seat.user
    assert status(nominated.user, "get", Announcement.objects.get().get_absolute_url()) == 404


@pytest.mark.parametrize("field", ["title", "text"])
def test_a_title_and_a_text_are_needed(cast: Cast, cohort: Cohort, field: str) -> None:
    sent = {**WORDS, field: "  "}
    assert status(cast.coordinator, "post", address("announcement_add", cohort.public_id), **sent) == 422
    assert not Announcement.objects.exists()


def test_opening_it_writes_nothing_and_the_note_is_written_once(announcement: Announcement, seat: Enrolment) -> None:
    reader, page = as_user(seat.user), announcement.get_absolute_url()
    shown = reader.get(page)
    assert 'href="https://contoh.test"' in shown.content.decode()
    assert shown.context["unread_by_me"]
    assert not AnnouncementReading.objects.exists()
    read = address("announcement_read", announcement.public_id)
    assert reader.post(read, headers={"HX-Request": "true"}).status_code == 204
    assert reader.post(read).status_code == 302
    assert AnnouncementReading.objects.count() == 1
    assert not reader.get(page).context["unread_by_me"]


def test_the_home_and_the_list_show_what_is_new(announcement: Announcement, seat: Enrolment) -> None:
    reader = as_user(seat.user)
    assert announcement.title in reader.get("/dashboard/").content.decode()
    reader.post(address("announcement_read", announcement.public_id))
    assert announcement.title not in reader.get("/dashboard/").content.decode()
    assert announcement.title in reader.get(address("announcement_list")).content.decode()


def test_the_sender_sees_who_has_not_read_it_and_tells_them_again(
    cast: Cast, cohort: Cohort, announcement: Announcement, seat: Enrolment
) -> None:
    late = make_enrolment(actor=cast.coordinator, cohort=cohort)
    as_user(seat.user).post(address("announcement_read", announcement.public_id))
    organiser = as_user(cast.coordinator)
    page = organiser.get(announcement.get_absolute_url())
    assert [(one.user, bool(one.read_at)) for one in page.context["page"].object_list] == [
        (late.user, False),
        (seat.user, True),
    ]
    for _ in range(2):
        organiser.post(address("announcement_remind", announcement.public_id))
    assert Notice.objects.filter(to=late.user, kind=kinds.ANNOUNCED).count() == 1
    assert Notice.objects.filter(to=seat.user, kind=kinds.ANNOUNCED).count() == 1
    assert page.context["read"] == 1


def test_a_facilitator_announces_to_the_own_cohort_alone(cast: Cast, cohort: Cohort) -> None:
    other = make_cohort(actor=cast.coordinator, number=2)
    facilitators.add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    assert status(cast.facilitator, "post", address("announcement_add", cohort.public_id), **WORDS) == 302
    assert status(cast.facilitator, "get", address("announcement_add", other.public_id)) == 404
    alien = announce(actor=cast.coordinator, cohort=other, **{**WORDS, "key": "lain"})
    assert status(cast.facilitator, "get", alien.get_absolute_url()) == 404


def test_who_has_no_seat_notes_nothing(cast: Cast, announcement: Announcement) -> None:
    assert status(cast.coordinator, "post", address("announcement_read", announcement.public_id)) == 403
    assert status(cast.outsider, "post", address("announcement_read", announcement.public_id)) == 404


def test_the_pages_cost_the_same_for_one_and_three(cast: Cast, cohort: Cohort, seat: Enrolment) -> None:
    organiser, reader = as_user(cast.coordinator), as_user(seat.user)
    counts = []
    for number in range(3):
        row = announce(actor=cast.coordinator, cohort=cohort, **{**WORDS, "key": f"k{number}"})
        pages = (
            (organiser, address("cohort_announcements", cohort.public_id)),
            (organiser, row.get_absolute_url()),
            (reader, address("announcement_list")),
        )
        if number == 2:
            for _ in range(2):
                make_enrolment(actor=cast.coordinator, cohort=cohort)
        counts.append([queries(client, page) for client, page in pages])
    assert counts[0] == counts[2]


def test_wrong_methods(cast: Cast, announcement: Announcement) -> None:
    for name in ("announcement_read", "announcement_remind"):
        assert status(cast.coordinator, "get", address(name, announcement.public_id)) == 405
