-- Questions that ask for too much, one a line: each is one SELECT over allowed functions.

select length(repeat('x', 2000000000))
select len(range(2000000000))
select len(list_value(repeat('x', 500000000), repeat('y', 500000000)))
select length(repeat(repeat('x', 100000), 100000))
select length(lpad('x', 2000000000, 'y'))
select string_agg(repeat('x', 100000), ',') from range(100000)
select length(list_aggregate(list_transform(range(100000), x -> repeat('x', 100000)), 'string_agg', ''))
select count(*) from range(1000000) a, range(1000000) b
select count(*) from range(100000) a, range(100000) b, range(100000) c where a.range > c.range
select sum(a.range * b.range) from range(10000000) a join range(10000000) b on a.range > b.range
with recursive r(x) as (select 1 union all select x + 1 from r) select count(*) from r
with recursive r(x, y) as (select 1, 'a' union all select x + 1, y || y from r) select max(length(y)) from r
select count(distinct a.range * 31 + b.range) from range(100000) a, range(100000) b
select list(range) from range(500000000)
select regexp_replace(repeat('a', 100000000), '(a*)*b', 'x')
select count(*) from (select unnest(range(1000000)) as u from range(100000)) order by 1
select max(levenshtein(repeat('a', 60000), repeat('b', 60000) || range)) from range(100)
select histogram(range) from range(300000000)
select a.range from range(100000000) a order by hash(a.range) desc
select map(range(80000000), range(80000000))
