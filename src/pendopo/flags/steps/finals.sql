-- Processes all of whose awards are decided: none is pending.
-- One row per process: actives (awards).
-- Reads of contracts: awards (published).
select
    a.ocid,
    sum(case when a.status = 'active' then 1 else 0 end) as actives
from awards as a
group by a.ocid
having
    sum(
        case
            when
                coalesce(a.status, 'active') in ('active', 'cancelled', 'unsuccessful')
                then 0
            else 1
        end
    )
    = 0
