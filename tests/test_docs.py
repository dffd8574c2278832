"""Pages of docs/ that can be compared with the code agree with it."""

from __future__ import annotations

import gettext
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
import wagtail as wagtail_package
from django.urls import resolve
from django.utils.translation import override

from courses.registry import cohort_tabs
from tests.tools.pictures import PICTURES

ROOT = Path(__file__).resolve().parents[1]


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower()


def _listed(heading: str) -> list[str]:
    section = (ROOT / "docs/dependencies.md").read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"(?m)^\| ([a-z0-9.-]+) \| \S", section.replace("| package |", ""))


def test_each_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert _listed("At run time") == sorted(map(_name, project["project"]["dependencies"]))
    assert _listed("For development") == sorted(map(_name, project["dependency-groups"]["dev"]))


def test_each_variable_of_production_is_described() -> None:
    read = re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', (ROOT / "lms/settings/production.py").read_text())
    described = re.findall(r"(?m)^\| `([A-Z0-9_]+)` \|", (ROOT / "docs/operations.md").read_text())
    assert sorted(set(read)) == sorted(described)


PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
GUIDES = sorted((ROOT / "docs/panduan").glob("*.md"))
named = {"ids": lambda page: str(page.relative_to(ROOT)) if isinstance(page, Path) else None}


def _prose(page: Path) -> str:
    """The page without its fenced examples."""
    return re.sub(r"(?ms)^```.*?^```$", "", page.read_text())


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"(?m)^#+ (.+)$", _prose(page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, **named)
def test_each_link_and_picture_is_there(page: Path) -> None:
    prose = re.sub(r"`[^`\n]*`", "", _prose(page))
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"[a-z]+:", target):
            continue
        file, _hash, anchor = target.partition("#")
        path = page.parent / file if file else page
        assert path.exists(), f"{page.name} links to {target}"
        assert not anchor or anchor in _anchors(path), f"{page.name} links to {target}"


def test_each_picture_of_the_guides_is_used_and_they_are_light() -> None:
    files = list((ROOT / "docs/panduan/gambar").glob("*"))
    assert {file.stem for file in files} == {picture.name for picture in PICTURES}
    prose = "".join(guide.read_text() for guide in GUIDES)
    assert [file.name for file in files if f"gambar/{file.name}" not in prose] == []
    assert 0 < sum(file.stat().st_size for file in files) < 1_500_000


@pytest.mark.parametrize("page", PAGES, **named)
def test_each_target_of_make_is_there(page: Path) -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text()))
    told = re.findall(r"(?m)(?:`|^)make ([a-z][a-z-]*)(?=[`\s])", page.read_text())
    assert [target for target in told if target not in targets] == []


def test_each_target_of_make_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.findall(r"(?m)^\.PHONY: (.+)$", makefile)[0].split()
    assert sorted(phony) == sorted(re.findall(r"(?m)^([a-z-]+):.*## ", makefile))


@pytest.mark.parametrize("page", [*GUIDES, ROOT / "docs/curriculum-format.md"], **named)
def test_each_address_leads_somewhere(page: Path) -> None:
    """Wagtail takes whatever is left, so that it answers counts only for the pages that it serves under a name of ours."""
    for path in re.findall(r"`(/[a-z0-9/-]*/?)(?:#[a-z0-9-]+)?`", _prose(page)):
        assert path == "/" or resolve(path).view_name != "wagtail_serve", path


@cache
def _words() -> set[str]:
    """What the interface says in Indonesian, whole and in the pieces between placeholders: ours and the packages'.

    In small letters: the editor begins a label with a capital.
    """
    ours = [
        path
        for room in ("lms", "cms", "courses", "assignments", "fieldpractice")
        for path in (ROOT / room).glob("**/locale/id/LC_MESSAGES/django.mo")
    ]
    wagtail = Path(wagtail_package.__file__).parent.glob("**/locale/id_ID/LC_MESSAGES/django.mo")
    words: set[str] = set()
    for catalogue in [*ours, *wagtail]:
        with catalogue.open("rb") as file:
            for text in gettext.GNUTranslations(file)._catalog.values():
                words.update(piece.strip(" ,:.·*\n").lower() for piece in [text, *re.split(r"%\(\w+\)s|%s", text)])
    return words


@pytest.mark.parametrize("guide", GUIDES, **named)
def test_what_stands_in_bold_stands_on_the_screen(guide: Path) -> None:
    told = re.findall(r"\*\*(.+?)\*\*", _prose(guide))
    assert [word for word in told if word.strip(" ,:.·").lower() not in _words()] == []


def test_the_guides_lead_through_the_entries_that_a_cohort_has() -> None:
    with override("id"):
        entries = {str(tab.group or tab.label) for tab in cohort_tabs()}
    told = [
        (guide.name, word)
        for guide in GUIDES
        for word in re.findall(r"(?:Di|Pada|[Bb]uka|halaman) angkatan(?:,? buka|, lalu|,) \*\*(.+?)\*\*", _prose(guide))
    ]
    assert len(told) > 10
    assert [one for one in told if one[1] not in entries] == []


def test_the_picture_of_the_floors_shows_those_that_are_kept() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    kept = next(one["layers"] for one in contracts if one["name"] == "Floors")
    drawn = re.findall(r'font-weight="650"[^>]*>([^<]+)<', (ROOT / "docs/pictures/floors.svg").read_text())
    assert [name for label in drawn for name in label.split(" · ")] == kept
