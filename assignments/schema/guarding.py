"""The guard of clients' data: what looks like a NIK, a phone number or a full name gets a warning. It never blocks.

A field an editor marked `client_data` holds something about a client, who is called by initials only. There a NIK, a phone
number or a full name is pointed out; a NIK is pointed out in any other text as well, since it has no business anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from assignments.enums import FieldType
from assignments.schema.rules import Sheet
from assignments.schema.shapes import Answers, Fault, Field, Schema, choice_text

T = FieldType
_NIK = re.compile(r"(?<!\d)\d(?:[ .-]?\d){15}(?!\d)", re.ASCII)
_PHONE = re.compile(r"(?<![\d.])(?:\+?62[\s.-]?|0)8\d{1,2}(?:[\s.-]?\d{2,4}){2,3}(?!\d)", re.ASCII)
_TITLED = re.compile(
    r"\b(?i:bapak|ibu|pak|bu|sdr|sdri|saudara|saudari|tuan|nyonya|bernama|a\.n)\b\.?\s+([A-Z][a-z'’]{2,})\b"
)
_CAPITALISED = re.compile(r"\b[A-Z][a-z'’]{2,}(?:\s+[A-Z][a-z'’]{2,})+\b")
_WORD = re.compile(r"[^\W\d_][\w'’]*")
# Words that begin with a capital without being part of a name: places of work, administration, months, days, titles of jobs.
_NO_NAMES_TEXT = """
    balai besar pelatihan vokasi produktivitas dinas tenaga kerja kios siapkerja karirhub skillhub sertihub kabupaten kota
    provinsi kecamatan kelurahan desa jalan kementerian ketenagakerjaan direktorat jenderal pusat pasar unit satuan pelayanan
    perusahaan bandar bank rumah sakit sekolah menengah kejuruan atas dasar universitas politeknik institut akademi program
    studi teknik jawa barat timur tengah utara selatan tenggara sumatera kalimantan sulawesi papua nusa bali maluku aceh banten
    jakarta bandung surabaya semarang medan makassar bekasi tangerang bogor depok serang lampung riau jambi bengkulu palembang
    yogyakarta senin selasa rabu kamis jumat sabtu minggu januari februari maret april mei juni juli agustus september oktober
    november desember pengantar pencari pemberi konselor petugas operator teknisi staf admin kasir sopir guru perawat bahasa
    indonesia inggris jepang korea mandarin microsoft word excel office google whatsapp las listrik otomotif kelas karier job
    fair walk interview curriculum vitae surat lamaran kartu tanda penduduk nomor induk jaminan kehilangan pekerjaan pemutusan
    hubungan badan usaha milik negara luar dalam negeri tinggi rendah sedang baru lama tidak ada laki perempuan klien konseli
    kepala direktur ketua camat lurah bupati gubernur dosen kandung rumah tangga
"""
_NO_NAMES = frozenset(_NO_NAMES_TEXT.split())


def client_data_warnings(schema: Schema, answers: Answers) -> list[Fault]:
    """Return a warning for each text that seems to hold a client's personal data, in the order of the form."""
    return [
        Fault(where, warning)
        for where, text, guarded, short in _texts(schema, answers)
        if (warning := text_warning(text, guarded=guarded, short=short))
    ]


def _texts(schema: Schema, answers: Answers) -> Iterator[tuple[str, str, bool, bool]]:
    """Yield every text with its place, whether it is about a client, and whether it is a short one."""
    sheet = Sheet(schema, answers)
    for key, one in sheet.fields.items():
        value = sheet.value(key)
        if one["type"] == T.TABLE and isinstance(value, list):
            yield from _cells(one, value)
        elif one["type"] in {T.TEXT, T.TEXTAREA} and isinstance(value, str):
            yield key, value, bool(one.get("client_data")), one["type"] == T.TEXT
        elif one["type"] in {T.SELECT, T.MULTISELECT, T.TAGS} and value:
            entries = value if isinstance(value, list) else [value]
            yield key, " ".join(choice_text(entry) for entry in entries), False, False


def _cells(one: Field, rows: list[Any]) -> Iterator[tuple[str, str, bool, bool]]:
    for number, row in enumerate(rows, 1):
        for column in one.get("columns", []):
            value = row.get(column["key"]) if isinstance(row, dict) else None
            if column["type"] == T.TEXT and isinstance(value, str):
                yield f"{one['key']}[{number}].{column['key']}", value, bool(column.get("client_data")), True


def text_warning(text: str, *, guarded: bool = True, short: bool = False) -> str:
    """Return what a text seems to hold of a client's personal data, and what to write instead; "" when it seems to hold none."""
    if _NIK.search(text):
        return _("This looks like a NIK (16 digits). Leave it out: no form needs a client's NIK.")
    if not guarded:
        return ""
    if _PHONE.search(text):
        return _("This looks like a phone number. Leave it out: a client is named by initials only.")
    if _named(text) or (short and _is_full_name(text)):
        return _("This looks like a full name. Write the initials only.")
    return ""


def _named(text: str) -> bool:
    """Whether a sentence calls somebody by a name: after a form of address, or by two words with capitals in a row."""
    if any(not _known(found[1]) for found in _TITLED.finditer(text)):
        return True
    return any(_two_in_a_row(found.group().split()) for found in _CAPITALISED.finditer(text))


def _two_in_a_row(words: list[str]) -> bool:
    return any(not _known(one) and not _known(following) for one, following in pairwise(words))


def _is_full_name(text: str) -> bool:
    """Whether a short text is nothing but two to four whole words, as a name is."""
    words = _WORD.findall(text)
    return (
        2 <= len(words) <= 4
        and not re.search(r"[\d:;,/()]", text)
        and sum(len(word) > 2 for word in words) >= 2
        and not any(_known(word) for word in words)
    )


def _known(word: str) -> bool:
    return word.strip(".,").casefold() in _NO_NAMES
