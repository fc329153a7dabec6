-- {village} spent {executed} on {activity} in {year}, and planned {planned}; no note says why.
-- weight: warn   table: lines   column: amount   source: Permendagri 20/2018
-- write: Say under note why more was spent than planned, or hand in the budget as revised.
with everything as (
    select
        line,
        village,
        year,
        phase,
        activity_code,
        activity,
        direction,
        amount,
        note
    from lines
    union all
    select
        null as line,
        village,
        year,
        phase,
        activity_code,
        activity,
        direction,
        amount,
        note
    from published.lines as earlier
    where
        not exists (
            select 1
            from lines
            where
                lines.village = earlier.village
                and lines.year = earlier.year
                and lines.phase = earlier.phase
        )
),

-- A revision is a whole budget: of what it drops nothing is planned any more.
revisions as (
    select distinct
        village,
        year
    from everything
    where phase = 'revised'
),

compared as (
    select
        everything.village,
        everything.year,
        everything.activity_code,
        min(everything.line) filter (where everything.phase = 'executed') as line,
        any_value(everything.activity) as activity,
        sum(everything.amount) filter (where everything.phase = 'executed') as executed,
        case
            when count(revisions.village) > 0
                then coalesce(sum(everything.amount) filter (where everything.phase = 'revised'), 0)
            else sum(everything.amount) filter (where everything.phase = 'approved')
        end as planned,
        count(everything.note) filter (where everything.phase = 'executed') as reasons
    from everything
    left join revisions
        on
            everything.village = revisions.village
            and everything.year = revisions.year
    where
        everything.direction = 'expenditure'
        and everything.activity_code is not null
    group by everything.village, everything.year, everything.activity_code
)

select
    line,
    village,
    year,
    activity,
    executed,
    executed as amount,
    planned
from compared
where
    line is not null
    and executed > planned
    and reasons = 0
