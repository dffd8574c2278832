"""The page /evaluation/ leads to everything of the room, and each of its ways is open to who is shown it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import Cast

pytestmark = pytest.mark.django_db
ALL = (
    "survey_list", "questionnaire_list", "indicator_list", "scheme_list", "certificate_list", "signatory_list",
    "pack_list", "reviewer_list",
)  # fmt: skip
BY_ROLE = {
    "admin": ALL,
    "coordinator": ALL,
    "facilitator": ("survey_list", "questionnaire_list", "certificate_list"),
    "reviewer": ("survey_list", "questionnaire_list", "indicator_list", "scheme_list", "reviewer_list"),
}


@pytest.mark.parametrize("who", BY_ROLE)
def test_the_hub_leads_to_everything_that_is_open(cast: Cast, who: str) -> None:
    client = Client()
    client.force_login(getattr(cast, who))
    page = client.get(reverse("evaluation:evaluation_home"))
    ways = [one["href"] for one in page.context["links"]]
    assert ways == [reverse(f"evaluation:{name}") for name in sorted(BY_ROLE[who], key=ALL.index)]
    for href in ways:
        assert f'href="{href}"' in page.text
        assert client.get(href, follow=True).status_code == 200
