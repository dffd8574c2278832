"""The page of one pack."""

from __future__ import annotations

from django.urls import reverse

from lms.evaluation.models import ReplicationPack
from tests.conftest import Cast
from tests.evaluation.packs.conftest import signed_in
from tests.factories.packs import Origin, make_pack


def test_ready_it_shows_digest_and_contents(cast: Cast, origin: Origin) -> None:
    pack = make_pack(origin)
    page = signed_in(cast.coordinator).get(pack.get_absolute_url()).content.decode()
    assert pack.digest in page
    assert "curriculum/curriculum.md" in page
    assert reverse("evaluation:pack_file", args=[pack.public_id]) in page


def test_while_it_is_made_the_page_follows(cast: Cast, origin: Origin) -> None:
    pack = ReplicationPack.objects.create(cohort=origin.cohort, version=origin.version, asked_by=cast.admin)
    browser = signed_in(cast.coordinator)
    assert "data-follow" in browser.get(pack.get_absolute_url()).content.decode()
    part = browser.get(pack.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<div")


def test_failed_it_says_why(cast: Cast, origin: Origin) -> None:
    pack = ReplicationPack.objects.create(
        cohort=origin.cohort, version=origin.version, asked_by=cast.admin, state="failed", remark="Berkas hilang."
    )
    assert "Berkas hilang." in signed_in(cast.coordinator).get(pack.get_absolute_url()).content.decode()


def test_denials(cast: Cast, origin: Origin) -> None:
    pack = ReplicationPack.objects.create(cohort=origin.cohort, version=origin.version, asked_by=cast.admin)
    assert signed_in(cast.reviewer).get(pack.get_absolute_url()).status_code == 403
    assert signed_in(cast.coordinator).get("/packs/000000000000/").status_code == 404
    assert signed_in(cast.coordinator).post(pack.get_absolute_url()).status_code == 405
