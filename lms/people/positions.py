"""The levels of the functional position of employment officer, and other positions met in the programme's units.

A position is free text; these are suggestions. Levels: PermenPAN-RB on the functional position Pengantar Kerja.
"""

POSITIONS = (
    "Pengantar Kerja Ahli Pertama",
    "Pengantar Kerja Ahli Muda",
    "Pengantar Kerja Ahli Madya",
    "Pengantar Kerja Ahli Utama",
    "Petugas Antar Kerja",
)
