"""What to do at the desk about what was found, where what is to be written is a word of the shell.

Findings, and why a withdrawal cannot be, are made below the doors, for whoever reads them. Most say
what to write in a cell, which is the same everywhere; these name a command or its option, or a
Table Schema, and at the desk there are buttons and a form. A test holds that none was forgotten.
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
SMALLER: Final = say(
    "Split the table into smaller files, by year for instance, and hand in those; or ask those who "
    "run this desk to let larger ones in."
)
# What is said for the command line, as it stands in the code, and what is said here.
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
        # What its columns are: a Table Schema is written there by a form.
        "No Table Schema came with the file, so the kinds of its columns are a guess: "
        "{kinds}.": say("Nobody said what the columns are, so their kinds are a guess: {kinds}."),
        "The Table Schema does not describe these columns, so their kinds are a guess: "
        "{kinds}.": say("Nobody said what these columns are, so their kinds are a guess: {kinds}."),
        "The file has no column {columns}, which its Table Schema describes.": say(
            "The file has no column {columns}, which was described."
        ),
        "The file has the column {columns}, which its Table Schema does not describe.": say(
            "The file has the column {columns}, and nobody said what it is."
        ),
        "The columns stand in another order than in the Table Schema; each went by its name.": say(
            "The columns stand in another order than they were described in; each went by its name."
        ),
        "Each number of column {column} was multiplied by {factor}, as its Table Schema asks.": say(
            "Each number of column {column} was multiplied by {factor}, as was said of it."
        ),
        "Hand in a Table Schema to say what each column is; the guess can be taken as a "
        "start.": say("Where a guess is wrong, say under What each column is what it is."),
        "Take the rows out that were pasted or exported twice. If they are meant, hand in a "
        "Table Schema.": say(
            "Take the rows out that were pasted or exported twice. If they are meant, say under "
            "What each column is what they are."
        ),
        "Write them like the others, such as {example}, or leave them empty if they are not known; "
        "or hand in a Table Schema that says that the column is text.": say(
            "Write them like the others, such as {example}, or leave them empty if they are not "
            "known; or say under What each column is that it is text."
        ),
        "Write all cells in one form, numbers like 1250000.5 and days like 2026-03-01; or hand in "
        "a Table Schema that says how the column is written.": say(
            "Write all cells in one form, numbers like 1250000.5 and days like 2026-03-01; or say "
            "under What each column is how it is written."
        ),
        "Write the number alone, all in one unit, and the unit in the column's name; a column in "
        "millions says factor 1000000 in a Table Schema.": say(
            "Write the number alone, all in one unit, and the unit in the column's name; that a "
            "column is in millions is said under What each column is."
        ),
        "If that is right, nothing is to be done; a Table Schema says it for good.": say(
            "If that is right, nothing is to be done; said under What each column is, it holds for "
            "the next file too."
        ),
        "To publish them as dates, say so in a Table Schema: {declared}.": say(
            "To publish them as dates, say under What each column is that they are days, and how "
            "they are written."
        ),
        "To publish them as dates, say so in a Table Schema; where the day stands first: "
        "{declared}.": say(
            "To publish them as dates, say under What each column is that they are days, and "
            "whether the day or the month stands first."
        ),
        'Say in the column\'s field of the Table Schema what the point is: "groupChar": ".", '
        '"decimalChar": "," for thousands, "decimalChar": "." for decimals.': say(
            "Say under What each column is how its numbers are written: whether the point stands "
            "between thousands or before decimals."
        ),
        "Write thousands without a mark, and numbers like 1250000.5; or hand in a Table Schema "
        "that says what the mark is: {thousands} for thousands, {decimals} for decimals.": say(
            "Write thousands without a mark, and numbers like 1250000.5; or say under What each "
            "column is how its numbers are written."
        ),
        "If they are numbers, say so in a Table Schema: type number.": say(
            "If they are numbers, say so under What each column is."
        ),
        "Write the year in four digits; a Table Schema then says the form of the dates.": say(
            "Write the year in four digits; under What each column is stands then how days are "
            "written."
        ),
        'Say in the column\'s field of the Table Schema what the mark is, such as "groupChar": '
        '".", "decimalChar": "," for thousands, "decimalChar": "." for decimals.': say(
            "Say under What each column is how its numbers are written: whether the mark stands "
            "between thousands or before decimals."
        ),
        "Write one word for yes and one for no; a Table Schema says which they are: trueValues, "
        "falseValues.": say(
            "Write one word for yes and one for no; which they are is said under What each column "
            "is."
        ),
        "Leave the cell empty, or say in the Table Schema that it means no value: "
        '"missingValues": ["", "-999"].': say(
            "Leave the cell empty, or say under What each column is that it stands where nothing "
            "is known."
        ),
        "Write the names in the header as they stand in the schema, letter by letter.": say(
            "Write the names in the header as they were described, letter by letter; or describe "
            "this file's columns under What each column is."
        ),
        "Describe the column in the schema, or take it out of the file.": say(
            "Say under What each column is what it is, or take it out of the file."
        ),
        "Put the columns, or the fields of the schema, in one order.": say(
            "Nothing has to be done: each column is known by its name."
        ),
        "Write a short name; explain the column in the Table Schema.": say("Write a short name."),
        "Write the unit into the column's name, or declare it in the Table Schema.": say(
            "Write the unit into the column's name; of a dataset it may be said under What each "
            "column is."
        ),
        "Leave the cell empty, or say in the Table Schema that it means no value: "
        '"missingValues": ["", "-"]. Write 0 only where it is known to be zero.': say(
            "Leave the cell empty, or, of a dataset, say under What each column is that it stands "
            "where nothing is known. Write 0 only where it is known to be zero."
        ),
        "If they are codes, say so in the Table Schema: type string, kind code. If they are "
        "numbers, write them without the zero.": say(
            "If they are codes, say so under What each column is. If they are numbers, write them "
            "without the zero."
        ),
        "Write the number alone, all in one unit, such as {example}, and the unit in the column's "
        "name or its unit in the Table Schema; a column in millions says factor 1000000 "
        "there.": say(
            "Write the number alone, all in one unit, such as {example}, and the unit in the "
            "column's name; of a dataset that, and whether it is in millions, may be said under "
            "What each column is."
        ),
        "Make it a column of text: say type string, kind code in the Table Schema.": say(
            "Say under What each column is that it is a code."
        ),
        "Write them like {example}. If the whole column is written in another way, say so in its "
        "field of the Table Schema: decimalChar for the mark before decimals, groupChar for the "
        "one between thousands.": say(
            "Write them like {example}. If the whole column of a dataset is written in another "
            "way, say so under What each column is."
        ),
        "Write them like {example}, with the year in four digits. If the whole column has one "
        "other form, say it in the Table Schema, such as format %d/%m/%Y for 31/12/2026: which "
        "number is the day is not guessed.": say(
            "Write them like {example}, with the year in four digits. If the whole column of a "
            "dataset has one other form, say it under What each column is: which number is the day "
            "is not guessed."
        ),
        "Mend the cells, or hand in a Table Schema that says what the column is.": say(
            "Mend the cells, or say under What each column is what it is."
        ),
        "Look at these rows. Write all amounts of a column in one unit, and the unit in the "
        "column's name or its unit in the Table Schema.": say(
            "Look at these rows. Write all amounts of a column in one unit, and the unit in the "
            "column's name."
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
        "those who run this programme raise limits.file_mb in pendopo.toml.": SMALLER,
        "Split the file into smaller ones, by year for instance, and hand them in again; or have "
        "those who run this programme raise limits.file_mb in pendopo.toml: four times as much may "
        "be written.": SMALLER,
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
        "Save or export the table as XLSX, or as CSV in UTF-8, and hand that in; where there is "
        "none, fill in the register's template (pendopo template).": say(
            "Save or export the table as XLSX, or as CSV in UTF-8, and hand that in; where there "
            "is none, fill in the register's template, which stands under Hand in a file."
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
    """Give a sentence as it is said at the desk.

    :param text: marked with ``say``, as it stands in the code
    """
    return AT_THE_DESK.get(text, text)


def at_the_desk(finding: Finding) -> Finding:
    """Give a finding as a clerk reads it: by what there is to press, and no word of the shell."""
    values = dict(finding.values)
    if (option := values.get("option", "")) in CALLED:
        values["option"] = CALLED[option]
    message, write = here(finding.message), here(finding.write)
    return replace(finding, message=message, write=write, values=values)
