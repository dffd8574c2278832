"""The list of packs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from lms.evaluation.models import PackImport, ReplicationPack
from tests.conftest import Cast
from tests.evaluation.packs.conftest import signed_in
from tests.factories.courses import make_cohort

URL = reverse("evaluation:pack_list")


def test_empty_it_says_what_to_do(cast: Cast) -> None:
    assert reverse("evaluation:pack_add") in signed_in(cast.coordinator).get(URL).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(count):
        cohort = make_cohort(actor=cast.coordinator, number=number + 1)
        ReplicationPack.objects.create(cohort=cohort, version=cohort.version, asked_by=cast.admin)
        PackImport.objects.create(uploaded_by=cast.admin, name=f"{number}.zip", sha256="0")
    browser = signed_in(cast.coordinator)
    browser.get(URL)
    with django_assert_num_queries(5):
        answer = browser.get(URL)
    assert answer.content.decode().count(".zip") == count


@pytest.mark.parametrize("who", ["facilitator", "reviewer", "supervisor", "unit_contact", "outsider"])
def test_others_are_refused(cast: Cast, who: str) -> None:
    assert signed_in(getattr(cast, who)).get(URL).status_code == 403


def test_visitors_sign_in_first(client: Client, db: None) -> None:
    assert client.get(URL)["Location"].startswith("/accounts/login/")


def test_wrong_method(cast: Cast) -> None:
    assert signed_in(cast.coordinator).post(URL).status_code == 405
