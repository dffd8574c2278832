"""Invented Indonesian names from all regions, with titles; one-word names among them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

# One word: a whole name, as is usual in Java and elsewhere.
ALONE = [
    "Sutrisno",
    "Suharti",
    "Wagiman",
    "Sumarni",
    "Paijo",
    "Sukarsih",
    "Mulyadi",
    "Tukiyem",
    "Suparman",
    "Ngatini",
    "Rusdianto",
    "Kusmiati",
    "Darsono",
    "Wahyuni",
    "Supriyanto",
    "Jumiati",
    "Sugeng",
    "Rubiyah",
    "Kartini",
    "Slamet",
    "Mariyam",
    "Haryanto",
    "Nurhayati",
    "Zulkarnain",
    "Syamsiah",
]

# Given names and what follows them, region by region, so that the parts fit each other.
REGIONS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (  # Java
        ("Bambang", "Endang", "Agus", "Sri", "Joko", "Retno", "Dwi", "Tri", "Eko", "Ratna", "Wahyu", "Bayu", "Dyah"),
        (
            "Prasetyo",
            "Lestari",
            "Wibowo",
            "Handayani",
            "Nugroho",
            "Puspitasari",
            "Hartono",
            "Wulandari",
            "Santoso",
            "Rahayu",
        ),
    ),
    (  # Sunda, Banten
        ("Asep", "Neneng", "Dadang", "Euis", "Ujang", "Lilis", "Cecep", "Iis", "Yayan", "Tati"),
        ("Hidayat", "Komariah", "Suryana", "Nurjanah", "Kusnadi", "Rohaeti", "Permana", "Maryati"),
    ),
    (  # Batak
        ("Togar", "Tiur", "Parlindungan", "Rotua", "Hotman", "Duma", "Sahat", "Lamria"),
        ("Siregar", "Simanjuntak", "Nasution", "Hutapea", "Sinaga", "Manurung", "Lubis", "Panjaitan"),
    ),
    (  # Minang, Riau, Palembang, Lampung
        ("Yulidar", "Rahmat", "Desmawati", "Afrizal", "Erlina", "Hendri", "Zuraida", "Syafrizal"),
        ("Chaniago", "Koto", "Piliang", "Tanjung", "Effendi", "Oktavia", "Marlina", "Yusuf"),
    ),
    (  # Aceh
        ("Teuku Iskandar", "Cut Nurlaila", "Muhammad Nasir", "Mutia", "Fauziah", "Ridwan", "Zahara", "Ilyas"),
        ("Abdullah", "Hasballah", "Ismail", "Mahmud", "Rahmah", "Usman"),
    ),
    (  # Bali
        ("I Wayan", "Ni Wayan", "I Made", "Ni Made", "I Nyoman", "Ni Nyoman", "I Ketut", "Ni Ketut"),
        ("Sudiarta", "Suartini", "Widana", "Astuti", "Artawan", "Ariani", "Mahendra", "Sukerti"),
    ),
    (  # Bugis, Makassar, Mandar, Toraja
        ("Andi Baso", "Andi Tenri", "Daeng Nappa", "Hasnah", "Muhammad Arsyad", "Sitti Aminah", "Rante", "Lai"),
        ("Mappasessu", "Pangerang", "Mattalatta", "Rumpa", "Tandilino", "Saleh", "Basri", "Ramli"),
    ),
    (  # Minahasa, Maluku, Nusa Tenggara, Papua
        ("Yohanis", "Meike", "Frengky", "Selvi", "Yosep", "Maria", "Markus", "Yuliana", "Domingus", "Petronela"),
        (
            "Wenas",
            "Lumentut",
            "Pattinasarany",
            "Latuconsina",
            "Nahak",
            "Bria",
            "Wanggai",
            "Kogoya",
            "Rumbiak",
            "Mandala",
        ),
    ),
    (  # Kalimantan
        ("Ardiansyah", "Norhasanah", "Fitriansyah", "Mahrita", "Lukas", "Agnes", "Hamdani", "Rusmini"),
        ("Noor", "Rahman", "Djalil", "Dawut", "Lating", "Aspiani", "Syahrani"),
    ),
)
BEFORE = ("Drs.", "Dra.", "Dr.", "Ir.", "H.", "Hj.")
AFTER = ("S.E.", "S.Sos.", "S.Psi.", "S.H.", "S.Kom.", "A.Md.", "S.T.", "S.E., M.Si.", "S.Sos., M.A.P.", "S.Psi., M.M.")


@dataclass(frozen=True)
class Named:
    """A name with its titles."""

    name: str
    title_before: str
    title_after: str


def invent(chance: Random) -> Named:
    """Return the next invented name."""
    if chance.random() < 0.15:
        name = chance.choice(ALONE)
    else:
        given, following = chance.choice(REGIONS)
        name = f"{chance.choice(given)} {chance.choice(following)}"
    return Named(
        name=name,
        title_before=chance.choice(BEFORE) if chance.random() < 0.08 else "",
        title_after=chance.choice(AFTER) if chance.random() < 0.7 else "",
    )
