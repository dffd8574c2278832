"""The words of notices, written by who organises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from lms.notices import services
from lms.notices.models import NoticeTemplate
from lms.notices.registry import kind_of
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.courses.asking import on_record, sent_again
from tests.factories.notices import tell_seat
from tests.factories.people import make_user
from tests.notices.conftest import SEAT
from tests.people.asking import ask, is_sent_to_sign_in

pytestmark = pytest.mark.django_db

LIST, EDIT = "/notices/words/", "/notices/words/tests.seat/id/"
RESTORE = f"{EDIT}restore/"
NEW = {"title": "Kursi untuk {name}", "body": "Mulai {begins}.", "seen": "0"}


def test_who_gets_in(cast: Cast) -> None:
    for path in (LIST, EDIT):
        assert is_sent_to_sign_in(path)
        assert ask(cast.coordinator, path).status_code == 200
        assert ask(cast.outsider, path).status_code == 403
        assert ask(cast.reviewer, path).status_code == 403
    assert ask(cast.coordinator, LIST, "post").status_code == 405
    assert ask(cast.coordinator, RESTORE).status_code == 405
    assert ask(cast.outsider, RESTORE, "post").status_code == 403
    for path in ("/notices/words/tests.nothing/id/", "/notices/words/tests.seat/fr/"):
        assert ask(cast.coordinator, path).status_code == 404


def test_what_is_saved_holds_for_that_language_alone(cast: Cast) -> None:
    assert ask(cast.coordinator, EDIT, "post", save="1", **NEW)["Location"] == LIST
    tell_seat(make_user(name="Budi"))
    tell_seat(make_user(name="Ann", language="en"))
    services.send_due()
    assert {message.subject for message in mail.outbox} == {"Kursi untuk Budi", "A seat in Angkatan 1"}
    assert "Mulai Selasa, 1 Desember 2026." in str(mail.outbox[0].body)
    assert AuditEntry.objects.filter(action="notices.words.write", actor=cast.coordinator).exists()


def test_what_waits_already_is_sent_in_the_new_words(cast: Cast) -> None:
    tell_seat(make_user(name="Budi"))
    ask(cast.coordinator, EDIT, "post", save="1", **NEW)
    services.send_due()
    assert mail.outbox[0].subject == "Kursi untuk Budi"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"title": "Halo {nama}"}, ("{nama}", "{begins}, {cohort}, {name}, {until}")),
        ({"body": "{name.password}"}, ("name.password",)),
        ({"body": "{name!r}"}, ("name",)),
        ({"body": "{until:%H}"}, ("until",)),
        ({"body": "{0}"}, ("0",)),
        ({"body": "Halo {name"}, ("Halo {name",)),
        ({"body": "{}"}, ()),
    ],
)
def test_a_wrong_variable_is_refused_by_name(cast: Cast, wrong: dict[str, str], named: tuple[str, ...]) -> None:
    answer = ask(cast.coordinator, EDIT, "post", save="1", **NEW | wrong)
    assert answer.status_code == 422
    (field,) = wrong
    (fault,) = answer.context["form"].errors[field]
    assert all(name in fault for name in named)
    assert not NoticeTemplate.objects.exists()
    with pytest.raises(Refusal):
        services.write_words(actor=cast.admin, kind=SEAT, language="id", **{"title": "x", "body": "y", **wrong}, seen=0)


@pytest.mark.parametrize("wrong", [{"title": ""}, {"body": " "}, {"title": "x" * 201}, {"seen": "x"}])
def test_words_are_whole(cast: Cast, wrong: dict[str, str]) -> None:
    assert ask(cast.coordinator, EDIT, "post", save="1", **NEW | wrong).status_code == 422
    assert not NoticeTemplate.objects.exists()


def test_the_preview_shows_real_data_and_keeps_nothing(cast: Cast) -> None:
    page = ask(cast.coordinator, EDIT, "post", preview="1", **NEW)
    assert page.context["real"] is None
    assert page.context["told"].title == "Kursi untuk Ratna", "examples, as long as nobody was told"
    tell_seat(make_user(name="Yohanes Bere"))
    page = ask(cast.coordinator, EDIT, "post", preview="1", **NEW)
    assert page.context["told"].title == "Kursi untuk Yohanes Bere"
    assert 'value="Kursi untuk {name}"' in page.content.decode()
    assert not NoticeTemplate.objects.exists()


def test_versions_are_kept_and_ones_own_words_come_back(cast: Cast) -> None:
    ask(cast.coordinator, EDIT, "post", save="1", **NEW)
    ask(cast.admin, EDIT, "post", save="1", **NEW | {"title": "Kursi", "seen": "1"})
    assert ask(cast.coordinator, EDIT).context["form"]["title"].initial == "Kursi"
    assert ask(cast.coordinator, RESTORE, "post", seen="2").status_code == 302
    assert ask(cast.coordinator, EDIT).context["form"]["title"].initial == str(SEAT.title)
    assert list(NoticeTemplate.objects.order_by("version").values_list("version", "title")) == [
        (1, "Kursi untuk {name}"),
        (2, "Kursi"),
        (3, ""),
    ]


def test_the_second_of_two_writers_is_told_and_keeps_the_text(cast: Cast) -> None:
    ask(cast.coordinator, EDIT, "post", save="1", **NEW)
    answer = ask(cast.admin, EDIT, "post", save="1", **NEW | {"title": "Lain"})
    assert answer.status_code == 422
    assert on_record(answer) == {"title": "Kursi untuk {name}"}
    assert 'value="Lain"' in answer.content.decode()
    assert NoticeTemplate.objects.count() == 1
    assert ask(cast.admin, EDIT, "post", save="1", **sent_again(answer)).status_code == 302, "and can save it then"
    assert NoticeTemplate.objects.latest("version").title == "Lain"
    with pytest.raises(Conflict):
        services.restore_words(actor=cast.admin, kind=SEAT, language="id", seen=0)
    assert ask(cast.admin, RESTORE, "post", seen="x").status_code == 409


def test_braces_are_written_twice(cast: Cast) -> None:
    services.write_words(actor=cast.admin, kind=SEAT, language="id", title="{{x}} {name}", body="y", seen=0)
    tell_seat(make_user(name="Budi"))
    services.send_due()
    assert mail.outbox[0].subject == "{x} Budi"


def test_the_pages_take_the_same_queries_for_any_number_of_versions(
    cast: Cast, client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    client.force_login(cast.coordinator)
    client.get(LIST)
    for seen in range(3):
        services.write_words(
            actor=cast.admin, kind=kind_of("tests.seat"), language="id", title="x", body="y", seen=seen
        )
        with django_assert_num_queries(4):
            client.get(LIST)
        with django_assert_num_queries(6):
            client.get(EDIT)
