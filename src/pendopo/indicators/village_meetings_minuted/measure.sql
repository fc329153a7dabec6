-- Of what share of villages' meetings are the minutes published?
-- One row: value (share from 0 to 1, DOUBLE; null where no meeting is published).
-- Reads: villages.events (published). Parameters: $as_of.
select
    cast(sum(case when minutes is not null then 1 else 0 end) as double)
    / nullif(cast(count(*) as double), 0) as value
from events
where
    held_on <= $as_of
    and year = extract(year from $as_of)
