"""A lesson's markup: blocks, sections, no script, nothing unescaped, works alone."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from cms import pictures, rendering
from cms.markdown.documents import read_document
from cms.media import keep, kept_path
from cms.queries.lessons import lesson_offline_html
from tests.factories.cms import lesson_document, make_version

FRONT = """---
title: Contoh
title_en: Example
code: X-1.1
jp: 1
minutes: 20
objectives:
  - Menjelaskan
sop: []
processes: []
terms: []
status: inferred
---
"""
BLOCKS = """Pembuka, lihat [proses 9](proses:9) dan [situs lain](https://contoh.test/).

:::case
title: Kasus <b>satu</b>
text: |
  Isi **kasus**.
questions:
  - Mengapa?
answer: |
  Karena.
:::

## Bagian satu

:::steps
title: Cara
steps:
  - title: Sapa
    text: Sapa dulu.
  - title: Catat
    text: Lalu catat.
:::

:::table
caption: Perbandingan
header:
  - Sebab
  - Akibat
rows:
  - ["a", "b"]
:::

:::check
question: Mana yang benar?
options:
  - text: A
    correct: true
    feedback: Ya.
  - text: B
    correct: false
    feedback: Bukan.
  - text: C
    correct: false
    feedback: Bukan.
:::

## Bagian dua

:::sop
number: 4
note: Lihat waktunya.
:::

:::term
term: pencari kerja
text: Orang yang mencari kerja.
:::

:::video
title: Rekaman
url: https://contoh.test/v
seconds: 125
transcript: |
  Isi rekaman.
:::

:::note
tone: warn
title: Awas
text: |
  Hati-hati.
:::
"""


@pytest.fixture
def html() -> str:
    return rendering.render_lesson(read_document("lesson", FRONT + BLOCKS), {})


def test_each_heading_opens_a_numbered_section(html: str) -> None:
    assert re.findall(r'<section data-part="(\d+)"', html) == ["0", "1", "2"]
    assert html.index('data-part="2"') > html.index("block-check")


@pytest.mark.parametrize(
    "needle",
    [
        'class="block block-case"',
        'class="block block-steps"',
        '<table class="table fold">',
        'data-label="Sebab"',
        '<label class="option"><input type="radio"',
        '<p class="feedback ok">',
        '<details class="answer">',
        'href="/sop/4/"',
        "<dfn>pencari kerja</dfn>",
        "2 menit 5 detik",
        'class="block block-note tone-warn"',
        "Kasus &lt;b&gt;satu&lt;/b&gt;",
    ],
)
def test_blocks(html: str, needle: str) -> None:
    assert needle in html


RELATED = """sop: [4, 7]
processes: [9]
terms:
  - pencari kerja (pencaker)
"""


def test_what_a_lesson_concerns_is_one_click_away() -> None:
    front = FRONT.replace("sop: []\nprocesses: []\nterms: []\n", RELATED)
    html = rendering.render_lesson(read_document("lesson", front + "Isi."), {})
    assert re.findall(r'<a href="([^"]+)">([^<]+)</a>', html) == [
        ("/sop/4/", "SOP 4"),
        ("/sop/7/", "SOP 7"),
        ("/processes/#proses-9", "proses 9"),
        ("/glossary/#pencari-kerja-pencaker", "pencari kerja (pencaker)"),
    ]
    alone = rendering.render_offline(read_document("lesson", front + "Isi."), {})
    assert "SOP 4, SOP 7" in alone
    assert 'href="/' not in alone


def test_a_lesson_that_concerns_nothing_has_no_such_list(html: str) -> None:
    assert 'id="kaitan"' not in html


def test_no_script_no_inline_style(html: str) -> None:
    assert not re.search(r"<script|\son\w+=|\sstyle=", html)


def test_ids_are_unique(html: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def picture() -> tuple[str, bytes]:
    out = BytesIO()
    Image.new("RGB", (1400, 700), "#0c6a58").save(out, "PNG")
    return "a" * 64, out.getvalue()


FIGURE = ":::figure\nimage: bagan.png\nalt: Bagan\ncaption: Sebuah bagan\nlong: Uraian panjang.\n:::\n"


def test_pictures_come_in_the_sizes_of_phones() -> None:
    sha256, content = picture()
    keep(sha256, "bagan.png", content)
    html = rendering.render_lesson(read_document("lesson", FRONT + FIGURE), {"bagan.png": sha256})
    assert re.findall(r" (\d+)w", html) == ["360", "720", "1080"]
    assert 'width="1080" height="540"' in html
    assert 'loading="lazy"' in html


def test_offline_needs_nothing_else() -> None:
    sha256, content = picture()
    keep(sha256, "bagan.png", content)
    html = rendering.render_offline(read_document("lesson", FRONT + BLOCKS + "\n" + FIGURE), {"bagan.png": sha256})
    assert 'src="data:image/webp;base64,' in html
    assert not re.search(r'(src|href)="/', html)
    assert "<link" not in html
    assert "<script" not in html
    assert len(html) < 200_000


def test_offline_is_kept_for_its_digest(db: None) -> None:
    item = make_version().items.get(slug="pelajaran-1-1")
    first = lesson_offline_html(item)
    assert lesson_document("Pelajaran 1.1").meta["title"] in first
    assert lesson_offline_html(item) == first


def test_a_photo_of_a_phone_held_upright_stays_upright() -> None:
    image, out = Image.new("RGB", (400, 200), "red"), BytesIO()
    exif = image.getexif()
    exif[0x0112] = 6  # turn it a quarter to the right
    image.save(out, "JPEG", exif=exif)
    keep("e" * 64, "foto.jpg", out.getvalue())
    made = pictures.picture("e" * 64, "foto.jpg", offline=False)
    assert (made.width, made.height) == (200, 400)


def test_what_is_see_through_stays_so_in_a_palette() -> None:
    out = BytesIO()
    Image.new("P", (40, 20), 0).save(out, "PNG", transparency=0)
    keep("f" * 64, "tanda.png", out.getvalue())
    pictures.picture("f" * 64, "tanda.png", offline=False)
    with default_storage.open(kept_path("f" * 64, "-40.webp"), "rb") as file, Image.open(file) as made:
        assert made.mode == "RGBA"


def test_what_is_not_confirmed_says_so(html: str) -> None:
    assert "perlu dikonfirmasi" in html
    confirmed = FRONT.replace("status: inferred", "status: confirmed")
    assert "perlu dikonfirmasi" not in rendering.render_lesson(read_document("lesson", confirmed + BLOCKS), {})


def test_a_file_of_its_own_has_no_link_that_leads_nowhere(html: str) -> None:
    assert '<a href="/processes/#proses-9">proses 9</a>' in html
    alone = rendering.render_offline(read_document("lesson", FRONT + BLOCKS), {})
    assert 'href="/' not in alone
    assert "lihat proses 9 dan" in alone
    assert '<a href="https://contoh.test/">' in alone
