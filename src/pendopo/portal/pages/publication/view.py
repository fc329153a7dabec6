"""One publication: its file, what was found in it, what changed, and how to verify it."""

from pathlib import PurePath
from typing import Any

from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from pendopo.portal import touched, writing
from pendopo.portal.approved import approved
from pendopo.portal.cards import cards, gone
from pendopo.portal.causes import causes
from pendopo.portal.compared import cells, compared
from pendopo.portal.listed import forms
from pendopo.portal.pages.publication.facts import facts
from pendopo.portal.pages.table.view import of_releases
from pendopo.portal.visit import INSTEAD, Context, Visit, answer, page, root
from pendopo.portal.withdrawn import of_publication, stands_for
from pendopo.portal.witnessing import lacking, receipt_names, waiting_publication
from pendopo.published.metadata import Metadata
from pendopo.published.state import Publication
from pendopo.published.waiting import Waiting
from pendopo.terms.entry import ObjectRef
from pendopo.terms.finding import Weight
from pendopo.terms.mapping import MappingError, SourceMapping
from pendopo.terms.register import Register
from pendopo.terms.release_mapping import source_of

_CHANGES_MOST = 20
_CAUSES_MOST = 10
_FIELDS_MOST = 12
_ENDING_MOST = 6
_TABLE = "table:"


@page("pages/publication/publication.html", facts=facts, reads=touched.publication)
def publication(visit: Visit, id: str) -> Context:  # noqa: A002 (the address calls it so)
    """Gather the page of a publication.

    :raises Http404: when this state has none of that id
    """
    try:
        found = visit.state.publication_of(id)
    except KeyError as error:
        waits = waiting_publication(visit, id)
        if waits is None:
            raise Http404 from error
        return _waiting(visit, *waits)
    facts = visit.programme.metadata(found)
    mapping = _mapping(facts)
    versions = visit.state.versions(found)
    register = visit.programme.registers[found.register]
    withdrawn = of_publication(visit, found)
    told = causes(facts.findings) if facts else []
    return {
        "publication": found,
        "facts": facts,
        "title": writing.own(facts.title) if facts else gone(*cards(visit, [found])),
        "withdrawn": withdrawn,
        "stands_for": stands_for(visit, found),
        "register": register,
        "of_releases": of_releases(visit, register.name),
        "original": _object(visit, found.original) if found.original else None,
        "extension": _extension(facts),
        "tables": _tables(visit, found, facts),
        "causes": told[:_CAUSES_MOST],
        "causes_more": told[_CAUSES_MOST:],
        "counts": {weight.value: _count(facts, weight) for weight in Weight},
        "versions": [_version(visit, i, one) for i, one in enumerate(versions, 1)][::-1],
        "number": versions.index(found) + 1,
        "changes": _changes(visit, found),
        "compare": _compare(visit, found),
        "mapping": mapping,
        "fields": mapping.columns[:_FIELDS_MOST] if mapping else (),
        "fields_more": len(mapping.columns[_FIELDS_MOST:]) if mapping else 0,
        "signed": receipt_names(visit, found),
        "approved": approved(visit, found),
        "crumbs": _crumbs(visit, register),
    }


@answer()
def publication_latest(visit: Visit, id: str) -> HttpResponseBase:  # noqa: A002
    """Lead to the newest version of what a publication is a version of.

    :raises Http404: when this state has none of that id
    """
    try:
        newest = visit.state.versions(visit.state.publication_of(id))[-1]
    except KeyError as error:
        raise Http404 from error
    return HttpResponseRedirect(visit.address("publication", id=newest.id))


def _waiting(visit: Visit, found: Waiting, publication: Publication) -> Context:
    """Gather the page of a publication that waits for witnesses."""
    facts = visit.programme.metadata(publication)
    register = visit.programme.registers[publication.register]
    return {
        INSTEAD: "pages/publication/waiting.html",
        "unsettled": True,
        "waiting": found,
        "lacking": lacking(visit, found),
        "publication": publication,
        "facts": facts,
        "title": facts.title if facts else publication.id,
        "register": register,
        "crumbs": _crumbs(visit, register),
    }


