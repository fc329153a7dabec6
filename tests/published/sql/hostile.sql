-- Questions that nobody may have answered, one a line: each tries to read, write, fetch, tell or keep
-- something. {outside} is a file that nobody published, {out} one that is not there and must not be made.

-- Files and folders.
select * from read_text('{outside}')
select * from read_csv('{outside}')
select * from read_csv_auto('{outside}', header = false)
select * from read_json('{outside}')
select * from read_blob('{outside}')
select * from read_parquet('{outside}')
select * from parquet_scan('{outside}')
select * from parquet_metadata('{outside}')
select * from '{outside}'
from '{outside}'
select * from "{outside}"
select * from glob('/etc/*')
select * from sniff_csv('{outside}')
select * from query('select * from read_text(''{outside}'')')
select * from query_table('{outside}')
select content from s.roads, lateral read_text('{outside}')
select (select content from read_text('{outside}'))
with f as (select * from read_text('{outside}')) select * from f
select main.read_text('{outside}')

-- The network and other databases.
select * from read_csv('http://127.0.0.1:1/x.csv')
select * from 's3://bucket/x.parquet'
attach '{outside}' as other
attach 'http://127.0.0.1:1/x.db' as other
select * from sqlite_scan('{outside}', 'x')
select * from postgres_query('host=127.0.0.1', 'select 1')

-- Code.
install httpfs
load httpfs
force install spatial from 'http://127.0.0.1:1'

-- Writing.
copy (select 1) to '{out}'
copy s.roads to '{out}' (format parquet)
export database '{out}'
select 1 into outfile '{out}'
create table mine as select 1
create temp table mine as select 1
create or replace macro mine(x) as x
insert into s.roads values (1)
update s.roads set cost = 0
delete from s.roads
drop table s.roads
with gone as (delete from s.roads returning *) select * from gone
checkpoint

-- Settings and what stays behind.
set memory_limit = '100GB'
reset memory_limit
set variable kept = 1
pragma enable_profiling
prepare mine as select 1
call pragma_version()
use t0

-- What is told of the machine and the session.
select * from duckdb_settings()
select * from duckdb_databases()
select * from duckdb_secrets()
select path from pragma_database_list
select * from information_schema.tables
select * from sqlite_master
show databases
describe s.roads
select getenv('HOME')
select current_setting('temp_directory')
select current_user, current_database(), version()

-- Chance and the clock: an answer that is cited stays what it is.
select random()
select now(), current_date, today()
select gen_random_uuid()

-- Other tables, and more than one statement.
select * from t0.main.data
select * from s.secret
select 1; select 2
select 1; attach '{outside}' as other
explain analyze select * from s.roads
select * from s.roads tablesample 1%
with duckdb_databases as (select 1) select * from duckdb_databases
select * from (with sqlite_master as (select 1 as x) select * from sqlite_master), sqlite_master
