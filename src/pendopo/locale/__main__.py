"""``python -m pendopo.locale extract | compile | check | add es``: see README.md beside it."""

import sys

from pendopo.locale.catalogue import LANGUAGES, add, checklist, compile_all, extract_all, faults

_VERBS = ("extract", "compile", "check")
_ADD = ("add", "es")


def main(arguments: list[str]) -> int:
    """Run one verb.

    :returns: 0 when all is well, 1 when ``check`` finds a fault, 2 for another word
    """
    if len(arguments) == len(_ADD) and arguments[0] == _ADD[0]:
        return _add(arguments[1])
    if arguments not in [[verb] for verb in _VERBS]:
        sys.stderr.write(f"write python -m pendopo.locale and one of {', '.join(_VERBS)}, add es\n")
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


def _add(language: str) -> int:
    """Begin a language, or of one that is there say what it needs still."""
    try:
        steps = checklist(language) if language in LANGUAGES else add(language)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("\n".join(steps) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