def _crumbs(visit: Visit, register: Register) -> list[Context]:
    return [
        {"name": _("Registers"), "address": visit.address("registers")},
        {
            "name": writing.said(register.title),
            "address": visit.address("register", register=register.name),
        },
    ]


def _version(visit: Visit, number: int, one: Publication) -> Context:
    facts = visit.programme.metadata(one)
    return {"publication": one, "number": number, "note": facts.note if facts else ""}


def _object(visit: Visit, one: ObjectRef) -> dict[str, Any]:
    """One object: where it is, how large, and whether a redaction took it away."""
    return {
        "c": one.c,
        "size": one.n,
        "address": f"{root()}/objects/{one.c[:2]}/{one.c}",
        "redacted": visit.state.gone(one),
    }


def _extension(facts: Metadata | None) -> str:
    """Give the ending of the submitted file's name, if it is an ordinary one."""
    ending = PurePath(facts.filename).suffix.lower() if facts else ""
    return (
        ending if ending[1:].isalnum() and ending.isascii() and len(ending) <= _ENDING_MOST else ""
    )


def _mapping(facts: Metadata | None) -> SourceMapping | None:
    """Give the mapping by which the columns were made; None where a later version wrote it."""
    if facts is None or facts.mapping is None:
        return None
    try:
        return source_of(facts.mapping)
    except MappingError:
        return None


def _tables(visit: Visit, found: Publication, facts: Metadata | None) -> list[Context]:
    """List the publication's tables: their names, their page, their forms, their Parquet."""
    if facts is None:
        return []
    places = _places(visit, found)
    alone = len(facts.tables) == 1
    return [
        {
            "facts": one,
            "title": writing.said(one.table.title) or writing.own(facts.title),
            "label": writing.said(one.table.title) or _("Table"),
            "stem": PurePath(facts.filename).stem if alone else one.table.name,
            **places.get(one.table.name, {"address": "", "forms": ()}),
            "object": _object(visit, found.object(_TABLE + one.table.name)),
        }
        for one in facts.tables
    ]


def _places(visit: Visit, found: Publication) -> dict[str, Context]:
    """Say where the publication's rows are: at its own state once another replaced it."""
    named = {} if found.replaced_by is None else {"size": found.index + 1}
    state = visit.programme.state(found.index + 1) if named else visit.state
    places = {}
    for one in visit.programme.tables(state, found.register):
        if found.index in one.publications and not one.folded:
            address = visit.address("table", register=one.register, name=one.name, **named)
            narrowed = "" if len(one.publications) == 1 else f"?entry={found.index}"
            if visit.static and narrowed:
                # A copy has no part of a table; the publication's own Parquet file is above.
                kept: Context = {"address": address, "forms": ()}
                places[one.table.name] = kept
                continue
            rows = sum(part.rows for part in one.parts if part.entry == found.index)
            places[one.table.name] = {
                "address": address + narrowed,
                "forms": forms(visit, one, rows, narrowed, **named),
            }
    return places


def _count(facts: Metadata | None, weight: Weight) -> int:
    return sum(finding.weight is weight for finding in facts.findings) if facts else 0


def _compare(visit: Visit, found: Publication) -> str:
    """Give the page that compares a publication with the one before; empty for the first."""
    if found.prev is None:
        return ""
    before = visit.state.publication(found.prev)
    return visit.address("changes", id=found.id, since=before.id)


def _changes(visit: Visit, found: Publication) -> list[Context]:
    """Compare each table with the version whose place this publication took."""
    if found.prev is None:
        return []
    before = visit.state.publication(found.prev)
    return [
        {
            "title": one.title,
            "table": one.table,
            "before": before,
            "changes": one.changes,
            "cells": cells(one, 0, _CHANGES_MOST),
        }
        for one in compared(visit, before, found)
    ]
