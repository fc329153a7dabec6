-- What does the record show of each village's year: published, on time, plausible, participatory?
-- One row per village and item: met (true, false; null where the record cannot tell), seen (what
-- was looked at, as text). Unknown is never false, and nothing is added up into one mark.
-- Reads: villages.books, villages.lines, villages.events, villages.photos, villages.documents.
-- Parameters: $year, $as_of (the day). Run by: pendopo scorecard.
with villages as (
    select distinct village
    from books
    where year between $year - 1 and $year
),

planned as (
    select *
    from books
    where
        year = $year
        and phase = 'approved'
),

done as (
    select *
    from books
    where
        year = $year
        and phase = 'executed'
),

earlier as (
    select *
    from books
    where
        year = $year - 1
        and phase = 'executed'
),

opened as (
    select
        village,
        sum(amount) as amount
    from lines
    where
        year = $year
        and phase = 'executed'
        and account_type_code = '6.1.1'
    group by village
),

-- Which plan was decided last: a revision is a whole budget, and what it drops is planned no more.
last_plans as (
    select
        village,
        case when count(*) filter (where phase = 'revised') > 0 then 'revised' else 'approved' end
            as phase
    from lines
    where year = $year
    group by village
),

-- Of each activity what was spent, and what was planned as it was decided last.
by_activity as (
    select
        lines.village,
        lines.activity_code,
        sum(lines.amount) filter (where lines.phase = 'executed') as spent,
        sum(lines.amount) filter (where lines.phase = last_plans.phase) as allowed
    from lines
    inner join last_plans on lines.village = last_plans.village
    where
        lines.year = $year
        and lines.direction = 'expenditure'
    group by lines.village, lines.activity_code
),

over_plan as (
    select
        village,
        count(*) filter (where spent > coalesce(allowed, 0)) as activities
    from by_activity
    where spent is not null
    group by village
),

unnamed as (
    select
        village,
        count(*) filter (where activity_code is null) as lines_there
    from lines
    where
        year = $year
        and phase = 'approved'
        and direction = 'expenditure'
    group by village
),

met as (
    select
        village,
        count(*) as meetings,
        count(minutes) as minuted,
        sum(people) as people,
        sum(women) as women,
        -- A sum passes over what is not known: it says how many came only where all were counted.
        count(people) = count(*) and count(women) = count(*) as counted
    from events
    where year = $year
    group by village
),

boards as (
    select
        village,
        sha256,
        likeness,
        inside
    from photos
    where
        year = $year
        and kind in ('board', 'banner')
),

-- Of each what another village has too: the same file, or a picture that looks alike, made smaller
-- or saved anew (4 of 64 bits, as the rule photo_is_of_one_village has it).
reused as (
    select distinct boards.sha256
    from boards
    inner join photos as other
        on
            boards.village <> other.village
            and (
                boards.sha256 = other.sha256
                or bit_count(
                    xor(
                        try_cast('0x' || boards.likeness as ubigint),
                        try_cast('0x' || other.likeness as ubigint)
                    )
                ) <= 4
            )
),

pictures as (
    select
        boards.village,
        count(*) as taken,
        count(*) filter (where boards.inside) as proved,
        count(reused.sha256) as reused
    from boards
    left join reused on boards.sha256 = reused.sha256
    group by boards.village
),

papers as (
    select
        village,
        count(*) filter (where kind = 'annual') as annual
    from documents
    where year = $year - 1
    group by village
),

