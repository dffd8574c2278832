"""Having a mail sent again: never against what its reader chose."""

from __future__ import annotations

import pytest

from lms.notices import services
from lms.notices.enums import DeliveryState
from lms.notices.models import Delivery
from lms.people.errors import Refusal
from tests.conftest import Cast
from tests.factories.notices import tell_news

pytestmark = pytest.mark.django_db


def test_what_its_reader_has_switched_off_is_not_sent_again(cast: Cast) -> None:
    services.choose(actor=cast.outsider, user=cast.outsider, channels={"tests.news": "mail"})
    tell_news(cast.outsider)
    assert services.send_due() == 1
    services.unsubscribe(user=cast.outsider, kind="tests.news")
    with pytest.raises(Refusal, match="WhatsApp"):
        services.send_again(actor=cast.admin, delivery=Delivery.objects.get(), seen=1)
    assert Delivery.objects.get().state == DeliveryState.SENT
    services.choose(actor=cast.outsider, user=cast.outsider, channels={"tests.news": "mail"})
    services.send_again(actor=cast.admin, delivery=Delivery.objects.get(), seen=1)
    assert Delivery.objects.get().state == DeliveryState.WAITING
