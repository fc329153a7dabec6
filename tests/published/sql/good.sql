-- Questions that are answered, one a line.

select * from s.roads
from s.roads
table s.roads
select count(*) from datasets."village-budgets" where road ilike '%a%' or road like 'b_'
SELECT Road FROM S.Roads;
with a as (select * from s.roads), b as (select * from a) select * from b join a using (road)
with recursive r(x) as (select 1 union all select x + 1 from r where x < 5) select * from r
select year(d), d.month(), extract(year from d), date_diff('day', d, date '2026-01-01'), d - interval 3 day, date_trunc('month', d), strftime(d, '%Y-%m') from s.roads
select sum(cost) over (partition by road order by line rows between 3 preceding and current row), row_number() over w, lag(cost) over (order by line) from s.roads window w as (order by cost)
select road, count(*) filter (where cost > 1), median(cost), quantile_cont(cost, 0.9), percentile_cont(0.5) within group (order by cost), string_agg(distinct road, ', ' order by road) from s.roads group by all having count(*) > 1 order by all limit 10 offset 5
select road from s.roads union all select road from s.roads except select road from s.roads
select case when cost > 1 then 1 else 2 end, coalesce(cost, 0), nullif(cost, 0), cost::double, try_cast(road as int), cost between 1 and 2, cost in (1, 2), cost is not distinct from 1
select * exclude (line) replace (cost * 2 as cost) from s.roads qualify row_number() over (partition by road order by line) = 1
select list_transform([1, 2], x -> x + 1), list_filter([1], lambda x: x > 0), {'a': 1}.a, map {'a': 1}, [1, 2][1], unnest([1, 2])
select json_extract_string(road, '$.a[0].b'), road -> '$.x', road ->> 'x' from s.roads
select * from range(10) as r(x), generate_series(1, 3) as g(y), (values (1, 2)) as v(a, b)
select grouping(road) from s.roads group by grouping sets ((road), (), (road, cost))
select a.road from s.roads a left join s.roads b on a.road = b.road full join s.roads c using (road) cross join s.roads d semi join s.roads e using (road) anti join s.roads f using (road)
select * from s.roads a asof join s.roads b on a.road = b.road and a.line >= b.line
select * from s.roads where exists (select 1 from s.roads) and cost > all (select 1)
select distinct on (road) road, cost from s.roads order by road, cost desc nulls last
select trim(road), substring(road from 2 for 3), position('a' in road), road[1:2], road || 'x', regexp_replace(road, 'a', 'b', 'g'), road ~ 'x', road similar to 'y', road glob 'z*'
select columns('ro.*') from s.roads
values (1), (2)
