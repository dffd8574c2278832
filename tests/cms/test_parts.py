"""What the units read and sign of a version."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils.translation.trans_real import translation as django_translation

from cms.enums import StageKind
from cms.models import CurriculumVersion, VersionItem
from cms.parts import digests_of, parts_of
from cms.services import create_version
from tests.conftest import Cast
from tests.factories.cms import freeze, make_pages, make_version

CHECK = """:::check
question: Yang mana?
options:
  - text: Ini
    correct: true
    feedback: Tepat.
  - text: Itu
    correct: false
    feedback: Belum.
  - text: Keduanya
    correct: false
    feedback: Belum.
:::
"""


def test_lessons_side_by_side_share_no_name(cast: Cast) -> None:
    version = make_version(actor=cast.coordinator, lessons=2)
    for lesson in VersionItem.objects.filter(version=version, kind="lesson").select_related("frozen"):
        frozen = freeze(f"{lesson.frozen.text}\n{CHECK}")
        VersionItem.objects.filter(pk=lesson.pk).update(frozen=frozen, digest=frozen.digest)
    (module,) = parts_of(version, 5)
    ids = re.findall(r' id="([^"]+)"', module.html)
    assert len(ids) == len(set(ids)), "an id stands twice"
    assert len(set(re.findall(r'<input [^>]*name="([^"]+)"', module.html))) == 2, "two self-checks are one choice"
    regions = re.findall(r'aria-labelledby="([^"]+)"', module.html)
    assert len(regions) == len(set(regions)) == 2
    assert {name for region in regions for name in region.split()} <= set(ids)


def test_the_outline_shows_all_that_its_signature_stands_for(cast: Cast) -> None:
    version = create_version(curriculum=make_pages(), actor=cast.coordinator)
    outline, _schedule = parts_of(version, 4)
    for words in ("Pengantar.", "Tentang dasar.", "Ringkasan.", "Menjelaskan satu", "Pelajaran 1.2"):
        assert words in outline.text
        assert words in outline.html
    assert outline.html.count("perlu dikonfirmasi") == 2


def test_a_mended_translation_voids_no_signature(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    version = create_version(curriculum=make_pages(), actor=cast.coordinator)
    before = [part.digest for part in parts_of(version, 4)]
    monkeypatch.setitem(django_translation("id")._catalog, "Online", "Pelatihan daring")
    assert str(StageKind.ONLINE.label) == "Pelatihan daring"
    assert [part.digest for part in parts_of(version, 4)] == before


@pytest.mark.parametrize("activity_no", [4, 5])
def test_the_digests_alone_are_those_of_the_parts_and_cost_no_markup(
    cast: Cast, activity_no: int, django_assert_num_queries: Any
) -> None:
    version = create_version(curriculum=make_pages(modules=2), actor=cast.coordinator)
    version = CurriculumVersion.objects.select_related("frozen").get(pk=version.pk)
    with django_assert_num_queries(1):
        digests = digests_of(version, activity_no)
    assert digests == {part.key: part.digest for part in parts_of(version, activity_no)}
