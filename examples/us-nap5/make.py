"""Make what an observer hands in of the tracker of the fifth United States plan.

Everything comes out of ``tracker.csv``; nothing is added but counts of what stands there.
"""

import argparse
import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
# An address, also one written twice over ("https:https://…"), or a file of the tracker's own site.
_LINK = re.compile(r'https?:/{0,2}(?:https?:)?[^\s<>")\]]+|(?<=\()/assets/[^\s)]+')
_TWICE = re.compile(r"https?:/{0,2}(?=https?:)")
_OWN_SITE = "open.usa.gov"
_AT = "2026-11-02T09:00:00Z"
_UPDATES = {"2023-08": "update_2023_08", "2024-02": "update_2024_02"}
_SOURCE = (
    "github.com/GSA/open.usa.gov at commit deb38b9 of 25 October 2024: public domain (CC0 1.0). "
    "The site itself was moved on 29 August 2024."
)
Row = Mapping[str, str]


def read() -> list[dict[str, str]]:
    """Read the tracker: one row per sub-commitment, as it stood in October 2024."""
    with (HERE / "tracker.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def links(row: Row) -> Iterator[tuple[str, str, str]]:
    """Give each different address that a sub-commitment links to: update, address, site."""
    seen = set()
    for update, column in _UPDATES.items():
        for found in _LINK.findall(row[column]):
            address = _TWICE.sub("", found.rstrip(".,;"))
            if address not in seen:
                seen.add(address)
                yield update, address, urlsplit(address).hostname or _OWN_SITE


def sites(row: Row) -> list[str]:
    """Give the sites that a sub-commitment links to, each once."""
    return sorted({site for _, _, site in links(row)})


def without_a_link(rows: Sequence[Row]) -> list[Row]:
    """Give what is called complete while neither update links to anything."""
    return [row for row in rows if row["status"] == "Complete" and not sites(row)]


def one_site_only(rows: Sequence[Row]) -> list[Row]:
    """Give what rests on the site of the White House alone."""
    return [row for row in rows if sites(row) == ["www.whitehouse.gov"]]


def counted(rows: Sequence[Row]) -> list[dict[str, object]]:
    """Give one row per sub-commitment with what it links to."""
    return [
        {
            "subcommitment": row["subcommitment"],
            "commitment": row["commitment"],
            "agency": row["agency"],
            "text": " ".join(row["text"].split()),
            "status": row["status"],
            "links": len(list(links(row))),
            "sites": len(sites(row)),
            "only_site": sites(row)[0] if len(sites(row)) == 1 else "",
        }
        for row in rows
    ]


def plan_files(rows: Sequence[Row]) -> dict[str, str]:
    """Write the plan as files: what the tracker does not say is said to be unknown."""
    found = {"plan.md": _PLAN}
    for row in rows:
        found.setdefault(f"{row['commitment'].lower()}.md", _commitment(rows, row["commitment"]))
    return found


_PLAN = f"""+++
id = "us-nap5"
title = "Fifth Open Government National Action Plan of the United States, 2022 to 2024"
level = "national"
government = "Federal Government of the United States"
start = "2022"
end = "2024"
template = "2022"
submitted = 2022
number = "5"
+++
As the government's own tracker held it: {_SOURCE} The tracker has no dates, no milestones with a
day, and no history; where it says nothing, this plan says that it is unknown.
"""


def _commitment(rows: Sequence[Row], name: str) -> str:
    mine = [row for row in rows if row["commitment"] == name]
    first = mine[0]
    head = [
        f"id = {_text(name.lower())}",
        f"title = {_text(first['commitment_title'])}",
        f"lead = {_text(first['agency'])}",
        'unknown = ["start", "end"]',
        f"ogp_id = {_text(name)}",
        f"theme = {_text(first['theme'])}",
    ]
    for row in mine:
        head += [
            "",
            "[[milestones]]",
            f"id = {_text(row['subcommitment'].lower())}",
            f"title = {_text(' '.join(row['text'].split()))}",
            'unknown = ["due"]',
            f"lead = {_text(row['agency'])}",
        ]
    head += ["", "[coded]"]
    for row in mine:
        for title, value in _told(row).items():
            name = f"{row['subcommitment']} {title}"
            head.append(f"{_text(name)} = {_text(value)}")
    return "\n".join(["+++", *head, "+++", "", *(_prose(row) for row in mine)])


def _told(row: Row) -> dict[str, str]:
    found = sites(row)
    return {
        "status": row["status"],
        "links": str(len(list(links(row)))),
        "sites": ", ".join(found) or "none",
    }


def _prose(row: Row) -> str:
    facts = _told(row)
    sentence = f"The tracker says of {row['subcommitment']}: {facts['status']}."
    if not sites(row):
        return f"{sentence} It links to nothing that shows it.\n"
    only = ", and on no other site" if len(sites(row)) == 1 else ""
    where = f"{facts['links']}, on {facts['sites']}{only}"
    return f"{sentence} Different addresses it links to: {where}.\n"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def tables(rows: Sequence[Row]) -> list[tuple[str, str, str, list[dict[str, object]]]]:
    """Give what is published: name, title, description, rows."""
    counts = counted(rows)

    def of(chosen: Sequence[Row]) -> list[dict[str, object]]:
        names = {row["subcommitment"] for row in chosen}
        return [one for one in counts if one["subcommitment"] in names]

    listed = [
        {"subcommitment": row["subcommitment"], "update": update, "address": address, "site": site}
        for row in rows
        for update, address, site in links(row)
    ]
    return [
        (
            "subcommitments",
            "What the tracker says of 70 sub-commitments",
            "Status as the government wrote it, and how many different addresses it links to.",
            counts,
        ),
        (
            "links",
            "Every address that the tracker links to",
            "One row per sub-commitment and address, with the update that names it first.",
            list[dict[str, object]](listed),
        ),
        (
            "complete-without-a-link",
            "Called complete, and nothing is linked that shows it",
            "Sub-commitments called Complete, neither of whose two updates links anywhere.",
            of(without_a_link(rows)),
        ),
        (
            "one-site-only",
            "Everything that is linked lies on one site of the government",
            "Sub-commitments all of whose links lead to www.whitehouse.gov.",
            of(one_site_only(rows)),
        ),
    ]


def make(out: Path) -> str:
    """Write all files into a folder.

    :return: what was written, in a sentence
    """
    rows = read()
    (out / "plan").mkdir(parents=True, exist_ok=True)
    for name, content in plan_files(rows).items():
        (out / "plan" / name).write_text(content, "utf-8")
    manifest = []
    for name, title, description, found in tables(rows):
        with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, found[0])
            writer.writeheader()
            writer.writerows(found)
        said = {
            "register": "datasets",
            "title": title,
            "description": f"{description} Source: {_SOURCE}",
            "publisher": "The Pendopo project",
            "licence": "CC0-1.0",
            "scope": {"dataset": name},
        }
        (out / f"{name}.submission.json").write_text(json.dumps(said), "utf-8")
        manifest.append(
            {
                "file": f"{name}.csv",
                "sidecar": f"{name}.submission.json",
                "received_at": _AT,
                "expect": "publish",
                "rules": [],
            }
        )
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1), "utf-8")
    return f"{len(rows)} sub-commitments of {len(list((out / 'plan').glob('us*')))} commitments"


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--out", type=Path, default=HERE / "submissions")
    print(make(given.parse_args().out))
