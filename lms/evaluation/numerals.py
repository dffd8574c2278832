"""Whole numbers in English words, and months in Roman numerals, as official papers write them."""

UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def in_english(number: int) -> str:
    """Return `one hundred and twenty-eight` for 128; from 0 to 9999."""
    if not 0 <= number <= 9999:
        raise ValueError("Only from 0 up to 9999.")
    if number < 20:
        return UNITS[number]
    if number < 100:
        return TENS[number // 10] + (f"-{UNITS[number % 10]}" if number % 10 else "")
    if number < 1000:
        return _joined(f"{UNITS[number // 100]} hundred", number % 100)
    return _joined(f"{in_english(number // 1000)} thousand", number % 1000)


def _joined(head: str, rest: int) -> str:
    if not rest:
        return head
    return f"{head} and {in_english(rest)}" if rest < 100 else f"{head} {in_english(rest)}"


def roman_month(month: int) -> str:
    """Return `XI` for November."""
    return MONTHS[month - 1]
