"""The demo's notices: mailed when they were due, mostly read, one mailbox full."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from lms.demo.notices import FULL, TITLE, build_notices
from lms.notices import services
from lms.notices.models import Delivery, Notice, NoticeTemplate
from lms.people import clock
from lms.people.models import User
from tests.conftest import Cast
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def told(to: User, days: int) -> None:
    with clock.at(clock.at_midday(clock.today() - timedelta(days=days))):
        services.tell(
            kind="assignments.released", to=to, path="/results/", values={"task": "LT-01"}, key=f"{to.pk}:{days}"
        )


def test_what_is_old_was_sent_on_its_day_and_read_and_the_full_mailbox_stands_in_the_log(cast: Cast) -> None:
    full = make_user(email=FULL)
    for days in (1, 20):
        told(cast.outsider, days)
    told(full, 3)
    build_notices(staff={"koordinator": cast.coordinator}, today=clock.today())
    assert mail.outbox == [], "the demo sends nothing out of its own world"
    old, new = Delivery.objects.filter(notice__to=cast.outsider).order_by("notice__created_at")
    assert (old.state, new.state) == ("sent", "sent")
    assert old.sent_at.date() == clock.today() - timedelta(days=20)
    assert [one.notice.is_unread for one in (old, new)] == [False, True]
    failed = Delivery.objects.get(notice__to=full)
    assert (failed.state, failed.failure) == ("failed", "552 Mailbox full")
    assert NoticeTemplate.objects.get().title == TITLE
    assert Notice.objects.unread().count() == 2
