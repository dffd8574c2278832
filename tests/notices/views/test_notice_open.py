"""Opening a notice, counting one or all as read."""

from __future__ import annotations

import pytest

from lms.notices.models import Notice
from tests.conftest import Cast
from tests.factories.notices import tell_news
from tests.people.asking import ask, is_sent_to_sign_in

pytestmark = pytest.mark.django_db

ALL = "/notices/read/"


def unread() -> int:
    return Notice.objects.unread().count()


def test_opening_leads_to_the_thing_and_counts_as_read(cast: Cast) -> None:
    notice = tell_news(cast.outsider)
    assert notice
    path = f"/notices/{notice.public_id}/open/"
    assert ask(cast.outsider, path).status_code == 405
    assert unread() == 1
    for _ in range(2):
        answer = ask(cast.outsider, path, "post")
        assert (answer.status_code, answer["Location"]) == (302, "/dashboard/")
    assert unread() == 0


def test_reading_one_stays_on_the_list(cast: Cast) -> None:
    notice = tell_news(cast.outsider)
    tell_news(cast.outsider)
    assert notice
    path = f"/notices/{notice.public_id}/read/"
    assert ask(cast.outsider, path).status_code == 405
    assert ask(cast.outsider, path, "post")["Location"] == "/notices/"
    assert unread() == 1


def test_reading_all_is_ones_own(cast: Cast) -> None:
    tell_news(cast.outsider)
    tell_news(cast.outsider)
    tell_news(cast.admin)
    assert ask(cast.outsider, ALL).status_code == 405
    assert ask(cast.outsider, ALL, "post")["Location"] == "/notices/"
    assert unread() == 1


@pytest.mark.parametrize("verb", ["open", "read"])
def test_somebody_elses_is_not_found(cast: Cast, verb: str) -> None:
    notice = tell_news(cast.outsider)
    assert notice
    path = f"/notices/{notice.public_id}/{verb}/"
    assert is_sent_to_sign_in(path, "post")
    assert ask(cast.admin, path, "post").status_code == 404
    assert ask(cast.outsider, f"/notices/000000000000/{verb}/", "post").status_code == 404
    assert unread() == 1


def test_a_visitor_reads_nothing(db: None) -> None:
    assert is_sent_to_sign_in(ALL, "post")
