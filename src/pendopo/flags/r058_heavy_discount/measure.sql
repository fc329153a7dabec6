-- Why is the winning bid so far below the next one?
-- One row per process: value (share of the winning bid), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, bids, processes, suppliers, tenderers (published).
-- Parameters: $factor.
-- Steps: duel_quartiles, duels.
with
fences as (
    select
        q.compared_rows,
        q.q1,
        q.q3,
        q.q1 - cast($factor as double) * (q.q3 - q.q1) as lower,
        q.q3 + cast($factor as double) * (q.q3 - q.q1) as upper
    from duel_quartiles as q
)

select
    m.subject,
    m.value,
    f.upper as threshold,
    f.upper > 0 and m.value >= f.upper as flagged,
    m.missing,
    m.winning,
    m.next_lowest,
    f.q1,
    f.q3,
    'processes' as compared_with,
    f.compared_rows
from duels as m
cross join fences as f
