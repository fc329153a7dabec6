-- Why did fewer firms bid than for like purchases?
-- One row per process: value (share of the median), threshold, flagged, missing, inputs.
-- Reads of contracts: processes (published).
-- Parameters: $least, $share.
with scoped as (
    select
        p.ocid,
        p.category,
        p.tenderers
    from processes as p
    where
        p.quarantined is null
        and coalesce(p.status, '') <> 'cancelled'
        and p.method in ('open', 'selective')
        and coalesce(p.tenderers, 1) > 0
),

ranked as (
    select
        s.category,
        s.tenderers,
        row_number()
            over (
                partition by s.category order by s.tenderers asc nulls last, s.ocid asc nulls last
            )
            as n,
        count(*) over (partition by s.category) as size
    from scoped as s
    where s.tenderers is not null and s.category is not null
),

medians as (
    select
        r.category,
        max(r.size) as size,
        avg(cast(r.tenderers as double)) as median
    from ranked as r
    where 2 * r.n >= r.size and 2 * r.n <= r.size + 2
    group by r.category
)

select
    s.ocid as subject,
    case when m.size >= $least then cast(s.tenderers as double) / nullif(m.median, 0) end as value,
    cast($share as double) as threshold,
    m.size >= $least
    and cast(s.tenderers as double) <= cast($share as double) * m.median as flagged,
    case
        when s.tenderers is null then 'tender/numberOfTenderers'
        when s.category is null then 'tender/mainProcurementCategory'
        when m.size < $least then 'group: too few'
    end as missing,
    s.tenderers,
    m.median,
    s.category as compared_with,
    m.size as compared_rows
from scoped as s
left join medians as m on s.category = m.category
