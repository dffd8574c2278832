"""Sending what waits, through a real mail server that refuses, hangs up, is down, and takes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.notices import services
from lms.notices.enums import DeliveryState
from lms.notices.models import Delivery, Notice
from lms.notices.services import delivery
from lms.people import clock
from lms.people.models import User
from lms.people.services import add_person, invite
from lms.people.tokens import token_of
from tests.conftest import Cast
from tests.factories.notices import tell_news, tell_seat
from tests.factories.people import make_unit, make_user
from tests.notices.conftest import MORNING
from tests.notices.smtp import Postbox

pytestmark = pytest.mark.django_db

NEXT_MORNING = datetime(2026, 11, 26, 0, 0, tzinfo=UTC)  # 07.00 WIB


def text_of(message: Message) -> str:
    parts = [part for part in message.walk() if part.get_content_type() == "text/plain"]
    payload = parts[0].get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def whole(message: Message) -> str:
    """Both texts of a mail."""
    parts = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
    return "\n".join(part.decode() for part in parts if isinstance(part, bytes))


def subject_of(message: Message) -> str:
    return str(make_header(decode_header(message["Subject"])))


def test_it_is_sent_once(cast: Cast, postbox: Postbox) -> None:
    tell_seat(cast.outsider)
    assert (services.send_due(), services.send_due()) == (1, 0)
    (message,) = postbox.taken
    assert message["To"] == "outsider@example.test"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "Angkatan 1" in subject_of(message)
    assert "http://127.0.0.1:8000/dashboard/" in text_of(message)
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.sent_to) == (DeliveryState.SENT, 1, "outsider@example.test")


def test_a_server_down_for_an_hour_loses_nothing_and_doubles_nothing(cast: Cast, postbox: Postbox) -> None:
    people = [make_user(work_unit=cast.unit) for _ in range(3)]
    postbox.stop()
    told = 0
    for minute in range(60):
        with clock.at(MORNING + timedelta(minutes=minute)):
            if minute % 20 == 0:
                tell_seat(people[told])
                told += 1
            assert services.send_due() == 0
    rows = Delivery.objects.all()
    assert {row.state for row in rows} == {DeliveryState.WAITING}
    assert {row.attempts for row in rows} == {0}, "no try was spent on a server that is down"
    assert all("ConnectionRefused" in row.failure for row in rows)
    postbox.start()
    with clock.at(MORNING + timedelta(minutes=61)):
        assert services.send_due() == 3
        assert services.send_due() == 0
    assert sorted(message["To"] for message in postbox.taken) == sorted(one.email for one in people)
    assert {row.failure for row in Delivery.objects.all()} == {""}


def test_a_server_that_goes_down_half_way_keeps_the_rest_waiting(cast: Cast, postbox: Postbox) -> None:
    for _ in range(3):
        tell_seat(make_user())

    def take_one(_message: Message) -> str | None:
        if not postbox.taken:
            return "250 taken"
        postbox._server.socket.close() if postbox._server else None
        return None

    postbox.data = take_one
    assert services.send_due() == 1
    states = sorted((row.state, row.attempts) for row in Delivery.objects.all())
    assert states == [(DeliveryState.SENT, 1), (DeliveryState.WAITING, 0), (DeliveryState.WAITING, 1)]
    postbox.data = lambda _message: "250 taken"
    postbox.stop()
    postbox.start()
    with clock.at(MORNING + timedelta(minutes=2)):
        assert services.send_due() == 2
    assert len({message["To"] for message in postbox.taken}) == 3


def test_a_worker_that_dies_after_the_claim_delays_the_mail_and_no_more(cast: Cast, postbox: Postbox) -> None:
    tell_seat(cast.outsider)
    assert delivery._claim([Delivery.objects.select_related("notice").get()])
    assert services.send_due() == 0
    with clock.at(MORNING + timedelta(minutes=1)):
        assert services.send_due() == 1
    assert len(postbox.taken) == 1


def test_a_worker_that_dies_after_the_mail_sends_it_again_under_the_same_name(
    cast: Cast, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_seat(cast.outsider)

    def killed(*_args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_note_sent", killed)
        with pytest.raises(KeyboardInterrupt):
            services.send_due()
    with clock.at(MORNING + timedelta(minutes=1)):
        assert services.send_due() == 1
    assert len(postbox.taken) == 2
    assert len({message["Message-ID"] for message in postbox.taken}) == 1


def test_two_workers_that_read_the_same_row_send_it_once(cast: Cast) -> None:
    tell_seat(cast.outsider)
    first, second = (Delivery.objects.select_related("notice").get() for _ in range(2))
    assert delivery._claim([first])
    assert delivery._claim([second]) == []


def test_a_mail_costs_two_statements_and_none_reads_the_whole_table(cast: Cast, postbox: Postbox) -> None:
    """Claimed with others, looked at again before it goes (the first has just been), settled by itself; what is claimed is found by its key, not by its token, which has no index."""
    asked: dict[int, list[str]] = {}
    for many in (1, 3):
        for _one in range(many):
            tell_seat(make_user())
        with CaptureQueriesContext(connection) as captured:
            assert services.send_due() == many
        asked[many] = [one["sql"] for one in captured]
    assert (len(asked[3]) - len(asked[1])) / 2 == 2
    by_token = [one for one in asked[3] if re.search(r'WHERE .*"claim" = ', one)]
    assert len(by_token) == 1 + 3
    assert all(re.search(r'WHERE .*"notices_delivery"."id" ', one) for one in by_token)


def test_who_closed_the_account_after_it_was_read_gets_no_mail(cast: Cast, postbox: Postbox) -> None:
    tell_seat(cast.outsider)
    row = Delivery.objects.select_related("notice__to").get()
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    (claimed,) = delivery._claim([row])
    assert delivery._hopeless(claimed)


def test_what_is_taken_back_in_the_moment_of_the_claim_stays_so_and_holds_up_no_other(
    cast: Cast, postbox: Postbox
) -> None:
    tell_seat(cast.outsider, about=cast.unit)
    tell_seat(cast.admin)
    taken: list[bool] = []

    def meanwhile(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("UPDATE") and '"claim" = ' in sql and not taken:
            taken.append(True)
            services.withdraw(about=cast.unit)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        assert services.send_due() == 1
    assert taken
    assert [message["To"] for message in postbox.taken] == [cast.admin.email]
    assert Delivery.objects.get(notice__to=cast.outsider).state == DeliveryState.WITHDRAWN


@contextmanager
def while_the_first_is_settled(change: Callable[[], Any]) -> Iterator[list[bool]]:
    """Let something happen between the first mail and the next of those that were claimed together."""
    done: list[bool] = []

    def meanwhile(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("UPDATE") and '"sent_to" = ' in sql and not done:
            done.append(True)
            change()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        yield done


def test_what_changes_between_the_claim_and_its_mail_holds_for_the_mail(cast: Cast, postbox: Postbox) -> None:
    taken_back, switched_off, closed, moved = people = [make_user() for _ in range(4)]
    services.choose(actor=switched_off, user=switched_off, channels={"tests.news": "mail"})
    tell_seat(cast.admin)
    for one in people:
        if one == switched_off:
            tell_news(one)
        else:
            tell_seat(one, about=cast.unit if one == taken_back else None)

    def change() -> None:
        services.withdraw(about=cast.unit)
        services.unsubscribe(user=switched_off, kind="tests.news")
        User.objects.filter(pk=closed.pk).update(is_active=False)
        User.objects.filter(pk=moved.pk).update(email="baru@example.test")

    with while_the_first_is_settled(change) as done:
        assert services.send_due() == 2
    assert done
    assert [message["To"] for message in postbox.taken] == [cast.admin.email, "baru@example.test"]
    rows = {row.notice.to_id: row for row in Delivery.objects.select_related("notice")}
    assert [rows[one.pk].state for one in people] == [
        DeliveryState.WITHDRAWN,
        DeliveryState.WITHDRAWN,
        DeliveryState.FAILED,
        DeliveryState.SENT,
    ]
    assert rows[moved.pk].sent_to == "baru@example.test"


def test_a_summary_goes_without_what_was_taken_back_meanwhile(cast: Cast, postbox: Postbox) -> None:
    tell_news(cast.admin)
    tell_news(cast.outsider, "rain", about=cast.unit)
    tell_news(cast.outsider, "sun")
    with clock.at(NEXT_MORNING), while_the_first_is_settled(lambda: services.withdraw(about=cast.unit)) as done:
        assert services.send_due() == 2
    assert done
    text = text_of(next(one for one in postbox.taken if one["To"] == cast.outsider.email))
    assert ("rain" in text, "sun" in text) == (False, True)
    mine = Delivery.objects.filter(notice__to=cast.outsider).order_by("pk")
    assert [row.state for row in mine] == [DeliveryState.WITHDRAWN, DeliveryState.SENT]


@pytest.mark.logs_errors
def test_a_message_that_cannot_be_written_holds_up_no_other(cast: Cast, postbox: Postbox) -> None:
    broken = tell_seat(cast.outsider)
    assert broken is not None
    tell_seat(cast.admin)
    Notice.objects.filter(pk=broken.pk).update(values={**broken.values, "begins": "someday"})
    assert services.send_due() == 1
    row = Delivery.objects.get(notice=broken)
    assert (row.state, row.attempts) == (DeliveryState.WAITING, 1)
    assert "ValueError" in row.failure


def test_a_run_ends_by_itself_and_the_next_goes_on(
    cast: Cast, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(10):
        tell_seat(make_user())
    minutes = itertools.count()
    with monkeypatch.context() as slow:
        slow.setattr(clock, "now", lambda: MORNING + timedelta(minutes=next(minutes)))
        sent = services.send_due()
    assert 0 < sent < 10
    with clock.at(MORNING + timedelta(hours=1)):
        assert services.send_due() == 10 - sent
    assert len({message["To"] for message in postbox.taken}) == len(postbox.taken) == 10


def test_mails_claimed_together_are_given_back_where_the_server_is_slow(
    cast: Cast, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held longer than their next try is put off, another worker would send them too."""
    for _ in range(3):
        tell_seat(make_user())
    monkeypatch.setattr(delivery, "LONGEST_HOLD", timedelta())
    assert services.send_due() == 1
    assert sorted(Delivery.objects.values_list("state", "attempts", "claim")) == [
        (DeliveryState.SENT, 1, ""),
        (DeliveryState.WAITING, 0, ""),
        (DeliveryState.WAITING, 0, ""),
    ]
    assert (services.send_due(), services.send_due(), services.send_due()) == (1, 1, 0)
    assert len({message["To"] for message in postbox.taken}) == len(postbox.taken) == 3


