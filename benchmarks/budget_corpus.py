"""Claim: 371,911 rows in 44 budget books become validated Parquet within 60 s.

Makes invented books of the shape of the 44 of Yogyakarta's governments (two phases side by side, an
outline of codes), and reads, checks and writes them as a publication does. Prints seconds of the
clock and of CPU, those of its processes included: where others work on the same cores, read the
latter.

    python benchmarks/budget_corpus.py [--rows N] [--books N]
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from pendopo.programme.config import Limits as Configured
from pendopo.programme.limited import check_files
from pendopo.programme.mappings import load_mapping
from pendopo.store.child import Limits
from pendopo.store.prepared import finish

ROWS = 371_911
FILES = 44
HEAD = (
    "Judul,Perubahan Anggaran,,,,,\nDaerah,Contoh,,,,,\nTahun,2014,,,,,\nKode,1,,,,,\n"
    "Organisasi,X,,,,,\nKolom,7,,,,,\n"
    "No. Rekening,Uraian,Sebelum,Sesudah,Angka,Prosentase,Keterangan\n"
)


def book(number: int, rows: int) -> str:
    """Write one book: an activity has a total and twelve accounts, each five levels deep."""
    lines = []
    for row in range(rows):
        programme, activity, account = row // 1300 % 98 + 1, row // 13 % 99 + 1, row % 13
        code = f"1.01 . 1.01.{number % 99 + 1:02} . {programme:02}.{activity:02}"
        if account:
            code += f" . 5.2.{account % 3 + 1}.{account:02}.01"
        amount = 1_000_000 + row * 37
        lines.append(f"{code} ,Belanja {account} ,{amount},{amount + 500},500,0.1,\n")
    return HEAD + "".join(lines)


def _cpu_s() -> float:
    """Give the processor's seconds so far, of this process and those that it waited for."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(one) for one in whose]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main(arguments: list[str]) -> int:
    """Make the books, check them, and print how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--books", type=int, default=FILES)
    asked = parser.parse_args(arguments)
    rows, books = asked.rows, asked.books
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        files = []
        for number in range(books):
            path = folder / f"book-{number}.csv"
            path.write_text(book(number, rows // books), "utf-8")
            (folder / str(number)).mkdir()
            scope = {"year": "2014", "phase": "approved.revised", "publisher": f"34-{number}"}
            files.append(
                {
                    "path": str(path),
                    "filename": path.name,
                    "sender": "office",
                    "received_at": "2026-01-01T00:00:00Z",
                    "came_from": "",
                    "work": str(folder / str(number)),
                    "scope": json.dumps(scope),
                    "reading": {"mapping": load_mapping(folder, "diy-perubahan").content},
                }
            )
        set_so = Configured()
        spec = {
            "register": "budgets",
            "files": files,
            "country": "ID",
            "currency": "IDR",
            "memory_mb": set_so.memory_mb,
            "threads": 2,
        }
        begun, used = time.perf_counter(), _cpu_s()
        limits = Limits(set_so.memory_mb, set_so.seconds, set_so.file_mb)
        reports = check_files(spec, limits)
        took = time.perf_counter() - begun
        finish()  # what its processes used is known when they are waited for
    kept = sum(table.rows for report in reports for table in report.tables)
    cpu = _cpu_s() - used
    print(
        f"{rows:,} rows in {books} books: {took:.1f} s, {cpu:.1f} s of CPU, {kept:,} rows of tables"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
