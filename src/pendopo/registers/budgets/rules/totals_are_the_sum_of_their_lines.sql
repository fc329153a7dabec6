-- The source gives {amount} for {label} ({phase}), and its lines add up to {added}.
-- weight: warn   table: totals   column: amount   source: Permendagri 77/2020
-- write: Mend the total or its lines; if both are right, say in the note of the publication why.
with coded as (
    select
        *,
        [
            administrative_1_code, administrative_2_code, administrative_3_code,
            administrative_4_code, administrative_5_code, administrative_6_code,
            administrative_7_code, administrative_8_code
        ] as administrative,
        [
            functional_1_code, functional_2_code, functional_3_code, functional_4_code,
            functional_5_code, functional_6_code, functional_7_code, functional_8_code
        ] as functional,
        [
            economic_1_code, economic_2_code, economic_3_code, economic_4_code,
            economic_5_code, economic_6_code, economic_7_code, economic_8_code
        ] as economic,
        [
            programme_1_code, programme_2_code, programme_3_code, programme_4_code,
            programme_5_code, programme_6_code, programme_7_code, programme_8_code
        ] as programme,
        [
            source_1_code, source_2_code, source_3_code, source_4_code,
            source_5_code, source_6_code, source_7_code, source_8_code
        ] as source,
        [
            geography_1_code, geography_2_code, geography_3_code, geography_4_code,
            geography_5_code, geography_6_code, geography_7_code, geography_8_code
        ] as geography
    from lines
),

-- How deep in each classification a code lies; of many lines few ways down differ.
known as (
    select
        'administrative' as classification,
        unnest(administrative) as code,
        generate_subscripts(administrative, 1) as level
    from (
        select distinct administrative
        from coded
    ) as ways
    union all
    select
        'functional' as classification,
        unnest(functional) as code,
        generate_subscripts(functional, 1) as level
    from (
        select distinct functional
        from coded
    ) as ways
    union all
    select
        'economic' as classification,
        unnest(economic) as code,
        generate_subscripts(economic, 1) as level
    from (
        select distinct economic
        from coded
    ) as ways
    union all
    select
        'programme' as classification,
        unnest(programme) as code,
        generate_subscripts(programme, 1) as level
    from (
        select distinct programme
        from coded
    ) as ways
    union all
    select
        'source' as classification,
        unnest(source) as code,
        generate_subscripts(source, 1) as level
    from (
        select distinct source
        from coded
    ) as ways
    union all
    select
        'geography' as classification,
        unnest(geography) as code,
        generate_subscripts(geography, 1) as level
    from (
        select distinct geography
        from coded
    ) as ways
),

depths as (
    select
        classification,
        code,
        min(level) as depth
    from known
    where code is not null
    group by classification, code
),

deep as (
    select
        totals.*,
        coalesce(a.depth, 0) as da,
        coalesce(f.depth, 0) as df,
        coalesce(e.depth, 0) as de,
        coalesce(p.depth, 0) as dp,
        coalesce(s.depth, 0) as ds,
        coalesce(g.depth, 0) as dg
    from totals
    left join depths as a on a.classification = 'administrative' and totals.administrative = a.code
    left join depths as f on f.classification = 'functional' and totals.functional = f.code
    left join depths as e on e.classification = 'economic' and totals.economic = e.code
    left join depths as p on p.classification = 'programme' and totals.programme = p.code
    left join depths as s on s.classification = 'source' and totals.source = s.code
    left join depths as g on g.classification = 'geography' and totals.geography = g.code
),

shapes as (
    select distinct da, df, de, dp, ds, dg
    from deep
),

added as (
    select
        coded.year,
        coded.phase,
        coded.month,
        coded.direction,
        coded.publisher,
        shapes.da,
        shapes.df,
        shapes.de,
        shapes.dp,
        shapes.ds,
        shapes.dg,
        coded.administrative[shapes.da] as administrative,
        coded.functional[shapes.df] as functional,
        coded.economic[shapes.de] as economic,
        coded.programme[shapes.dp] as programme,
        coded.source[shapes.ds] as source,
        coded.geography[shapes.dg] as geography,
        sum(coded.amount) as added,
        sum(coalesce(coded.lost, 0)) as lost
    from coded
    cross join shapes
    group by all
)

select
    deep.line,
    deep.phase,
    coalesce(deep.label, deep.code) as label,
    deep.amount,
    coalesce(added.added, 0) as added
from deep
left join added
    on
        deep.year = added.year
        and deep.phase = added.phase
        and deep.direction = added.direction
        and deep.publisher = added.publisher
        and deep.month is not distinct from added.month
        and deep.da = added.da
        and deep.df = added.df
        and deep.de = added.de
        and deep.dp = added.dp
        and deep.ds = added.ds
        and deep.dg = added.dg
        and deep.administrative is not distinct from added.administrative
        and deep.functional is not distinct from added.functional
        and deep.economic is not distinct from added.economic
        and deep.programme is not distinct from added.programme
        and deep.source is not distinct from added.source
        and deep.geography is not distinct from added.geography
where
    abs(deep.amount - coalesce(added.added, 0))
    > 1 + coalesce(deep.lost, 0) + coalesce(added.lost, 0)
