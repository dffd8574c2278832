"""What was told long ago is deleted; what still holds or is still to be sent is not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lms.notices import registry, services
from lms.notices.models import Delivery, Notice
from lms.notices.registry import Reminder
from lms.notices.tasks import forget_old
from lms.people import clock
from tests.conftest import Cast
from tests.factories.notices import tell_news, tell_seat
from tests.notices.conftest import MORNING

pytestmark = pytest.mark.django_db


def test_a_year_after_it_was_told_it_is_gone(cast: Cast, settings: Any) -> None:
    settings.PADAN_NOTICE_DAYS = 100
    tell_seat(cast.outsider, key="sent")
    services.send_due()
    tell_seat(cast.outsider, key="failed")
    Delivery.objects.filter(notice__key="failed").update(state="failed", failure="550", next_attempt_at=None)
    tell_seat(cast.outsider, key="waiting")
    registry.add_reminders(lambda _now: [Reminder("tests.news", cast.outsider, "/", {"what": "x"}, "holds")])
    services.remind()
    Delivery.objects.filter(notice__key="holds").update(state="withdrawn", next_attempt_at=None)
    with clock.at(MORNING + timedelta(days=99)):
        tell_news(cast.outsider, key="new")
        assert forget_old() == 0
    with clock.at(MORNING + timedelta(days=100, seconds=1)):
        assert (forget_old(), forget_old()) == (2, 0)
        assert services.remind() == 0, "not told anew"
    assert set(Notice.objects.values_list("key", flat=True)) == {"waiting", "holds", "new"}
    assert Delivery.objects.count() == 3
