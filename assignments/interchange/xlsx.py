"""The bank as a spreadsheet: one row a question, a case followed by a row for each of its questions.

The words of the sheet are Indonesian and part of the format: they stay when the screen is in English.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from assignments.enums import QuestionKind
from assignments.interchange.common import (
    FALSE,
    LARGEST_FILE,
    MEGABYTE,
    TRUE,
    CellFault,
    Placed,
    Reading,
    check_count,
    check_size,
    number_text,
    shortened,
)
from assignments.interchange.xlsx_rows import BESIDE, LETTERS, body_of, cells_of, find_in
from assignments.questions.bodies import Body, decimal_of, printable
from assignments.questions.drafts import Draft
from lms.files.inspection.sheets import MOST_CELLS, widest_sheet
from lms.people.errors import Refusal

K = QuestionKind

SHEET, EXAMPLES, GUIDE = "Soal", "Contoh", "Petunjuk"
HEAD = [
    *("Kode", "Topik", "Jenis", "Bagian", "Poin", "Kasus", "Soal"),
    *LETTERS,
    *("Kunci", "Toleransi", "Satuan"),
    *(f"{BESIDE} {letter}" for letter in LETTERS),
    *("Penjelasan", "Pelajaran"),
]
KIND_WORDS = {
    "Satu pilihan": K.ONE,
    "Beberapa pilihan": K.SEVERAL,
    "Benar atau salah": K.TRUE_FALSE,
    "Menjodohkan": K.MATCHING,
    "Mengurutkan": K.ORDERING,
    "Angka": K.NUMERIC,
    "Isian singkat": K.SHORT,
    "Esai": K.ESSAY,
    "Kasus": K.SCENARIO,
}
WORDS = {kind: word for word, kind in KIND_WORDS.items()}
MOST_UNPACKED, MOST_EXPANSION, MOST_MEMBERS = 50 * MEGABYTE, 200, 200
MOST_ROWS = 6_000


# --- In ---


@dataclass(frozen=True)
class Line:
    """A row of the sheet that holds something: its number and its cells by the name of their column."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read(content: bytes, *, topic: str = "") -> Reading:
    """Return the questions of a workbook. `topic` stands in where the column is empty. Raises Refusal for what is no workbook."""
    check_size(content)
    check_zip(content)
    reading = Reading()
    lines = list(_lines(content, reading))
    check_count(len(lines))
    cases: dict[str, list[Line]] = {}
    for line in lines:
        if line["Bagian"]:
            cases.setdefault(line["Kode"].casefold(), []).append(line)
    for parts in cases.values():
        parts.sort(key=lambda part: decimal_of(part["Bagian"]) or Decimal(0))
    used: set[str] = set()
    for line in lines:
        if line["Bagian"]:
            continue
        kind = KIND_WORDS_FOLDED.get(line["Jenis"].casefold())
        parts = cases.get(line["Kode"].casefold(), []) if kind == K.SCENARIO else []
        used |= {line["Kode"].casefold()} if kind == K.SCENARIO else set()
        _read_question(reading, line, kind, parts, topic)
    for code, parts in cases.items():
        if code not in used:
            for part in parts:
                _say(
                    reading,
                    part,
                    "Kode",
                    _("There is no row of kind “Kasus” with this code for this part to belong to."),
                )
    return reading


KIND_WORDS_FOLDED = {word.casefold(): kind for word, kind in KIND_WORDS.items()} | {str(kind): kind for kind in K}


def check_zip(content: bytes) -> None:
    """Refuse what is no workbook, and a ZIP that grows beyond measure: sizes are counted while unpacking."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        names = archive.namelist()
    except zipfile.BadZipFile:
        raise Refusal(_("This is no XLSX workbook. Save the sheet as .xlsx and upload it again.")) from None
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Refusal(_("This is no XLSX workbook. Save the sheet as .xlsx and upload it again."))
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise Refusal(_("This workbook has macros. Save it as .xlsx without macros and upload it again."))
    declared = sum(entry.file_size for entry in archive.infolist())
    grown = declared > max(MOST_EXPANSION * len(content), MEGABYTE)
    if len(names) > MOST_MEMBERS or declared > MOST_UNPACKED or grown or _unpacked(archive) > MOST_UNPACKED:
        raise Refusal(_("This workbook unpacks to more than it may. Copy the rows into a fresh template."))


def _unpacked(archive: zipfile.ZipFile) -> int:
    total = 0
    try:
        for entry in archive.infolist():
            with archive.open(entry) as file:
                while chunk := file.read(MEGABYTE):
                    total += len(chunk)
                    if total > MOST_UNPACKED:
                        return total
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        raise Refusal(
            _("This workbook is damaged or locked with a password. Open it, save it anew and upload it again.")
        ) from None
    return total


def _lines(content: bytes, reading: Reading) -> Iterator[Line]:
    from python_calamine import CalamineError, CalamineWorkbook  # heavy: loaded by whoever reads a spreadsheet

    try:
        if widest_sheet(content) > MOST_CELLS:
            raise Refusal(
                _("A cell far from all others makes the sheet too large. Copy the rows into a fresh template.")
            )
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        name = SHEET if SHEET in book.sheet_names else book.sheet_names[0]
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError, zipfile.BadZipFile):
        raise Refusal(_("The workbook could not be read. Open it, save it anew and upload it again.")) from None
    if len(rows) > MOST_ROWS:
        raise Refusal(_("The sheet has more than %(count)s rows. Split it.") % {"count": MOST_ROWS})
    columns = _columns(rows[0] if rows else [], reading)
    for number, row in enumerate(rows[1:], 2):
        cells = {name: cell_text(value) for name, value in zip(columns, row, strict=False) if name}
        if any(cells.values()):
            yield Line(number, cells)


def _columns(head: Sequence[Any], reading: Reading) -> list[str]:
    """Return the columns' names as the format writes them; a name that is unknown or missing is told."""
    known = {name.casefold(): name for name in HEAD}
    columns = []
    for value in head:
        text = " ".join(cell_text(value).split())
        columns.append(known.get(text.casefold(), ""))
        if text and not columns[-1]:
            words = _(
                "There is no column of this name in the template: its cells are not read. Rename it, or take it out."
            )
            reading.faults.append(CellFault(SHEET, 1, text, text, words))
    if missing := [name for name in ("Kode", "Jenis", "Soal") if name not in columns]:
        raise Refusal(
            _("The first row of the sheet lacks the columns: %(names)s. Begin with the template.")
            % {"names": ", ".join(missing)}
        )
    return columns


