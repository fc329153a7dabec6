"""What share of OGP's real commitments the linter of drafts has something to say of.

Run: python benchmarks/plan_lint.py FILE   (OGP's commitments data as CSV; 558 rows at hand)
     python benchmarks/plan_lint.py FILE --ids   prints for each commitment what it lacks

No promise about quality: fifty of them were judged by hand in docs/what-the-linter-finds.md.
"""

import argparse
import time
from collections import Counter
from pathlib import Path

from pendopo.registers.plans.drafting.lint import Lack, remarks_of
from pendopo.registers.plans.ogp_data import plans_of
from pendopo.standards.ogp.commitments import ID, read_commitments

_SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "ogp"
_DATA = _SHARED / "g0v_ogp-commitments" / "open_parliament_0703.csv"
_HARD = frozenset({Lack.OBJECT, Lack.COUNT, Lack.UNIT, Lack.DEADLINE, Lack.PLACE})


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=_DATA)
    parser.add_argument("--ids", action="store_true")
    asked = parser.parse_args()
    if not asked.file.exists():
        print(f"{asked.file} is not here; write the file of OGP's commitments data")
        return
    with asked.file.open(encoding="utf-8", newline="") as file:
        plans = plans_of(read_commitments(file).rows)
    began = time.process_time()
    found = {
        one.coded[ID]: frozenset(remark.lack for remark in remarks_of(one))
        for plan in plans
        for one in plan.commitments
    }
    seconds = time.process_time() - began
    if asked.ids:
        for name, lacks in found.items():
            print(name, *sorted(lacks))
    print(f"{len(found)} commitments, {seconds:.1f} s of CPU")
    counts = Counter(lack for lacks in found.values() for lack in lacks)
    for lack in Lack:
        if counts[lack]:
            print(f"  {lack:14} {counts[lack]:4} {counts[lack] / len(found):6.1%}")
    hard = sum(bool(lacks & _HARD) for lacks in found.values())
    some = sum(bool(lacks - {Lack.LANGUAGE}) for lacks in found.values())
    print(f"  lacks object, count, unit, deadline or place: {hard} ({hard / len(found):.1%})")
    print(f"  anything at all: {some} ({some / len(found):.1%})")


if __name__ == "__main__":
    main()
