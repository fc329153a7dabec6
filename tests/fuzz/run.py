"""Fuzz our parsers for some seconds each: ``python -m tests.fuzz.run SECONDS [NAME...]``.

What breaks one is written to the kept corpus, where the tests find it from then on.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
BYTES_MOST = 4096
SECONDS_A_TRY = 30
MEMORY_MB = 2048


def fuzz(name: str, seconds: int) -> bool:
    """Fuzz one parser from its kept corpus on; tell whether it held."""
    kept = CORPUS / name
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as grown:
        shutil.copytree(kept, grown, dirs_exist_ok=True)
        done = subprocess.run(
            [
                *(sys.executable, "-m", "tests.fuzz.one", name, grown),
                f"-artifact_prefix={kept}/broke-",
                f"-max_total_time={seconds}",
                f"-max_len={BYTES_MOST}",
                f"-timeout={SECONDS_A_TRY}",
                f"-rss_limit_mb={MEMORY_MB}",
                "-print_final_stats=1",
                "-verbosity=0",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    said = done.stderr + done.stdout
    tried = next((w.split()[-1] for w in said.splitlines() if "number_of_executed" in w), "?")
    print(f"{name}: {tried} tries, {'held' if done.returncode == 0 else 'BROKE'}", flush=True)  # noqa: T201
    if done.returncode:
        print(said[-3000:], flush=True)  # noqa: T201
    return done.returncode == 0


def main() -> None:
    """Fuzz the parsers named, or all of them; exit with 1 when one broke."""
    seconds, *names = sys.argv[1:]
    held = [fuzz(name, int(seconds)) for name in names or TARGETS]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