def test_what_was_tried_before_goes_alone(cast: Cast, postbox: Postbox) -> None:
    """Whatever ended the worker that tried it, the others' tries are not spent on it again."""
    for _ in range(3):
        tell_seat(make_user())
    rows = list(Delivery.objects.select_related("notice").order_by("pk"))
    assert [len(batch) for batch in delivery._batches(rows)] == [3]
    rows[1].attempts = 1
    assert [[one.pk for one in batch] for batch in delivery._batches(rows)] == [
        [rows[0].pk, rows[2].pk],
        [rows[1].pk],
    ]


def test_a_summary_goes_alone_when_anything_in_it_was_tried_before(cast: Cast, postbox: Postbox) -> None:
    """Also when what was tried comes after what is new in it, lies beyond what was read, or became due since."""
    for reader in (cast.admin, cast.outsider, cast.facilitator):
        tell_news(reader, "rain")
        tell_news(reader, "sun")
    later = Delivery.objects.filter(notice__to=cast.outsider).latest("pk")
    with clock.at(NEXT_MORNING):
        rows = delivery._due(limit=6)
        Delivery.objects.filter(pk=later.pk).update(attempts=1)
        readers = [[one.notice.to for one in batch] for batch in delivery._batches(delivery._due(limit=6))]
        assert readers == [[cast.admin, cast.facilitator], [cast.outsider]]
        beyond = [row for row in rows if row.pk != later.pk]
        readers = [[one.notice.to for one in batch] for batch in delivery._batches(beyond)]
        assert readers == [[cast.admin, cast.facilitator], [cast.outsider]]
        # Read before it became due: it is not taken with the others, and goes in the next run.
        taken = delivery._claim(rows[::2])
        assert [one.rows[0].notice.to for one in taken] == [cast.admin, cast.facilitator]
        assert (services.send_due(), services.send_due()) == (1, 0)
    assert [message["To"] for message in postbox.taken] == [cast.outsider.email]


