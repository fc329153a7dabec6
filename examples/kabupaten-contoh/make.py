"""Make the files that the invented Kabupaten Contoh hands in: ``python make.py [--seed N]``.

The standard library alone; the same seed gives the same bytes.
"""

import argparse
import shutil
import sys
from pathlib import Path

from contoh import (
    apbdes,
    budgets,
    contracts,
    everyday,
    faulty,
    money,
    places,
    regency,
    services,
    villages,
)
from contoh.files import Submission, write_all

SEED = 2017
FOLDER = Path(__file__).resolve().parent / "submissions"


def submissions(seed: int) -> list[Submission]:
    """Give everything the regency hands in, in no order."""
    place = regency.make(seed)
    kept = villages.books(seed, place)
    budget = money.accounts(seed, place, kept)
    told = contracts.processes(seed, place, budgets.line_ids(budget))
    return [
        *regency.submissions(place),
        *places.submissions(seed, place),
        *villages.submissions(seed, place, kept),
        *apbdes.submissions(seed, place, kept),
        *money.submissions(seed, place, budget),
        *budgets.submissions(seed, place, budget),
        *services.submissions(seed, place),
        *everyday.submissions(seed, place),
        *contracts.submissions(seed, place, told),
        *faulty.submissions(seed, place, budget, kept),
    ]


def make(folder: Path, seed: int) -> str:
    """Write all files into a folder, in place of what was made there before.

    :return: what was written, in a sentence
    :raises SystemExit: when the folder holds something else
    """
    if folder.exists() and any(folder.iterdir()):
        if not (folder / "manifest.json").exists():
            raise SystemExit(f"{folder} holds other files; name an empty folder with --out")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    made = submissions(seed)
    size = write_all(folder, made)
    shutil.copytree(budgets.MAPPINGS, folder / budgets.MAPPINGS.name)
    refused = sum(one.expect == "stop" for one in made)
    return (
        f"{len(made)} submissions, {refused} of them to be refused, "
        f"{size / 1_000_000:.1f} MB in {folder}"
    )


def main(arguments: list[str]) -> int:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED, help="another seed, another regency")
    parser.add_argument("--out", type=Path, default=FOLDER, help="where to write")
    given = parser.parse_args(arguments)
    sys.stdout.write(make(given.out, given.seed) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
