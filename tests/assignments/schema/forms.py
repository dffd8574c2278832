"""A form with a field of every type, for the tests of the engine."""

from __future__ import annotations

from datetime import date
from typing import Any

from assignments.schema import Context, Schema, normal

TODAY = date(2026, 11, 25)


def field(key: str, kind: str, **settings: Any) -> dict[str, Any]:
    """Return a field that need not be filled in unless `required` says so."""
    return {"key": key, "type": kind, "label": {"id": key.title(), "en": f"{key} (en)"}, "required": False, **settings}


def form(*fields: dict[str, Any]) -> Schema:
    """Return a normal schema of one section with these fields."""
    return normal(
        {
            "code": "LT-99",
            "title": {"id": "Contoh", "en": "Sample"},
            "sections": [{"key": "s1", "title": {"id": "Bagian"}, "fields": list(fields)}],
        }
    )


TABLE = field(
    "tabel",
    "table",
    min_rows=1,
    max_rows=3,
    columns=[
        {"key": "nama", "label": {"id": "Nama", "en": "Name"}, "client_data": True, "max_length": 60},
        {"key": "jumlah", "label": {"id": "Jumlah"}, "type": "number", "required": False, "maximum": "5000"},
        {"key": "upah", "label": {"id": "Upah"}, "type": "currency", "required": False},
        {"key": "tgl", "label": {"id": "Tanggal"}, "type": "date", "required": False},
        {"key": "jk", "label": {"id": "JK"}, "type": "select", "options": ["L", "P"], "required": False},
        {"key": "hadir", "label": {"id": "Hadir"}, "type": "bool", "required": False},
    ],
)
EVERYTHING = form(
    field("otomatis", "auto", source="unit"),
    field("tanggal", "date", not_future=True),
    field("jam", "time"),
    field("bulan", "month", not_future=True),
    field("lama", "duration"),
    field("angka", "number", minimum="0", maximum="1000", decimals=1),
    field("uang", "currency"),
    field("pilih", "select", options=["Baru", {"value": "Lama", "label": {"id": "Lama", "en": "Old"}}], other=True),
    field("banyak", "multiselect", options=["Satu", "Dua", "Tiga"], other=True),
    field("kata", "tags"),
    field("benar", "bool"),
    field("skor", "scale", minimum=1, maximum=3, low={"id": "Tidak puas"}, high={"id": "Puas", "en": "Content"}),
    field("teks", "text", max_length=20),
    field("cerita", "textarea", client_data=True),
    TABLE,
    field("berkas", "file", max_files=2),
    field("rujuk", "ref", form="LT-04"),
    field("setuju", "approval"),
)
CONTEXT = Context(auto={"unit": "BPVP Kendari"}, today=TODAY)
