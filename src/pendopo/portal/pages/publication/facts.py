"""A publication as JSON."""

from pendopo.portal.facts import of_columns, of_finding, of_publication
from pendopo.portal.pages.withdrawals.facts import of_withdrawn
from pendopo.portal.visit import Context, Visit
from pendopo.portal.witnessing import facts_of_waiting


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    said, publication = context["facts"], context["publication"]
    if "waiting" in context:
        return {
            "publication": of_publication(visit, publication, said),
            "waiting": facts_of_waiting(context["waiting"]),
            "permanent": None,
        }
    return {
        "withdrawn": [of_withdrawn(visit, one) for one in context["withdrawn"]],
        "stands_for": [of_withdrawn(visit, one) for one in context["stands_for"]],
        "cosigned_by": context["signed"],
        "approved": _approved(visit, context["approved"]) if context["approved"] else None,
        "publication": of_publication(visit, publication, said),
        "original": _object(visit, context["original"]) if context["original"] else None,
        "tables": [
            {
                "name": one["facts"].table.name,
                "title": one["title"],
                "rows": one["facts"].rows,
                "key": list(one["facts"].table.key),
                "columns": of_columns(one["facts"].table.columns),
                "page": visit.base + one["address"] if one["address"] else None,
                "parquet": _object(visit, one["object"]),
            }
            for one in context["tables"]
        ],
        "findings": [of_finding(one) for one in said.findings] if said else [],
        "mapping": said.mapping if said else None,
        "versions": [
            {
                "number": one["number"],
                "id": one["publication"].id,
                "entry": one["publication"].index,
                "time": one["publication"].time,
                "note": one["note"],
            }
            for one in context["versions"]
        ],
        "changes": [
            {
                "table": one["table"].table.name,
                "since": one["before"].id,
                "rows_new": one["changes"].added,
                "rows_gone": one["changes"].gone,
                "rows_changed": one["changes"].rows,
                "cells_changed": one["changes"].cells,
            }
            for one in context["changes"]
        ],
        "proof": {
            name: f"{visit.site}/pub/{publication.id}/{name}"
            for name in ("entry.json", "salts.json", "receipt.tlog-proof")
        },
    }


def _approved(visit: Visit, one: Context) -> Context:
    """Say by whose key it was let through, and where that can be checked."""
    return {
        "holds": one["holds"],
        "office": one.get("office"),
        "at": one.get("at"),
        "key_introduced_in": one.get("entry"),
        "signed": {part["role"]: visit.base + part["address"] for part in one["objects"]},
    }


def _object(visit: Visit, one: Context) -> Context:
    """Say where an object is; a redaction leaves its commitment alone."""
    return {
        "commitment": one["c"],
        "bytes": one["size"],
        "address": visit.base + one["address"] if one["redacted"] is None else None,
        "redacted_by": one["redacted"],
    }
