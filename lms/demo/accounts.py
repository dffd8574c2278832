"""The demo's accounts: one password for all, never valid outside local settings."""

from __future__ import annotations

PASSWORD = "latihan-2026"  # noqa: S105 - printed on the sign-in page of the demo

ACCOUNTS: list[tuple[str, str]] = [
    ("admin@demo.test", "Administrator"),
    ("koordinator@demo.test", "Koordinator (penyelenggara)"),
    ("fasilitator@demo.test", "Fasilitator"),
    ("fasilitator2@demo.test", "Fasilitator kedua"),
    ("peserta@demo.test", "Peserta, sedang praktik lapangan"),
    ("peserta02@demo.test", "Peserta, sedang belajar daring"),
    ("atasan@demo.test", "Atasan langsung"),
    ("unit@demo.test", "Narahubung unit"),
    ("pasker@demo.test", "Penelaah Pusat Pasar Kerja"),
    ("ptkdn@demo.test", "Penelaah Dit. PTKDN"),
    ("bpk@demo.test", "Penelaah Dit. Bina Pengantar Kerja"),
    ("latvogan@demo.test", "Penelaah Dit. Latvogan / Dit. Intala"),
    ("lemlatvok@demo.test", "Penelaah Dit. Kelembagaan Pelatihan"),
    ("setditjen@demo.test", "Penelaah Setditjen Binalavotas"),
    ("balai@demo.test", "Penelaah BBPVP/BPVP"),
    ("ilo@demo.test", "Penelaah ILO-Jakarta"),
]


def listed() -> list[tuple[str, str]]:
    """Return (e-mail, what this person does) for everybody worth signing in as."""
    return ACCOUNTS