def test_summaries_and_mails_of_their_own_are_claimed_together_and_each_goes_out_as_one(
    cast: Cast, postbox: Postbox
) -> None:
    readers = [make_user(work_unit=cast.unit) for _ in range(3)]
    for one in readers:
        tell_news(one, "rain")
        tell_news(one, "sun")
    with clock.at(NEXT_MORNING):
        tell_seat(readers[0])
        with CaptureQueriesContext(connection) as captured:
            assert services.send_due() == 4
    assert (
        len([one for one in captured if '"claim" = ' in one["sql"].split("WHERE")[0] and "SET" in one["sql"]]) == 1 + 4
    )
    assert sorted(message["To"] for message in postbox.taken) == sorted(
        [readers[0].email, *(one.email for one in readers)]
    )
    assert set(Delivery.objects.values_list("state", "attempts")) == {(DeliveryState.SENT, 1)}


def test_what_is_under_way_is_not_led_elsewhere_and_sent_twice(cast: Cast, postbox: Postbox) -> None:
    tell_news(cast.outsider)
    with clock.at(NEXT_MORNING):
        (claimed,) = delivery._claim([Delivery.objects.select_related("notice").get()])
        services.choose(actor=cast.outsider, user=cast.outsider, channels={"tests.news": "mail"})
        assert services.send_due() == 0
        delivery._note_failure(claimed, OSError("hung up"))
        services.choose(actor=cast.outsider, user=cast.outsider, channels={"tests.news": "digest"})
    assert Delivery.objects.get().next_attempt_at == NEXT_MORNING + timedelta(days=1)


