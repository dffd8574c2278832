"""The list of versions."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cms.enums import VersionState
from tests.cms.conftest import signed_in
from tests.conftest import Cast
from tests.factories.cms import make_version

URL = "/curriculum-versions/"


@pytest.mark.parametrize("who", ["admin", "coordinator", "facilitator"])
def test_those_who_make_it_see_all(cast: Cast, who: str) -> None:
    make_version(state=VersionState.DRAFT)
    assert len(signed_in(getattr(cast, who)).get(URL).context["versions"]) == 1


def test_reviewers_see_what_was_handed_over(cast: Cast) -> None:
    make_version(state=VersionState.DRAFT)
    shown = make_version(state=VersionState.IN_REVIEW)
    assert [version.pk for version in signed_in(cast.reviewer).get(URL).context["versions"]] == [shown.pk]


@pytest.mark.parametrize("who", ["outsider", "supervisor", "unit_contact"])
def test_others_are_refused(cast: Cast, who: str) -> None:
    assert signed_in(getattr(cast, who)).get(URL).status_code == 403


def test_visitors_sign_in_first(client: Client, db: None) -> None:
    assert client.get(URL)["Location"].startswith("/accounts/login/")


def test_wrong_method(cast: Cast) -> None:
    assert signed_in(cast.coordinator).post(reverse("cms:version_list")).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same(cast: Cast, count: int, django_assert_num_queries) -> None:
    for _number in range(count):
        make_version(state=VersionState.DRAFT)
    client = signed_in(cast.coordinator)
    client.get(URL)
    with django_assert_num_queries(4):
        assert client.get(URL).status_code == 200
