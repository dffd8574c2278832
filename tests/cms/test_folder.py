"""Folders with errors are refused whole, with file and line."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from cms.markdown.archive import read_zip, write_zip
from cms.markdown.errors import FolderRefused
from cms.markdown.folder import read_folder, write_folder
from tests.factories.cms import folder_files

LESSON = "01-dasar/01-modul/01-pelajaran.md"
STARTER = Path(__file__).resolve().parents[2] / "cms" / "starter"


def problems(files: dict[str, bytes]) -> list[tuple[str, int, str]]:
    with pytest.raises(FolderRefused) as refusal:
        read_folder(files)
    return [(problem.file, problem.line, problem.message) for problem in refusal.value.problems]


def test_a_good_folder_is_canonical() -> None:
    files = folder_files()
    assert write_folder(read_folder(files)) == files


def changed(name: str, old: str, new: str) -> dict[str, bytes]:
    files = folder_files()
    assert old in files[name].decode()
    return {**files, name: files[name].decode().replace(old, new, 1).encode()}


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        (LESSON, "minutes: 20", "minutes: dua puluh", 6),
        (LESSON, "minutes: 20", "minutes: 20\nwarna: biru", 7),
        (LESSON, "minutes: 20\n", "", 2),
        (LESSON, "title: Pelajaran", 'title: "belum ditutup', 2),
        (LESSON, "title: Pelajaran", "title: yes", 2),
        (LESSON, "status: inferred", "status: mungkin", 12),
        (LESSON, "Isi pelajaran.", "Isi <b>pelajaran</b>.", 14),
        (LESSON, "Isi pelajaran.", "Isi\n\n:::sulap\nx: 1\n:::", 16),
        (LESSON, "Isi pelajaran.", "Isi\n\n:::sop\nnumber: satu\nnote: x\n:::", 17),
        (LESSON, "Isi pelajaran.", "Isi\n\n:::sop\nnumber: 1", 16),
        (LESSON, "Isi pelajaran.", "Isi\tpelajaran", 14),
        (LESSON, "Isi pelajaran.", "Isi\r\npelajaran", 14),
        ("glossary.yaml", "status: inferred", "status: inferred\n  warna: biru", 5),
    ],
)
def test_an_error_names_file_and_line(name: str, old: str, new: str, line: int) -> None:
    found = problems(changed(name, old, new))
    assert [(file, at) for file, at, _message in found] == [(name, line)]


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "words"),
    [
        (LESSON, "terms: []", "terms: [pencari kerj]", 11, "pencari kerja"),
        (LESSON, "terms: []", "terms:\n  - pencari kerja\n  - pencari kerj", 13, "pencari kerja"),
        (LESSON, "sop: []", "sop: [9]", 9, "9"),
        (LESSON, "processes: []", "processes: [99]", 10, "99"),
        (LESSON, "minutes: 20", "minutes: 50", 6, "45"),
        ("01-dasar/course.md", "jp: 1", "jp: 7", 6, "7"),
        (LESSON, "Isi pelajaran.", "Isi\n\n:::sop\nnumber: 9\nnote: x\n:::", 17, "9"),
        (LESSON, "Isi pelajaran.", "Isi\n\n:::term\nterm: asing\ntext: x\n:::", 17, "asing"),
        (LESSON, "Isi pelajaran.", "Isi\n\n:::figure\nimage: tak-ada.png\nalt: x\ncaption: x\n:::", 17, "tak-ada.png"),
    ],
)
def test_what_no_single_file_can_tell_names_the_line_too(name: str, old: str, new: str, line: int, words: str) -> None:
    ((file, at, message),) = problems(changed(name, old, new))
    assert (file, at) == (name, line)
    assert words in message


def test_an_sop_that_contradicts_itself_names_the_lines() -> None:
    name = "sop/04-layanan-konseling-bimbingan-jabatan.md"
    text = (STARTER / name).read_text()
    files = {**folder_files(), name: text.replace("no_to: 12", "no_to: 77").encode()}
    wrong = (
        files[name]
        .replace(b"executor: Koordinator Kios", b"executor: Siapa saja")
        .replace(b"related: [1, 3, 5, 7]", b"related: [4, 5]")
    )
    found = {line: message for file, line, message in problems({**files, name: wrong}) if file == name}
    lines = wrong.decode().split("\n")
    assert [lines[at - 1].strip() for at in sorted(found)] == ["related: [4, 5]", "no_to: 77", "executor: Siapa saja"]


def test_an_entry_that_stands_twice_names_the_second() -> None:
    files = folder_files()
    twice = files["glossary.yaml"] * 2
    ((file, line, _message),) = problems({**files, "glossary.yaml": twice})
    assert file == "glossary.yaml"
    assert twice.decode().split("\n")[line - 1].startswith("- term:")
    assert line > 1


def test_of_two_steps_that_lead_to_the_same_the_wrong_one_is_named() -> None:
    name = "sop/01-layanan-resepsionis-pemberi-kerja-dan-pencari-kerja.md"
    wrong = []
    lines = (STARTER / name).read_text().split("\n")
    first, second = (at for at, line in enumerate(lines, start=1) if line.strip() == "no_to: 9")
    for at in (first, second):
        symbol = max(place for place in range(at) if lines[place].strip() == "symbol: decision")
        text = "\n".join([*lines[:symbol], "    symbol: process", *lines[symbol + 1 :]])
        wrong += [at for _file, at, message in problems({**folder_files(), name: text.encode()}) if "no_to" in message]
    assert wrong == [first, second]


@pytest.mark.parametrize(
    ("file", "entries", "line"),
    [
        ("processes.yaml", ['- "no": 1', '- "no": 10', '- "no": 1'], 3),
        ("glossary.yaml", ["- term: jam pelajaran (JP)", "- term: peserta", "- term: jam pelajaran (JP)"], 3),
        ("glossary.yaml", ["- term: pelatihan", "- term: pelatihan daring", "- term: pelatihan"], 3),
        ("glossary.yaml", ["- term: pelatihan", "- term: 'pelatihan' # lagi"], 2),
    ],
)
def test_an_entry_that_stands_twice_is_told_from_its_neighbours(file: str, entries: list[str], line: int) -> None:
    _first, *rest = (STARTER / file).read_text().split("\n- ")[0].split("\n")
    text = "\n".join("\n".join([one, *rest]) for one in entries) + "\n"
    found = [at for name, at, _message in problems({**folder_files(), file: text.encode()}) if name == file]
    assert found == [(line - 1) * (len(rest) + 1) + 1]


def test_a_mark_that_some_editors_put_before_the_first_letter_is_no_mistake() -> None:
    files = folder_files()
    marked = {name: b"\xef\xbb\xbf" + data for name, data in files.items()}
    assert write_folder(read_folder(marked)) == files


def test_all_problems_are_named_at_once() -> None:
    files = {**folder_files(), "catatan.txt": b"x", "01-dasar/02-modul-dua/01-x.md": b"x"}
    del files["curriculum.md"]
    assert {file for file, _line, _message in problems(files)} == {
        "catatan.txt",
        "curriculum.md",
        "01-dasar/02-modul-dua/01-x.md",
    }


def test_not_utf8() -> None:
    ((file, line, _message),) = problems({**folder_files(), LESSON: b"---\ntitle: \xff\n---\n"})
    assert (file, line) == (LESSON, 2)


def test_a_slug_used_twice() -> None:
    files = folder_files()
    files["01-dasar/01-modul/02-pelajaran.md"] = files[LESSON].replace(b"X-1.1", b"X-1.2")
    assert any("pelajaran" in message for _file, _line, message in problems(files))


def packed(names: dict[str, bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in names.items():
            archive.writestr(name, data)
    out.seek(0)
    return out


def test_a_zip_of_the_folder_or_of_what_is_in_it() -> None:
    files = folder_files()
    assert read_zip(io.BytesIO(write_zip(files))) == files
    assert read_zip(packed({f"kurikulum/{name}": data for name, data in files.items()})) == files


@pytest.mark.parametrize("name", ["../luar.md", "/etc/passwd", "a/../../b.md", "a\\..\\b.md", "C:/x.md"])
def test_names_that_lead_out_are_refused(name: str) -> None:
    with pytest.raises(FolderRefused):
        read_zip(packed({name: b"x"}))


def test_a_bomb_is_refused() -> None:
    with pytest.raises(FolderRefused):
        read_zip(packed({"media/besar.png": b"\0" * (24 * 1024 * 1024)}))


def test_a_link_in_a_zip_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("media/x.png")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(FolderRefused):
        read_zip(io.BytesIO(out.getvalue()))


def test_no_zip() -> None:
    with pytest.raises(FolderRefused):
        read_zip(io.BytesIO(b"PDF"))
