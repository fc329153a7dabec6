"""The columns that several tables of the villages register have."""

from typing import Final

from pendopo.terms.column import ANY_SCHEME, Column, Kind
from pendopo.terms.wording import say

PHASES: Final = ("proposal", "approved", "revised", "executed")
# Money moves two ways in financing: adding both up gives a number that means nothing.
DIRECTIONS: Final = ("revenue", "expenditure", "financing-in", "financing-out")
LAW: Final = "Permendagri 20/2018"

VILLAGE = Column(
    "village",
    Kind.CODE,
    title=say("Village"),
    meaning=say("Its code in the list of places, such as 35.22.01.2001."),
    required=True,
    place=ANY_SCHEME,
    pattern="[0-9]{2}[.][0-9]{2}[.][0-9]{2}[.][0-9]{4}",
)
YEAR = Column("year", Kind.YEAR, title=say("Fiscal year"), required=True)
PHASE = Column(
    "phase",
    Kind.CODE,
    title=say("Phase"),
    meaning=say(
        "proposal before it is agreed, approved (APBDes), revised (Perubahan APBDes), executed "
        "(realisasi): what was received and paid so far."
    ),
    source=LAW,
    required=True,
    one_of=PHASES,
)
ACTIVITY = Column(
    "activity_code",
    Kind.CODE,
    title=say("Activity: code"),
    meaning=say("Field, sub-field and activity (bidang, sub-bidang, kegiatan): 02.03.10."),
    source=LAW,
    pattern="[0-9]{2}[.][0-9]{2}[.][0-9]{2}",
)
ACTIVITY_NAME = Column("activity", Kind.TEXT, title=say("Activity"))
ACCOUNT = Column(
    "account_code",
    Kind.CODE,
    title=say("Account: code"),
    meaning=say("The village chart's account: 4.2.1 Dana Desa, 5.3.5 roads, 6.1.1 SiLPA."),
    source=LAW,
    required=True,
    pattern="[456](?:[.][0-9]{1,2}){1,4}",
)
NOTE = Column(
    "note",
    Kind.TEXT,
    title=say("Note"),
    meaning=say("What the source says of the row: a reason for what is odd."),
)
AMOUNT = Column(
    "amount",
    Kind.MONEY,
    title=say("Amount"),
    meaning=say(
        "In the budget's currency, which is rupiah where no other is named; in ones, not in "
        "thousands."
    ),
    required=True,
)
RUN_BY = Column("run_by", Kind.TEXT, title=say("Who carries it out"))
ADDRESS = Column("address", Kind.TEXT, title=say("Address"), form="uri")


def in_its_currency(name: str, title: str, meaning: str = "") -> Column:
    """Give a column of amounts in the budget's currency, which may be unknown."""
    unit = say("in the budget's currency")
    return Column(name, Kind.MONEY, title=title, meaning=meaning, unit=unit)
