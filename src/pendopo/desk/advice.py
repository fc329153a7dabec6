"""What to do at the desk about what was found, where what is to be written is a word of the shell.

Findings, and why a withdrawal cannot be, are made below the doors, for whoever reads them. Most say
what to write in a cell, which is the same everywhere; these name a command or its option, and at
the desk there are buttons. A test holds that none was forgotten.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from pendopo.terms.finding import Finding
from pendopo.terms.wording import say

_AS_XLSX: Final = say(
    "Save the table as XLSX and hand that in: nothing is mistaken there for what stands between "
    "cells."
)
_AS_UTF8: Final = say(
    "Save the file again in UTF-8, which a spreadsheet offers as CSV UTF-8, and hand that in."
)
_OUT_ABOVE: Final = say(
    "Take out in the spreadsheet what stands above the columns' names, so that they come first, "
    "and hand it in again."
)
_TEMPLATE: Final = say(
    "Write the columns that the template has; it stands beside the register under Hand in a file."
)
_SCOPE: Final = say(
    "Correct the rows, or under What is said of it what they replace: nothing else is replaced."
)
_LICENCE: Final = say("Choose one of these under What is said of it: {licences}.")
_DECIDE: Final = say(
    "Leave the column out of the file, or say under What is said of it what becomes of it, and why."
)
_DECIDE_NOW: Final = say("Say under What is said of it what becomes of the column, and why.")
_REASON: Final = say("Write under What is said of it why; readers see this.")
_TAKE_OUT: Final = say(
    "Take the personal data out of the file and hand it in again; or, if it may be published, say "
    "so under What is said of it, and why."
)
_WITHOUT: Final = say(
    "Write it without; or, if it may be published, say so under What is said of it, and why."
)
_SMALLER: Final = say(
    "Split the table into smaller files, by year for instance, and hand in those; or ask those who "
    "run this desk to let larger ones in."
)
# What is written for the command line, as it stands in the code, and what is said here.
AT_THE_DESK: Final[Mapping[str, str]] = MappingProxyType(
    {
        # What is said of the file.
        "State one of these with --licence: {licences}.": _LICENCE,
        "Name it with --scope {name}={example}.": say(
            "Write the {name} under What is said of it, for example {example}."
        ),
        "Write it like this: --scope {name}={example}.": say("Write it like this: {example}."),
        "Leave --scope {name}=… out.": say("Leave the {name} out."),
        "Leave --replaces out.": say("Leave empty which publication it takes the place of."),
        "Correct --scope or the rows: a scope replaces only what it names.": _SCOPE,
        # How it is laid out.
        "Name the row that has the columns' names, as a spreadsheet counts: with --header, or as "
        "header under [source] where a mapping names it.": say(
            "The mapping that it is read by names this row: match the columns of this file anew."
        ),
        "Say which row has the columns' names: --header {other}, or --header {row}.": _OUT_ABOVE,
        "Write a row with the columns' names above it. If these are the names, say so: --header "
        "{row}.": say(
            "Write a row with the columns' names above it in the spreadsheet, and hand it in again."
        ),
        "Look at whether that is so; if another row has the names, say which: --header ROW. What "
        "the rows say belongs into the title and the description.": say(
            "Look at whether that is so; if another row has the names, take out in the spreadsheet "
            "what stands above it. What the rows say belongs into the title and the description."
        ),
        "If it is a title, and row {other} has the names, say so: --header {other}.": say(
            "If it is a title, and row {other} has the names, take out in the spreadsheet what "
            "stands above that row, and hand it in again."
        ),
        "Hand in each table as a file, or as a sheet, of its own. If what stands above is a title, "
        "name the header's row: --header {row}.": say(
            "Hand in each table as a file, or as a sheet, of its own. If what stands above is a "
            "title, take it out in the spreadsheet, and hand it in again."
        ),
        "Name the one to read (--sheet), or hand in each as a file of its own.": say(
            "Hand in each as a file of its own."
        ),
        "Name the one to read (--sheet), or hand in each as a dataset of its own.": say(
            "Hand in each as a dataset of its own."
        ),
        "The register datasets takes one table of it: name it (--sheet), such as {example}. No "
        "register takes the whole export yet.": say(
            "The register datasets takes one table of it: hand in one alone, such as {example}. No "
            "register takes the whole export yet."
        ),
        "If one of them is the table, name it: --sheet NAME.": say(
            "If one of them is the table, save that sheet as a file of its own, and hand it in."
        ),
        "If the file comes from there, hand it in with --mapping {first}.": say(
            "If the file comes from there, press the button below that reads it by the mapping."
        ),
        # How it is written.
        "Look in which the words are right, and name it, for instance: --encoding {best}.": (
            _AS_UTF8
        ),
        "Look in which the words are right, and name it, for instance: --encoding {best}. Or save "
        "the file again in UTF-8.": _AS_UTF8,
        "Look at whether the words are right with --encoding {nearest}.": say(
            "Look at whether the words are right. Where they are not, save the file again in "
            "UTF-8, and hand that in."
        ),
        "Look at the columns; if they are wrong, name the delimiter: --delimiter ','.": say(
            "Look at the columns; if they are wrong, save the table as XLSX, and hand that in."
        ),
        "If it does, write --delimiter '{mark}'; if there is one column, --delimiter ','.": (
            _AS_XLSX
        ),
        "Export the table as CSV; if there is one column, write --delimiter ','.": _AS_XLSX,
        "Look at the cells; if they are wrong, name the mark, such as --quote '\"'.": say(
            "Look at the cells; if they are wrong, save the table as XLSX, and hand that in."
        ),
        "Write one character, such as {option} {example}.": say(
            "The mapping that it is read by says so: match the columns of this file anew."
        ),
        "Split the table into smaller files, by year for instance, and hand in those; or have "
        "those who run this programme raise limits.file_mb in pendopo.toml.": _SMALLER,
        "Split the file into smaller ones, by year for instance, and hand them in again; or have "
        "those who run this programme raise limits.file_mb in pendopo.toml: four times as much may "
        "be written.": _SMALLER,
        # What there is in place of it.
        "Hand in the report as XLSX; where there is none, fill in the register's template (pendopo "
        "template).": say(
            "Hand in the report as XLSX; where there is none, fill in the register's template, "
            "which stands under Hand in a file."
        ),
        "Hand in the spreadsheet that the PDF was made from, as CSV or XLSX. Where there is none, "
        "fill in the register's template (pendopo template).": say(
            "Hand in the spreadsheet that the PDF was made from, as CSV or XLSX. Where there is "
            "none, fill in the register's template, which stands under Hand in a file."
        ),
        "Hand in the table it was made from; where there is none, fill in the register's template "
        "(pendopo template).": say(
            "Hand in the table it was made from; where there is none, fill in the register's "
            "template, which stands under Hand in a file."
        ),
        "Write the columns that the template has: pendopo template answers.": _TEMPLATE,
        "Write the columns that the template has: pendopo template debarments.": _TEMPLATE,
        "Write the columns that the template has: pendopo template replies.": _TEMPLATE,
        "Write the columns that the template has: pendopo template visits.": _TEMPLATE,
        "Write a title, a form and an address in each row: pendopo template documents.": say(
            "Write a title, a form and an address in each row; the template, which stands beside "
            "the register under Hand in a file, has them."
        ),
        "Write the plan's files, then: pendopo plan export --out plan.json": say(
            "Have the file made anew by those who keep the plan, and hand that in."
        ),
        "{version}, as 'pendopo plan export' does": "{version}",
        "pendopo fiscal convert writes it as 1.0-rc.": say("Nothing has to be done."),
        "Mend datapackage.json or its files; pendopo fiscal check says all that is wrong.": say(
            "Mend datapackage.json or its files, and hand the package in again."
        ),
        # Personal data.
        "Write it without; or, if it may be published, write --personal "
        '"{said}=publish:REASON".': _WITHOUT,
        "Write another name or description; or, if it may be published, write --personal "
        '"{said}=publish:REASON".': say(
            "Write another name or description; or, if it may be published, say so under What is "
            "said of it, and why."
        ),
        "Take it out of the file: titles, footers, comments and other sheets are published with "
        "it. Or keep the file back with --personal {original}=drop:REASON; or, if it may be "
        "published, write --personal {original}=publish:REASON.": say(
            "Take it out of the file: titles, footers, comments and other sheets are published "
            "with it. Or say under What is said of it that the file is kept back, or may be "
            "published, and why."
        ),
        "Take it out of the file, or pack it anew as an ordinary ZIP. Or keep the file back with "
        "--personal {original}=drop:REASON; or, if you looked through it yourself, write "
        "--personal {original}=publish:REASON.": say(
            "Take it out of the file, or pack it anew as an ordinary ZIP. Or say under What is "
            "said of it that the file is kept back, or that you looked through it, and why."
        ),
        "Leave the column out of the file, or say what becomes of it and why: --personal "
        "{column}=mask:REASON for pseudonyms, =drop:REASON to leave it out, =publish:REASON if it "
        "may be published.": _DECIDE,
        "Leave the column out of the file, or say what becomes of it and why: --personal "
        '"{word}=mask:REASON" for pseudonyms, "{word}=drop:REASON" to leave it out, '
        '"{word}=publish:REASON" if it may be published.': _DECIDE,
        "Say it, and why: --personal {column}=mask:REASON for pseudonyms, =drop:REASON to leave it "
        "out, =publish:REASON if it may be published.": _DECIDE_NOW,
        'Say it, and why: --personal "{word}=mask:REASON" for pseudonyms, "{word}=drop:REASON" to '
        'leave it out, "{word}=publish:REASON" if it may be published.': _DECIDE_NOW,
        "Write it behind a colon: --personal {column}={fate}:REASON.": _REASON,
        'Write it behind a colon: --personal "{word}={fate}:REASON".': _REASON,
        "Take the personal data out of the file and hand it in again; or, if it may be published, "
        "write --personal {column}=publish:REASON.": _TAKE_OUT,
        "Take the personal data out of the file and hand it in again; or, if it may be published, "
        'write --personal "{word}=publish:REASON".': _TAKE_OUT,
        # Why something cannot be withdrawn, and what somebody signed does not count.
        "See what was withdrawn, and why: pendopo log.": say("This page shows what was done."),
        "A hold is no decision: have two officers decide, pendopo redact draft.": say(
            "A hold is no decision: have two officers decide whether it is taken away."
        ),
        "Have an officer of another unit sign the same text: pendopo sign.": say(
            "Have an officer of another unit sign the same text."
        ),
        "Write one of {known}; see what they mean: pendopo redact reasons.": say(
            "Choose a reason of the list."
        ),
        "Draft it anew: pendopo redact draft.": say("Leave it, and have the text written anew."),
        "Write --object for what differs.": say(
            "Ask whoever runs the programme to take away the parts of it that differ."
        ),
        "Write an id that 'pendopo log' shows.": say("Begin from the page of what was published."),
        "Introduce it first: pendopo roles add.": say(
            "Have whoever runs the programme introduce the key first."
        ),
        "Attach the file that 'pendopo sign' wrote.": say("Choose the file that signing wrote."),
        "Have someone sign whose key is in force: pendopo roles list.": say(
            "Have someone sign whose key is in force."
        ),
        "Have someone sign who has the role: pendopo roles list.": say(
            "Have someone sign who has the role."
        ),
    }
)
# What an option is called in the form, where a sentence is about what was written by it.
CALLED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "--title": say("The title"),
        "--description": say("The description"),
        "--publisher": say("The name of the office"),
        "--note": say("The note for readers"),
        "--personal": say("A reason that is given"),
        "--scope": say("What it replaces"),
        "--delimiter": say("The mark between cells"),
        "--quote": say("The quotation mark"),
    }
)


def here(text: str) -> str:
    """Give what to write as it is said at the desk.

    :param text: marked with ``say``, as it stands in the code
    """
    return AT_THE_DESK.get(text, text)


def at_the_desk(finding: Finding) -> Finding:
    """Give a finding as a clerk reads it: by what there is to press, and no word of the shell."""
    values = dict(finding.values)
    if (option := values.get("option", "")) in CALLED:
        values["option"] = CALLED[option]
    return replace(finding, write=here(finding.write), values=values)
