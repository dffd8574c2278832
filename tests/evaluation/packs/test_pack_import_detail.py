"""The page of a pack from elsewhere."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from lms.evaluation.models import PackImport
from lms.evaluation.services.packs import bringing
from lms.people import clock
from tests.conftest import Cast
from tests.evaluation.packs.conftest import signed_in
from tests.factories.packs import NEXT, NOW, open_cohort_of


def test_checked_it_shows_what_is_in_it_and_asks(cast: Cast, content: bytes) -> None:
    source = bringing.upload_pack(actor=cast.coordinator, name="paket.zip", content=content)
    browser = signed_in(cast.coordinator)
    assert "data-follow" in browser.get(source.get_absolute_url()).content.decode()
    bringing.go_on(import_id=source.pk)
    page = browser.get(source.get_absolute_url()).content.decode()
    assert "/confirm/" in page
    assert "data-follow" not in page


def test_refused_it_names_the_file(cast: Cast, content: bytes) -> None:
    source = bringing.upload_pack(actor=cast.coordinator, name="paket.zip", content=content[:-40])
    bringing.go_on(import_id=source.pk)
    page = signed_in(cast.coordinator).get(source.get_absolute_url()).content.decode()
    assert "notice bad" in page


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_cohorts(
    cast: Cast, brought: PackImport, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with clock.at(NOW):
        for number in range(1, count + 1):
            day = NEXT.replace(year=NEXT.year + number)
            open_cohort_of(brought, actor=cast.coordinator, number=number, name=f"Replika {number}", starts_on=day)
    browser = signed_in(cast.coordinator)
    browser.get(brought.get_absolute_url())
    with django_assert_num_queries(5):
        page = browser.get(brought.get_absolute_url()).content.decode()
    assert page.count("Replika ") == count


def test_denials(cast: Cast) -> None:
    source = PackImport.objects.create(uploaded_by=cast.admin, name="a.zip", sha256="0")
    assert signed_in(cast.reviewer).get(source.get_absolute_url()).status_code == 403
    assert signed_in(cast.coordinator).get("/packs/import/000000000000/").status_code == 404
    assert signed_in(cast.coordinator).post(source.get_absolute_url()).status_code == 405
