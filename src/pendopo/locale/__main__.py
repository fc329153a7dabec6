"""``python -m pendopo.locale extract | compile | check``: see README.md beside this file."""

import sys

from pendopo.locale.catalogue import LANGUAGES, compile_all, extract_all, faults

_VERBS = ("extract", "compile", "check")


def main(arguments: list[str]) -> int:
    """Run one verb.

    :returns: 0 when all is well, 1 when ``check`` finds a fault, 2 for another word
    """
    if arguments not in [[verb] for verb in _VERBS]:
        sys.stderr.write(f"write python -m pendopo.locale and one of {', '.join(_VERBS)}\n")
        return 2
    if arguments == ["extract"]:
        extract_all()
    if arguments == ["compile"]:
        compile_all()
    found = [fault for language in LANGUAGES for fault in faults(language)]
    for fault in found:
        sys.stdout.write(fault + "\n")
    sys.stdout.write(f"{len(found)} faults in {', '.join(LANGUAGES)}\n")
    return 1 if found and arguments == ["check"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
