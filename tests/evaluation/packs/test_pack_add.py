"""Asking for a pack."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lms.evaluation.models import ReplicationPack
from tests.conftest import Cast
from tests.evaluation.packs.conftest import signed_in
from tests.factories.courses import make_cohort

URL = reverse("evaluation:pack_add")


def test_it_is_asked_for_and_followed(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator)
    browser = signed_in(cast.coordinator)
    assert f'value="{cohort.pk}" selected' in browser.get(f"{URL}?cohort={cohort.pk}").content.decode()
    answer = browser.post(URL, {"cohort": cohort.pk, "version": cohort.version_id})
    pack = ReplicationPack.objects.get()
    assert answer["Location"] == pack.get_absolute_url()
    assert pack.asked_by == cast.coordinator


@pytest.mark.parametrize("data", [{}, {"cohort": 99}, {"cohort": "x", "version": "y"}])
def test_bad_input_comes_back(cast: Cast, data: dict[str, object]) -> None:
    assert signed_in(cast.coordinator).post(URL, data).status_code == 422


@pytest.mark.parametrize("who", ["facilitator", "reviewer", "outsider"])
def test_others_are_refused(cast: Cast, who: str) -> None:
    browser = signed_in(getattr(cast, who))
    assert (browser.get(URL).status_code, browser.post(URL, {}).status_code) == (403, 403)


def test_wrong_method(cast: Cast) -> None:
    assert signed_in(cast.coordinator).put(URL).status_code == 405