def cell_text(value: Any) -> str:
    """Return a cell as the text that somebody sees in it, numbers with a decimal comma."""
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, int | float):
        return number_text(Decimal(repr(value)))
    if isinstance(value, date | time):
        return value.isoformat()
    return printable(str(value if value is not None else "")).strip(" \t\u00a0")


def _read_question(reading: Reading, line: Line, kind: K | None, parts: list[Line], topic: str) -> None:
    if kind is None:
        words = _("Write one of: %(words)s.") % {"words": ", ".join(KIND_WORDS)}
        return _say(reading, line, "Jenis", words)
    before = len(reading.faults)
    points = _points(reading, line)
    body, wrong = body_of(kind, line.cells)
    for column, message in wrong:
        _say(reading, line, column, message)
    if kind == K.SCENARIO:
        body["parts"] = [part for one in parts if (part := _read_part(reading, one)) is not None]
    if len(reading.faults) > before:
        return None
    draft = Draft(line["Kode"], line["Topik"] or topic, kind, body, points)
    reading.placed.append(Placed(draft, SHEET, line.number, _finder(kind, body, line, parts)))
    return None


def _read_part(reading: Reading, line: Line) -> Body | None:
    kind = KIND_WORDS_FOLDED.get(line["Jenis"].casefold())
    if kind is None or kind in {K.SCENARIO, K.ESSAY}:
        words = ", ".join(word for word, one in KIND_WORDS.items() if one not in {K.SCENARIO, K.ESSAY})
        _say(reading, line, "Jenis", _("A question of a case is one of: %(words)s.") % {"words": words})
        return None
    body, wrong = body_of(kind, line.cells)
    for column, message in wrong:
        _say(reading, line, column, message)
    return {"key": "", "kind": str(kind), "points": number_text(_points(reading, line)), "body": body}


def _points(reading: Reading, line: Line) -> Decimal:
    raw = line["Poin"] or "1"
    points = decimal_of(raw)
    if points is None or not 0 < points < 10_000 or points != round(points, 2):
        _say(reading, line, "Poin", _("Points are a number above 0 with at most two decimals, for example 1 or 2,5."))
        return Decimal(1)
    return points


def _say(reading: Reading, line: Line, column: str, message: str) -> None:
    reading.faults.append(CellFault(SHEET, line.number, column, shortened(line[column]), message))


def _finder(kind: K, body: Body, line: Line, parts: list[Line]) -> Any:
    """Return what leads from a place in the body to the cell that it came from."""

    def find(where: str) -> tuple[int, str, str]:
        if where.startswith("parts[") and parts:
            number, _dot, rest = where[6:].partition("].")
            place = int(number.rstrip("]")) - 1
            inner = body["parts"][place]
            column = find_in(inner["kind"], rest, parts[place].cells)
            return parts[place].number, column, parts[place][column]
        column = find_in(kind, where, line.cells)
        return line.number, column, line[column]

    return find


# --- Out ---


def lost(draft: Draft) -> list[str]:
    """Return what of a question a row of the sheet cannot hold."""
    parts = draft.body.get("parts") or []
    bodies = [draft.body, *(part["body"] for part in parts)]
    most = max(
        len(body.get("options") or body.get("steps") or (body.get("pairs") or []) + (body.get("extra") or []))
        for body in bodies
    )
    return [_("more than %(count)s entries") % {"count": len(LETTERS)}] if most > len(LETTERS) else []


