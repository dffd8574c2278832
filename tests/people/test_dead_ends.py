"""No page leads to an empty window."""

from __future__ import annotations

import pytest
from django.test import Client

from lms.people import services
from tests.conftest import Cast
from tests.people.asking import ask


@pytest.mark.django_db
def test_loading_again_what_only_a_button_sends_is_explained(cast: Cast) -> None:
    for person in (cast.admin, None):
        answer = ask(person, "/dashboard/hat/")
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
        assert "<h1>" in answer.content.decode()


@pytest.mark.django_db
def test_a_refusal_leads_back_to_the_page_that_sent_it(cast: Cast) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.admin)
    consent = services.give_consent(actor=cast.admin, text=services.load_consent_text(actor=None))
    services.withdraw_consent(actor=cast.admin, consent=consent)
    address = f"/profile/consents/{consent.pk}/withdraw/"
    for referer, back in (
        ("http://testserver/profile/", 'href="http://testserver/profile/"'),
        ("https://evil.test/profile/", 'href="/dashboard/"'),
    ):
        answer = client.post(address, headers={"Referer": referer})
        assert answer.status_code == 409
        page = answer.content.decode().partition("<main")[2]
        assert back in page
        assert "evil" not in page
        assert f'href="{address}"' not in page, "it takes no GET"
