"""A whole file examined: its releases one by one, then its processes, then all of them together."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, BinaryIO

from pendopo.registers.contracts.examined import Examined
from pendopo.registers.contracts.faults import Faults, Place
from pendopo.registers.contracts.process_findings import (
    SET_APART,
    finding_of_doubt,
    finding_of_result,
    rule_of_doubt,
)
from pendopo.registers.contracts.values import text_of
from pendopo.standards.ocds.dataset import Dataset, Earlier
from pendopo.standards.ocds.merge import MergeError, compile_releases
from pendopo.standards.ocds.process import Limits, Process, doubts
from pendopo.standards.ocds.reading import read_releases
from pendopo.standards.ocds.reading.index import Index

__all__ = ["Limits", "examine"]

_NUMBER = re.compile(r"/\d+(?=/|$)")


def examine(
    stream: BinaryIO,
    name: str,
    examined: Examined,
    limits: Limits | None = None,
    earlier: BinaryIO | None = None,
) -> None:
    """Examine a file: in one pass, and where processes are asked a second one, process by process.

    :param stream: JSON in UTF-8, which can seek
    :param limits: what counts as realistic; None where processes are not asked
    :param earlier: an earlier file of the same source, which can seek
    """
    index = Index()
    reads = read_releases(
        stream,
        name,
        broken=examined.faults.add_broken,
        glance=examined.glance,
        merged=examined.merged,
    )
    for read in reads:
        release = examined.take(read)
        if release is not None:
            index.add(release["ocid"], read)
            examined.note(read)
    examined.processes = len(index)
    examined.end()
    if limits:
        dataset = Dataset(limits)
        before = _before(earlier, limits) if earlier else None
        for ocid, compiled, place in _merged(stream, index, examined):
            merged = Process(compiled)
            dataset.add(ocid, merged)
            if before:
                before.add(ocid, merged)
            _tell_doubts(merged, place, examined.faults, limits)
        for result in (*dataset.results(), *(before.results() if before else ())):
            if result.passed is False:
                examined.faults.add(finding_of_result(result), Place(0))


def _tell_doubts(merged: dict[str, Any], place: Place, faults: Faults, limits: Limits) -> None:
    for doubt in doubts(merged, limits):
        starred = _starred(doubt.pointer)
        kind = starred + _starred(doubt.values.get("other", ""))
        if faults.has_shown(rule_of_doubt(doubt.check), kind):
            continue  # it is counted; no place of it is shown any more
        there = replace(place, pointer=doubt.pointer)
        faults.add(finding_of_doubt(doubt, starred), there, kind=kind)


@lru_cache(maxsize=4096)
def _starred(pointer: str) -> str:
    return _NUMBER.sub("/*", pointer)


def _merged(
    stream: BinaryIO, index: Index, examined: Examined
) -> Iterator[tuple[str, dict[str, Any], Place]]:
    """Give each process with its compiled release; one that cannot be merged is told by name."""
    for ocid, releases in index.processes(stream, seen=examined.again):
        number, last = releases[-1]
        position, line = examined.noted(number)
        place = Place(position, line, ocid, text_of(last.get("id")) or "")
        try:
            rules = examined.rules(number for number, _ in releases)
            merged = compile_releases([release for _, release in releases], rules).release
        except MergeError as error:
            _set_apart(examined.faults, place, str(error))
            continue
        yield ocid, merged, place


def _set_apart(faults: Faults, place: Place, reason: str) -> None:
    values = {"ocid": place.ocid, "reason": reason}
    faults.add(SET_APART, place, values, kind=place.ocid)


def _before(stream: BinaryIO, limits: Limits) -> Earlier:
    index, before = Index(), Earlier(limits)
    for read in read_releases(stream, broken=lambda _: None):
        if isinstance(read.value, dict) and isinstance(read.value.get("ocid"), str):
            index.add(read.value["ocid"], read)
    for ocid, releases in index.processes(stream):
        try:
            merged = compile_releases([release for _, release in releases]).release
        except MergeError:
            continue
        before.add_before(ocid, merged)
    return before