def test_an_address_that_does_not_exist_is_given_up_at_once(cast: Cast, postbox: Postbox) -> None:
    tell_seat(cast.outsider)
    tell_seat(cast.admin)
    postbox.recipients = lambda to: "550 no such user outsider@example.test" if "outsider" in to else "250 ok"
    assert services.send_due() == 1
    row = Delivery.objects.get(notice__to=cast.outsider)
    assert (row.state, row.next_attempt_at) == (DeliveryState.FAILED, None)
    assert "550" in row.failure
    assert "outsider@" not in row.failure
    with clock.at(MORNING + timedelta(days=2)):
        assert services.send_due() == 0


def test_a_server_that_asks_to_wait_is_asked_again(cast: Cast, postbox: Postbox) -> None:
    tell_seat(cast.outsider)
    postbox.recipients = lambda _to: "450 later"
    assert services.send_due() == 0
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.next_attempt_at) == (
        DeliveryState.WAITING,
        1,
        MORNING + timedelta(minutes=1),
    )
    postbox.recipients = lambda _to: "250 ok"
    with clock.at(MORNING + timedelta(minutes=1)):
        assert services.send_due() == 1


def test_after_the_last_try_a_person_decides(cast: Cast, postbox: Postbox) -> None:
    tell_seat(cast.outsider)
    postbox.data = lambda _message: "451 not now"
    # Tries that fall into the night wait for the morning, so hours are let pass, more than the pauses need.
    for hour in range(72):
        for minute in (0, 2, 4, 10, 30):
            with clock.at(MORNING + timedelta(hours=hour, minutes=minute)):
                services.send_due()
    row = Delivery.objects.get()
    assert row.attempts == len(delivery.BACK_OFF) + 1
    assert (row.state, row.next_attempt_at) == (DeliveryState.FAILED, None)
    assert "451" in row.failure


