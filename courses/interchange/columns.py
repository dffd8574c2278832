"""The columns of a list of people. Their names are Indonesian and part of the format: they stay when the screen is in English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

SHEET, EXAMPLES, GUIDE, UNITS = "Peserta", "Contoh", "Petunjuk", "Unit kerja"
REMARK = "Catatan"


@dataclass(frozen=True)
class Column:
    """One column: the key of what it holds, its name, what it is for, and other names it is met under."""

    key: str
    name: str
    note: str
    examples: tuple[str, str]
    needed: bool = False
    others: tuple[str, ...] = ()


COLUMNS = (
    Column(
        "name",
        "Nama",
        "Wajib. Tanpa gelar, seperti dalam SK.",
        ("Wayan Sudarma", "Siti Rahmawati"),
        needed=True,
        others=("Nama lengkap", "Nama peserta", "Name"),
    ),
    Column("title_before", "Gelar depan", "Misalnya Dr.", ("", "Dr."), others=("Gelar di depan",)),
    Column("title_after", "Gelar belakang", "Misalnya S.E., M.Si.", ("S.E.", "S.Sos., M.Si."), others=("Gelar",)),
    Column(
        "nip",
        "NIP",
        "18 angka sebagai teks, boleh berspasi. Kosongkan untuk yang bukan ASN.",
        ("19850101 201001 1 001", "199203152024212003"),
    ),
    Column(
        "email",
        "Surel",
        "Wajib. Setiap orang satu alamat.",
        ("wayan.sudarma@contoh.go.id", "siti.rahmawati@contoh.go.id"),
        needed=True,
        others=("Email", "E-mail", "Alamat surel", "Alamat email"),
    ),
    Column(
        "phone",
        "Telepon (WhatsApp)",
        "Sebagai teks, misalnya 0812 3456 7890.",
        ("0812 3456 7890", ""),
        others=("Telepon", "No. HP", "Nomor HP", "HP", "WhatsApp", "No. WA", "Nomor telepon"),
    ),
    Column(
        "unit",
        "Unit kerja",
        "Wajib. Kode atau nama dari lembar “Unit kerja”.",
        ("", ""),
        needed=True,
        others=("Unit", "Satuan kerja", "Satker", "Instansi"),
    ),
    Column("position", "Jabatan", "Jabatan lengkap.", ("Pengantar Kerja Ahli Muda", "Petugas Antar Kerja")),
    Column(
        "rank",
        "Pangkat/golongan",
        "Golongan saja cukup, misalnya III/c.",
        ("III/c", "Penata Muda, III/a"),
        others=("Golongan", "Pangkat", "Pangkat/gol", "Gol", "Pangkat golongan ruang"),
    ),
    Column("birth_place", "Tempat lahir", "", ("Denpasar", "Makassar")),
    Column(
        "birth_date",
        "Tanggal lahir",
        "Hari di depan, misalnya 17/08/1985.",
        ("01/01/1985", "15 Maret 1992"),
        others=("Tgl lahir", "Tgl. lahir"),
    ),
    Column(
        "letter_number",
        "Nomor surat tugas",
        "Bila sudah ada.",
        ("B-12/ST/2026", ""),
        others=("No. surat tugas", "Surat tugas", "No surat tugas"),
    ),
    Column(
        "letter_date",
        "Tanggal surat tugas",
        "Hari di depan.",
        ("20/07/2026", ""),
        others=("Tgl surat tugas", "Tgl. surat tugas"),
    ),
)
NAMES = {column.key: column.name for column in COLUMNS}
NEEDED = [column for column in COLUMNS if column.needed]


def folded(text: str) -> str:
    """Return a heading without what people write differently: capitals, points, stars, spaces."""
    return re.sub(r"[^a-z0-9]+", "", text.casefold())


@dataclass(frozen=True)
class Layout:
    """A kind of list: the sheet it stands on, its columns, and what is said of a file without any row."""

    sheet: str
    columns: tuple[Column, ...]
    nothing: Any

    @cached_property
    def keys(self) -> dict[str, str]:
        """The key of a column by its folded heading, under whichever name it is met."""
        return {folded(name): column.key for column in self.columns for name in (column.name, *column.others)}

    @cached_property
    def needed(self) -> list[Column]:
        return [column for column in self.columns if column.needed]


PEOPLE = Layout(SHEET, COLUMNS, _("There is nobody in this file: below the heads of the columns all rows are empty."))
