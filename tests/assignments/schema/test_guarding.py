"""The guard of clients' data."""

from __future__ import annotations

import pytest

from assignments.schema import client_data_warnings
from tests.assignments.schema.forms import TABLE, field, form

SCHEMA = form(
    field("inisial", "text", client_data=True),
    field("cerita", "textarea", client_data=True),
    field("pendidikan", "text"),
    field("kata", "tags"),
    TABLE,
)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("inisial", "Budi Santoso"),
        ("inisial", "budi santoso"),
        ("inisial", "Siti Nur Aminah"),
        ("inisial", "0812-3456-7890"),
        ("inisial", "+62 812 3456 7890"),
        ("cerita", "Klien Budi Santoso ingin bekerja di luar kota."),
        ("cerita", "Konseli bernama Wulan datang bersama kakaknya."),
        ("cerita", "Dapat dihubungi di 081234567890 sore hari"),
        ("cerita", "NIK 3171234567890001 sudah dicek"),
        ("cerita", "NIK 3171 2345 6789 0001"),
        ("pendidikan", "SMK, 3171234567890001"),
        ("kata", ["las", "3171234567890001"]),
        ("tabel", [{"nama": "AB"}, {"nama": "Dewi Lestari"}]),
    ],
)
def test_personal_data_gets_a_warning(key: str, text: object) -> None:
    warnings = client_data_warnings(SCHEMA, {key: text})
    assert [warning.where for warning in warnings] == ["tabel[2].nama" if key == "tabel" else key]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("inisial", "BS"),
        ("inisial", "B. S."),
        ("inisial", "Klien perempuan"),
        ("cerita", "Klien ingin mengikuti pelatihan di Balai Besar Pelatihan Vokasi dan Produktivitas Bekasi."),
        ("cerita", "Datang Senin pagi. Pengantar Kerja menjelaskan lowongan di Jawa Tengah."),
        ("cerita", "Ibu klien setuju. Bapak Kepala Dinas hadir."),
        ("cerita", "Upah Rp 4.500.000, NIB 1234567890123, telepon kantor 021-5255733"),
        ("pendidikan", "Budi Santoso"),
        ("pendidikan", "0812-3456-7890"),
        ("kata", ["Budi Santoso"]),
        ("tabel", [{"nama": "AB"}, "rusak"]),
    ],
)
def test_ordinary_text_gets_none(key: str, text: object) -> None:
    assert client_data_warnings(SCHEMA, {key: text}) == []


def test_what_is_hidden_is_not_warned_about() -> None:
    schema = form(
        field("ada", "bool"),
        field("inisial", "text", client_data=True, show_when=[{"field": "ada", "operator": "is", "value": "ya"}]),
    )
    assert client_data_warnings(schema, {"ada": False, "inisial": "Budi Santoso"}) == []
