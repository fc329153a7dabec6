"""Invented names. Each carries a word that says "for instance", so that none can be a real one."""

from collections.abc import Iterator
from itertools import product

MARKERS = ("contoh", "misal", "umpama", "reka", "andai", "ibarat")
PROVINCE = "Provinsi Misal"
REGENCY = "Kabupaten Contoh"

_HEADS = (
    "Alas", "Bakung", "Banjar", "Banyu", "Bendo", "Bulu", "Cangkring", "Cempaka", "Duren",
    "Glagah", "Grogol", "Gunung",
    "Guwo", "Jati", "Kali", "Karang", "Kebon", "Kedung", "Kembang", "Kemiri", "Kenongo", "Klepu",
    "Kluwih", "Laban", "Lembah", "Lempuyang", "Mojo", "Mundu", "Nangka", "Padang", "Pandan",
    "Panji", "Pasir", "Pring", "Pucang", "Pule", "Randu", "Ranu", "Rawa", "Sambi", "Sawo", "Selo",
    "Sempu",
    "Sendang", "Sido", "Soka", "Sugih", "Sumber", "Sumur", "Talun", "Tambak", "Tanjung", "Tegal",
    "Teja", "Tlogo", "Trate", "Turi", "Ungu", "Waru", "Watu", "Winong", "Wono",
)  # fmt: skip
_TAILS = (
    "agung", "asri", "dadi", "harjo", "jaya", "lor", "makmur", "mulyo", "raharjo", "rejo", "sari",
    "tani", "tengah", "tentrem", "wetan", "kidul",
)  # fmt: skip

# The seat of the regency first; the look of the pages uses some of these too.
DISTRICTS = (
    "Contoh Kota", "Umpamaan", "Rekaan", "Misalan", "Sumbercontoh", "Andaian", "Ibaratan",
    "Contohrejo", "Misalharjo", "Umpamatani", "Rekasari", "Andaimulyo", "Ibaratjaya", "Kedungmisal",
    "Karangumpama", "Tlogoreka", "Wonoandai", "Jatiibarat", "Banyucontoh", "Gunungmisal",
    "Tegalumpama", "Kalireka", "Padangandai", "Watuibarat", "Ranucontoh", "Mojomisal",
    "Sidoumpama", "Sendangreka",
)  # fmt: skip

_FORMS = ("CV", "PT", "UD", "CV")
_WORKS = (
    "Karya", "Bangun", "Jaya", "Mandiri", "Sentosa", "Abadi", "Teknik", "Utama", "Makmur", "Cipta",
    "Prima", "Sejahtera", "Persada", "Nusa", "Graha", "Mitra",
)  # fmt: skip


def village_names() -> Iterator[str]:
    """Give village names, none twice and none a district's, in a fixed order."""
    for head, marker in product(_HEADS, MARKERS):
        if (name := f"{head}{marker}") not in DISTRICTS:
            yield name
    for tail, marker in product(_TAILS, MARKERS):
        if (name := f"{marker.capitalize()}{tail}") not in DISTRICTS:
            yield name


def company_names(count: int) -> list[str]:
    """Give that many company names, none twice: ``CV Contoh Karya``, ``PT Misal Bangun Jaya``."""
    short = [(marker, (work,)) for work, marker in product(_WORKS, MARKERS)]
    long = [
        (marker, (first, second))
        for first, second, marker in product(_WORKS, _WORKS, MARKERS)
        if first != second
    ]
    every_nth = long[:: len(long) // count + 1]
    chosen = (short + every_nth)[:count]
    return [
        f"{_FORMS[place % len(_FORMS)]} {marker.capitalize()} {' '.join(works)}"
        for place, (marker, works) in enumerate(chosen)
    ]
