"""What a flag was made from, in words: the columns that its method gives behind the first five."""

from typing import Final

from pendopo.terms.wording import say

# What an input is, by the type of its column.
NUMBER, DAY, MOMENT, TEXT = KINDS = ("number", "day", "moment", "text")
INPUTS: Final = {
    "amounts": say("Amounts"),
    "award_date": say("Awarded"),
    "awarded": say("Award value"),
    "awards": say("Awards"),
    "bidders": say("Bidders"),
    "bids": say("Bids"),
    "ceiling": say("Ceiling"),
    "closed": say("Tender closed"),
    "compared_rows": say("Rows compared with"),
    "compared_with": say("Compared with"),
    "contracted": say("Contract value"),
    "counted": say("Of these known"),
    "counted_as": say("The same bids are counted of it as"),
    "criteria": say("Award criteria"),
    "currency": say("Currency"),
    "days": say("Days"),
    "disqualified": say("Disqualified"),
    "estimate": say("Estimated value"),
    "first_amount": say("First value"),
    "handed_in": say("Handed in"),
    "highest": say("Highest bid"),
    "largest": say("Largest value"),
    "local_method": say("Method by local law"),
    "lower_first": say("The first lower"),
    "lower_second": say("The second lower"),
    "lowest": say("Lowest bid"),
    "lowest_out": say("Lowest disqualified bid"),
    "lowest_valid": say("Lowest valid bid"),
    "median": say("Median"),
    "method": say("Method"),
    "next_lowest": say("Next lowest bid"),
    "opened": say("Tender opened"),
    "paid": say("Paid"),
    "processes": say("Processes"),
    "q1": say("Lower quartile"),
    "q3": say("Upper quartile"),
    "suppliers": say("Suppliers"),
    "tenderers": say("Tenderers"),
    "title": say("Title"),
    "total": say("In all"),
    "valid": say("Valid"),
    "winning": say("Winning bid"),
    "wins": say("Won"),
    "without_id": say("Awards that name a firm without an id"),
}