def test_what_is_taken_back_while_it_goes_out_counts_as_sent(cast: Cast, postbox: Postbox) -> None:
    tell_seat(cast.outsider, about=cast.unit)
    (claimed,) = delivery._claim([Delivery.objects.select_related("notice").get()])
    services.withdraw(about=cast.unit)
    delivery._note_sent(claimed, "outsider@example.test")
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_what_was_told_before_the_account_was_closed_is_not_sent(cast: Cast, postbox: Postbox) -> None:
    tell_seat(cast.outsider)
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    assert services.send_due() == 0
    assert Delivery.objects.get().state == DeliveryState.FAILED
    assert postbox.taken == []


def test_a_retry_does_not_ring_at_night(cast: Cast, postbox: Postbox) -> None:
    tell_seat(cast.outsider)
    with clock.at(datetime(2026, 11, 25, 15, 0, tzinfo=UTC)):  # 22.00 WIB
        assert services.send_due() == 0
    assert Delivery.objects.get().next_attempt_at == datetime(2026, 11, 25, 23, 0, tzinfo=UTC)


class TestTheDailySummary:
    def test_one_mail_in_the_readers_morning(self, cast: Cast, postbox: Postbox) -> None:
        east = make_user(work_unit=make_unit(time_zone="Asia/Jayapura"))
        for what in ("rain", "wind", "sun"):
            tell_news(cast.outsider, what)
            tell_news(east, what)
        assert services.send_due() == 0
        with clock.at(NEXT_MORNING - timedelta(hours=2)):  # 07.00 WIT
            assert services.send_due() == 1
        assert [message["To"] for message in postbox.taken] == [east.email]
        with clock.at(NEXT_MORNING):
            assert services.send_due() == 1
            assert services.send_due() == 0
        text = text_of(postbox.taken[-1])
        assert [what in text for what in ("rain", "wind", "sun")] == [True, True, True]
        assert {row.state for row in Delivery.objects.all()} == {DeliveryState.SENT}

    def test_it_is_never_cut_in_two(self, cast: Cast, postbox: Postbox) -> None:
        for number in range(5):
            tell_news(cast.outsider, str(number))
        with clock.at(NEXT_MORNING):
            assert services.send_due(limit=2) == 1
        assert Delivery.objects.filter(state=DeliveryState.SENT).count() == 5

    def test_what_must_be_known_does_not_wait_for_it(self, cast: Cast, postbox: Postbox) -> None:
        tell_news(cast.outsider)
        tell_seat(cast.outsider)
        assert services.send_due() == 1
        assert "seat" in subject_of(postbox.taken[0])


def test_whose_account_is_not_open_is_led_through_the_own_invitation(cast: Cast, postbox: Postbox) -> None:
    """The sign-in would be a shut door to them: the mail leads through the invitation, or says whom to ask for one."""
    new, forgotten = (
        add_person(actor=cast.admin, email=f"{name}@example.test", name=name, work_unit=cast.unit)
        for name in ("baru", "lupa")
    )
    invitation = invite(actor=cast.admin, user=new)
    for one in (new, forgotten, cast.outsider):
        tell_seat(one)
        tell_news(one)
    services.send_due()
    with clock.at(MORNING + timedelta(days=1)):
        services.send_due()
    people = (new, forgotten, cast.outsider)
    said = {one.email: [whole(each) for each in postbox.taken if each["To"] == one.email] for one in people}
    assert [len(mails) for mails in said.values()] == [2, 2, 2]
    for text in said[new.email]:
        assert token_of(invitation) in text
        assert "/dashboard/" not in text
        assert "/notices/settings/" not in text
    for text in said[forgotten.email]:
        assert "/invitations/" not in text
        assert "/dashboard/" not in text
    for text in said[cast.outsider.email]:
        assert "/invitations/" not in text
