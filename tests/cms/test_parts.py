"""What the units read and sign of a version."""

from __future__ import annotations

import re

from cms.models import VersionItem
from cms.parts import parts_of
from tests.conftest import Cast
from tests.factories.cms import freeze, make_version

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
