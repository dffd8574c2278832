"""Official paper: what goes in comes out as text, and a template sees nothing but its own folder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from django.apps import apps

from lms.files import pdf
from lms.files.pdf import Paper, TypesetFailed, typeset, typeset_many

AT = datetime(2026, 8, 5, 3, tzinfo=UTC)


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A room whose templates are those of the test."""
    (tmp_path / "typst").mkdir()
    real = pdf._folder
    monkeypatch.setattr(pdf, "_folder", lambda label: real(label) if label == "files" else tmp_path / "typst")
    return tmp_path / "typst"


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


PAPER = '#import "/official.typ": official, data\n#show: official.with(title: data.title)\n#data.text\n'


def test_what_people_typed_stays_text(room: Path) -> None:
    (room / "paper.typ").write_text(PAPER)
    typed = '#read("/etc/passwd") $x$ *tebal* "kutip" \\ @rujukan'
    made = typeset("room/paper.typ", {"title": "Tanda terima", "text": typed}, at=AT)
    assert typed in text_of(made)
    assert "Tanda terima" in text_of(made)
    assert "KEMENTERIAN KETENAGAKERJAAN" in text_of(made)


def test_the_page_is_a4_and_the_same_data_give_the_same_bytes(room: Path) -> None:
    (room / "paper.typ").write_text(PAPER)
    first, again = (typeset("room/paper.typ", {"title": "Sama", "text": "isi"}, at=AT) for _time in range(2))
    assert first == again
    width, height = pypdfium2.PdfDocument(first)[0].get_size()
    assert (round(width), round(height)) == (595, 842)


@pytest.mark.parametrize(
    "body",
    ['#read("/etc/passwd")', '#read("../../manage.py")', '#import "@preview/cetz:0.3.0"', "#nothing-like-this"],
)
def test_a_template_reaches_nothing_outside_its_folder(room: Path, body: str) -> None:
    (room / "paper.typ").write_text(body)
    with pytest.raises(TypesetFailed):
        typeset("room/paper.typ", {"title": "", "text": ""}, at=AT)


@pytest.mark.parametrize("name", ["files/../../manage.py", "nowhere/paper.typ", "files/missing.typ"])
def test_only_templates_of_rooms_are_set(name: str) -> None:
    with pytest.raises(TypesetFailed):
        typeset(name, {}, at=AT)


def test_no_template_of_ours_imports_a_package() -> None:
    templates = [path for config in apps.get_app_configs() for path in Path(config.path).glob("typst/*.typ")]
    assert any(path.name == "official.typ" for path in templates)
    for path in templates:
        assert "@preview" not in path.read_text(encoding="utf-8"), path


def test_many_set_at_once_are_what_each_is_alone(room: Path) -> None:
    (room / "paper.typ").write_text(PAPER)
    told = [{"title": f"Surat {n}", "text": f"isi {n}\nbaris kedua"} for n in range(3)]
    alone = [typeset("room/paper.typ", one, at=AT) for one in told]
    assert typeset_many("room/paper.typ", [Paper(one, AT) for one in told]) == alone
    assert typeset_many("room/paper.typ", []) == []


def test_a_standard_is_kept_or_the_paper_is_refused(room: Path) -> None:
    (room / "paper.typ").write_text(PAPER)
    made = typeset("room/paper.typ", {"title": "Arsip", "text": "isi"}, at=AT, standards=("a-2a", "ua-1"))
    assert b"pdfaid:part" in made
    assert b"pdfuaid:part" in made
    assert b"pdfaid:part" not in typeset("room/paper.typ", {"title": "Arsip", "text": "isi"}, at=AT)
    (room / "bare.typ").write_text(
        '#set document(title: "x")\n#image(bytes("<svg xmlns=\'http://www.w3.org/2000/svg\'/>"))'
    )
    with pytest.raises(TypesetFailed, match="alt"):
        typeset("room/bare.typ", {}, at=AT, standards=("ua-1",))