items as (
    select
        villages.village,
        unnest([
            {
                'part': 'published', 'item': 'budget',
                'met': planned.village is not null,
                'seen': planned.first_received_on::varchar
            },
            {
                'part': 'published', 'item': 'carried-out',
                'met': done.village is not null,
                'seen': coalesce(done.carried_out_until, done.received_on)::varchar
            },
            {
                'part': 'published', 'item': 'last-year',
                'met': earlier.village is not null,
                'seen': earlier.received_on::varchar
            },
            {
                'part': 'published', 'item': 'complaints',
                'met': case
                    when planned.village is null and done.village is null then null
                    else coalesce(planned.complaints_to, done.complaints_to) is not null
                end,
                'seen': coalesce(planned.complaints_to, done.complaints_to)
            },
            {
                'part': 'published', 'item': 'board',
                'met': case when pictures.taken > 0 then true end,
                'seen': pictures.taken::varchar
            },
            {
                'part': 'published', 'item': 'annual-report',
                'met': case when papers.annual > 0 then true end,
                'seen': papers.annual::varchar
            },
            {
                'part': 'on-time', 'item': 'budget-before-its-year',
                'met': case
                    when planned.village is not null
                        then year(planned.first_received_on) < $year
                    when $as_of >= make_date($year, 1, 1) then false
                end,
                'seen': planned.first_received_on::varchar
            },
            {
                'part': 'on-time', 'item': 'reported-this-half',
                'met': case
                    when $as_of >= make_date($year, 7, 15)
                        then coalesce(
                            coalesce(done.carried_out_until, done.received_on)
                            >= make_date($year, 6, 30),
                            false
                        )
                end,
                'seen': done.carried_out_until::varchar
            },
            {
                'part': 'on-time', 'item': 'last-year-by-march',
                'met': case
                    when earlier.year_received_on is not null
                        then earlier.year_received_on <= make_date($year, 3, 31)
                    when $as_of > make_date($year, 3, 31) then false
                end,
                'seen': earlier.year_received_on::varchar
            },
            {
                'part': 'plausible', 'item': 'plan-adds-up',
                'met': planned.balance = 0,
                'seen': planned.balance::varchar
            },
            {
                'part': 'plausible', 'item': 'not-below-zero',
                'met': done.balance >= 0,
                'seen': done.balance::varchar
            },
            {
                'part': 'plausible', 'item': 'opens-with-last-years-balance',
                -- What is left in June is not what the year leaves.
                'met': case
                    when earlier.year_received_on is not null then opened.amount = earlier.balance
                end,
                'seen': opened.amount::varchar
            },
            {
                'part': 'plausible', 'item': 'within-its-plan',
                'met': case when planned.village is not null then over_plan.activities = 0 end,
                'seen': over_plan.activities::varchar
            },
            {
                'part': 'plausible', 'item': 'spending-has-activities',
                'met': unnamed.lines_there = 0,
                'seen': unnamed.lines_there::varchar
            },
            {
                'part': 'plausible', 'item': 'photo-is-its-own',
                'met': pictures.reused = 0,
                'seen': pictures.reused::varchar
            },
            {
                'part': 'plausible', 'item': 'photo-is-placed',
                'met': case when pictures.proved > 0 then true end,
                'seen': pictures.proved::varchar
            },
            {
                'part': 'participatory', 'item': 'met',
                'met': case when met.meetings > 0 then true end,
                'seen': met.meetings::varchar
            },
            {
                'part': 'participatory', 'item': 'minuted',
                'met': met.minuted = met.meetings,
                'seen': met.minuted::varchar
            },
            {
                'part': 'participatory', 'item': 'people-counted',
                'met': case when met.counted then true end,
                'seen': met.people::varchar
            },
            {
                'part': 'participatory', 'item': 'three-in-ten-women',
                'met': case when met.counted then 10 * met.women >= 3 * met.people end,
                'seen': met.women::varchar
            }
        ]) as score
    from villages
    left join planned on villages.village = planned.village
    left join done on villages.village = done.village
    left join earlier on villages.village = earlier.village
    left join opened on villages.village = opened.village
    left join over_plan on villages.village = over_plan.village
    left join unnamed on villages.village = unnamed.village
    left join met on villages.village = met.village
    left join pictures on villages.village = pictures.village
    left join papers on villages.village = papers.village
)

select
    village,
    struct_extract(score, 'part') as part,
    struct_extract(score, 'item') as item,
    struct_extract(score, 'seen') as seen,
    struct_extract(score, 'met') as met
from items
where $village = '' or village = $village
order by village asc, part asc, item asc
