"""Join the changes of this folder into CHANGELOG.md under a version, and delete them."""

import re
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
USAGE = "make changelog VERSION=0.2.0 DAY=2027-01-15"


def fragments(folder: Path) -> list[Path]:
    """Give the files that each hold one change, in the order in which they are joined."""
    return [path for path in sorted(folder.glob("*.md")) if path.name != "README.md"]


def joined(changelog: str, version: str, day: str, changes: list[str]) -> str:
    """Set the changes above the newest version.

    :param day: ISO 8601
    :raises ValueError: when there is nothing to join, the version is there already, or either has
        another form
    """
    if not re.fullmatch(r"\d+\.\d+\.\d+", version) or not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        raise ValueError(f"version {version!r} on {day!r}; write {USAGE}")
    if not changes:
        raise ValueError("CHANGELOG.d holds no change; there is nothing to release")
    if f"## {version} " in changelog:
        raise ValueError(f"CHANGELOG.md has {version} already; write the next version")
    bullets = "\n".join(f"- {_hanging(change)}" for change in changes)
    head, mark, older = changelog.partition("\n## ")
    return f"{head.rstrip()}\n\n## {version} · {day}\n\n{bullets}\n" + (
        f"{mark}{older}" if mark else ""
    )


def _hanging(change: str) -> str:
    return change.strip().replace("\n", "\n  ")


def main(version: str, day: str) -> None:
    """Rewrite CHANGELOG.md, then delete what it now holds."""
    path = FOLDER.parent / "CHANGELOG.md"
    files = fragments(FOLDER)
    text = joined(path.read_text(), version, day, [file.read_text() for file in files])
    path.write_text(text)
    for file in files:
        file.unlink()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:3])
    except ValueError as problem:
        sys.exit(str(problem))
