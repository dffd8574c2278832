"""Whole numbers in Indonesian words, as official records write dates."""

UNITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")


def in_indonesian(number: int) -> str:
    """Return `dua ribu dua puluh enam` for 2026; from 0 to 9999."""
    if number < 12:
        return UNITS[number]
    if number < 20:
        return f"{UNITS[number - 10]} belas"
    if number < 100:
        return _joined(f"{UNITS[number // 10]} puluh", number % 10)
    if number < 1000:
        return _joined("seratus" if number < 200 else f"{UNITS[number // 100]} ratus", number % 100)
    if number < 10_000:
        return _joined("seribu" if number < 2000 else f"{UNITS[number // 1000]} ribu", number % 1000)
    raise ValueError("Only up to 9999.")


def _joined(head: str, rest: int) -> str:
    return f"{head} {in_indonesian(rest)}" if rest else head
