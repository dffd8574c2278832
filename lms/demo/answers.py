"""What the demo's participants write into their forms: plausible words for the fields that need some, the rest by its type."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from assignments.enums import FieldType
from assignments.schema import Answers, Field, Schema, fields_of

T = FieldType

WORDS: dict[str, tuple[str, ...]] = {
    "no_antrean": ("A-007", "A-012", "B-003", "A-021"),
    "inisial": ("A.R.", "M.S.", "D.K.", "N.F."),
    "konseli": ("R.H.", "S.W.", "T.A.", "Y.P."),
    "pendidikan": ("SMK Teknik Otomotif, 2021", "D3 Akuntansi, 2019", "SMA IPS, 2022", "S1 Manajemen, 2020"),
    "jabatan_diminati": ("Operator produksi", "Staf administrasi", "Teknisi listrik", "Kasir"),
    "catatan_pk": (
        "Pencari kerja belum memiliki akun Karirhub; dibantu sampai profil lengkap.",
        "Bersedia ditempatkan di luar kota dalam satu provinsi.",
    ),
    "masalah": (
        "Kontrak kerja berakhir dua bulan lalu, ragu memilih antara melamar lagi atau mengikuti pelatihan.",
        "Sudah melamar ke tujuh perusahaan tanpa panggilan; surat lamaran terlalu umum.",
        "Ingin beralih dari produksi ke bidang administrasi, belum memiliki keterampilan komputer.",
    ),
    "instrumen": ("Inventori minat jabatan Holland", "Wawancara terstruktur"),
    "ringkasan": (
        "Klien memahami bahwa keterampilan las dapat ditingkatkan melalui pelatihan; umpan balik diberikan atas surat lamaran.",
        "Minat dan pengalaman klien mengarah ke layanan pelanggan; disepakati memperbaiki CV dan berlatih wawancara.",
        "Klien menyadari perlunya sertifikat; jadwal uji kompetensi dijelaskan.",
    ),
    "langkah": ("Memperbaiki CV", "Mendaftar pelatihan las", "Melamar tiga lowongan terverifikasi"),
    "dukungan": ("Contoh CV dari Kios", "Surat pengantar", "Pendampingan pendaftaran daring"),
    "jabatan": ("Operator produksi", "Staf administrasi", "Teknisi listrik", "Pramuniaga"),
    "tugas": ("Menjalankan mesin potong", "Mencatat barang masuk", "Melayani pelanggan"),
    "bidang": ("Manufaktur", "Perdagangan", "Jasa"),
    "pemberi_kerja": ("PT Sinar Contoh Abadi", "CV Karya Teladan", "PT Bahari Percontohan"),
    "syarat": (
        "Pendidikan paling rendah SMA atau sederajat; mampu bekerja dalam tim; tanpa syarat usia.",
        "Memiliki sertifikat kompetensi las tingkat dasar; bersedia bekerja bergiliran.",
    ),
    "lokasi": ("Kabupaten Bekasi", "Kota Semarang", "Kota Makassar"),
    "tahap_seleksi": ("Seleksi berkas, wawancara, pemeriksaan kesehatan",),
    "uraian": (
        "Jaringan di Kios terputus pada jam sibuk sehingga pendaftaran daring tertunda sekitar satu jam.",
        "Beberapa lowongan belum mencantumkan upah sehingga pencari kerja ragu melamar.",
        "Antrean menumpuk pada hari Senin karena hanya satu petugas di loket pendaftaran.",
    ),
    "upaya": (
        "Memakai formulir cetak sementara, lalu memasukkan data setelah jaringan kembali.",
        "Menghubungi perusahaan untuk melengkapi data lowongan sebelum ditayangkan.",
        "Mengatur ulang jadwal loket dan memberi nomor antrean terpisah untuk konseling.",
    ),
    "isu": (
        "Koordinasi jadwal konseling dengan loket pendaftaran belum rutin.",
        "Data lowongan terlambat diperbarui sehingga rujukan kurang tepat.",
    ),
    "tindak": (
        "Rapat singkat setiap pagi antara loket dan konselor; jadwal ditempel di ruang layanan.",
        "Menunjuk satu petugas untuk memeriksa lowongan dua kali sehari.",
    ),
    "pj": ("Kepala seksi penempatan", "Koordinator loket"),
    "indikator": ("Waktu tunggu konseling paling lama 20 menit", "Lowongan diperbarui dalam satu hari kerja"),
    "nama": ("PT Sinar Contoh Abadi", "CV Karya Teladan"),
}
TAGS = ("jaringan", "antrean", "lowongan", "konseling", "data")
APPROVER = "Kepala Seksi Penempatan"


def answers_for(form: Schema, day: date, chance: Random) -> Answers:
    """Return answers that can be handed in, as of a day. Files, references and what is worked out are left out."""
    filled = {one["key"]: _answer(one, day, chance) for one in fields_of(form)}
    _agree(filled, [one["key"] for one in fields_of(form) if one["type"] == T.TIME])
    return {key: value for key, value in filled.items() if value is not None}


def _agree(filled: dict[str, Any], times: list[str]) -> None:
    """Let the hours of a form follow each other, and no more places be filled than there were."""
    for key, at in zip(times, sorted(filled[key] for key in times), strict=True):
        filled[key] = at
    if "terisi" in filled:
        filled["terisi"] = min(filled["terisi"], filled["jumlah"], key=int)


def _answer(one: Field, day: date, chance: Random) -> Any:
    if one.get("calculation"):
        return None
    if one["type"] == T.TABLE:
        return [
            {cell["key"]: _answer(cell, day, chance) for cell in one["columns"]}
            for _row in range(max(1, one["min_rows"], chance.randint(1, 2)))
        ]
    if one["type"] in (T.SELECT, T.MULTISELECT):
        return _chosen(one, chance)
    return _plain(one, day, chance)


def _chosen(one: Field, chance: Random) -> Any:
    values = [option["value"] for option in one["options"]]
    return chance.choice(values) if one["type"] == T.SELECT else chance.sample(values, min(2, len(values)))


def _plain(one: Field, day: date, chance: Random) -> Any:
    kind = T(one["type"])
    if kind in (T.TEXT, T.TEXTAREA):
        return chance.choice(WORDS.get(one["key"]) or ("Sesuai SOP, tanpa kendala.",))
    if kind in (T.NUMBER, T.CURRENCY):
        number = chance.randint(3, 5) * 1_000_000 if kind == T.CURRENCY else chance.randint(1, 6)
        least, most = Decimal(one.get("minimum") or 0), Decimal(one.get("maximum") or number)
        return str(max(least, min(Decimal(number), most)))
    return {
        T.DATE: lambda: f"{day - timedelta(days=chance.randint(0, 3)):%Y-%m-%d}",
        T.TIME: lambda: f"{chance.randint(8, 15):02}:{chance.choice((0, 15, 30, 45)):02}",
        T.MONTH: lambda: f"{day:%Y-%m}",
        T.DURATION: lambda: chance.choice((30, 45, 60, 90)),
        T.BOOL: lambda: chance.random() < 0.8,
        T.SCALE: lambda: chance.randint(int(one.get("minimum", 1)) + 1, int(one.get("maximum", 5))),
        T.TAGS: lambda: chance.sample(TAGS, 2),
        T.APPROVAL: lambda: {"by": APPROVER, "on": (day - timedelta(days=1)).isoformat()},
    }.get(kind, lambda: None)()