def write(drafts: Iterable[Draft]) -> bytes:
    """Return a workbook with these questions; those it cannot hold (`lost`) are left out."""
    return _workbook([(SHEET, _rows(one for one in drafts if not lost(one)))], topics=[])


def template(topics: Sequence[tuple[str, str]], examples: Sequence[Draft]) -> bytes:
    """Return an empty workbook to fill in, with examples of every kind and a page that explains the columns."""
    return _workbook([(SHEET, []), (EXAMPLES, _rows(examples))], topics=topics, guide=True)


def _rows(drafts: Iterable[Draft]) -> Iterator[dict[str, str]]:
    for draft in drafts:
        head = {
            "Kode": draft.code,
            "Topik": draft.topic,
            "Jenis": WORDS[K(draft.kind)],
            "Poin": number_text(draft.points),
        }
        yield {**head, **cells_of(draft.kind, draft.body)}
        for number, part in enumerate(draft.body.get("parts") or [], 1):
            points = number_text(decimal_of(part["points"]) or Decimal(1))
            head = {"Kode": draft.code, "Jenis": WORDS[K(part["kind"])], "Bagian": str(number), "Poin": points}
            yield {**head, **cells_of(part["kind"], part["body"])}


def _workbook(
    sheets: Sequence[tuple[str, Iterable[dict[str, str]]]], *, topics: Sequence[tuple[str, str]], guide: bool = False
) -> bytes:
    import xlsxwriter  # heavy: loaded by whoever asks for a spreadsheet

    out = BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            _dress(sheet)
            sheet.write_row(0, 0, HEAD, bold)
            for number, cells in enumerate(rows, 1):
                for column, title in enumerate(HEAD):
                    if cells.get(title):
                        sheet.write_string(number, column, cells[title], wrap)
            if name == SHEET:
                _offer(sheet, topics)
        if guide:
            _explain(book.add_worksheet(GUIDE), topics, bold, wrap)
    return out.getvalue()


def _dress(sheet: Any) -> None:
    sheet.freeze_panes(1, 1)
    widths = {"Kasus": 40, "Soal": 50, "Penjelasan": 40, "Jenis": 18, "Kunci": 18}
    for column, title in enumerate(HEAD):
        sheet.set_column(column, column, widths.get(title, 28 if title in LETTERS or title.startswith(BESIDE) else 12))


def _offer(sheet: Any, topics: Sequence[tuple[str, str]]) -> None:
    """Give the columns that know their words a list to choose from."""
    kind = HEAD.index("Jenis")
    sheet.data_validation(1, kind, MOST_ROWS, kind, {"validate": "list", "source": list(KIND_WORDS)})
    codes = [code for code, _name in topics]
    if codes and sum(map(len, codes)) + len(codes) < 250:
        column = HEAD.index("Topik")
        sheet.data_validation(1, column, MOST_ROWS, column, {"validate": "list", "source": codes})


GUIDE_ROWS = [
    ("Kode", "Nama soal yang tetap, misalnya lkp-1-001. Kode yang sudah ada di bank berarti soal itu diperbarui; kode baru menambah soal."),
    ("Topik", "Kode topik yang sudah ada di bank (daftarnya di bawah)."),
    ("Jenis", ", ".join(KIND_WORDS)),
    ("Bagian", "Hanya untuk pertanyaan sebuah kasus: 1, 2, 3 … dengan Kode yang sama seperti baris kasusnya."),
    ("Poin", "Angka di atas 0. Kosong berarti 1."),
    ("Kasus", "Hanya untuk jenis Kasus: ceritanya."),
    ("Soal", "Pertanyaannya. Baris baru di dalam sel menjadi paragraf."),
    ("A–J", "Pilihan jawaban; untuk Menjodohkan sisi kiri; untuk Mengurutkan langkah dalam urutan yang benar."),
    ("Kunci", "Satu pilihan: B. Beberapa pilihan: A, C. Benar atau salah: Benar atau Salah. Angka: bilangannya. Isian singkat: jawaban yang diterima, dipisah | atau satu sebaris. Esai: panduan untuk penilai."),
    ("Toleransi, Satuan", "Hanya untuk Angka. Toleransi kosong berarti harus tepat."),
    ("Pasangan atau umpan balik A–J", "Untuk pilihan: mengapa jawaban itu salah atau benar. Untuk Menjodohkan: sisi kanan; sisi kanan tanpa sisi kiri menjadi pengecoh."),
    ("Penjelasan", "Ditampilkan bersama hasil."),
    ("Pelajaran", "Kode pelajaran, misalnya LKP-1.1."),
]  # fmt: skip


def _explain(sheet: Any, topics: Sequence[tuple[str, str]], bold: Any, wrap: Any) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 100)
    rows = [("Kolom", "Isi"), *GUIDE_ROWS, ("", ""), ("Kode topik", "Nama topik"), *topics]
    for number, (left, right) in enumerate(rows):
        sheet.write_string(number, 0, left, bold)
        sheet.write_string(number, 1, right, wrap)


__all__ = ["LARGEST_FILE", "lost", "read", "template", "write"]
