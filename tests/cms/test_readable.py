"""A page's canonical text as somebody reads it who compares."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import override

from cms.enums import ChangeKind
from cms.models import CurriculumPage, CurriculumVersion, LessonPage
from cms.queries.comparing import compare
from cms.readable import readable
from cms.services import create_version
from tests.cms.conftest import signed_in
from tests.conftest import Cast

LESSON = """---
title: Judul pelajaran
jp: 1
objectives:
  - Menjelaskan satu
sop: [1, 3]
status: inferred
---
Teks dengan **tebal**, *miring* dan [tautan](sop:4).

## Bagian dua

- satu
- dua \\* tiga

:::table
caption: Tabel contoh
header:
  - Sebab
  - Tanda
rows:
  - ["A", "B"]
:::

:::check
question: Yang mana?
options:
  - text: Ini
    correct: true
    feedback: Tepat.
:::
"""


def test_keys_are_words_and_marks_are_gone() -> None:
    with override("en"):
        lines = readable(LESSON).split("\n")
    assert lines[:6] == [
        "Title: Judul pelajaran",
        "JP: 1",
        "Objectives:",
        "• Menjelaskan satu",
        "SOPs: 1, 3",
        "Status: To be confirmed",
    ]
    assert "Teks dengan tebal, miring dan tautan (sop:4)." in lines
    assert "Bagian dua" in lines
    assert "• dua * tiga" in lines
    assert "• A | B" in lines
    assert "• Text: Ini; Right: yes; Feedback: Tepat." in lines
    assert not any(mark in line for line in lines for mark in (":::", "**", "##", "]("))


def test_several_texts_follow_each_other_and_what_is_no_data_stays() -> None:
    with override("id"):
        lines = readable(f"{LESSON}\n\n{LESSON}\n:::note\n[: rusak\n:::\nakhir").split("\n")
    assert lines.count("Judul: Judul pelajaran") == 2
    assert "[: rusak" in lines
    assert lines[-1] == "akhir"


def test_where_only_bold_changed_the_page_says_so(draft: CurriculumVersion, pages: CurriculumPage, cast: Cast) -> None:
    versions = []
    for words in ("<p>Isi yang diperkuat.</p>", "<p>Isi yang <b>diperkuat</b>.</p>"):
        lesson = LessonPage.objects.get(slug="pelajaran-1-1")
        lesson.content = [("text", words)]
        lesson.save_revision().publish()
        versions.append(create_version(curriculum=pages, actor=cast.coordinator))
    (change,) = compare(*versions)
    assert (change.kind, change.text) == (ChangeKind.CHANGED, "")
    page = signed_in(cast.coordinator).get(
        reverse("cms:version_compare", args=[version.public_id for version in versions])
    )
    assert "hanya tampilannya" in page.content.decode()
