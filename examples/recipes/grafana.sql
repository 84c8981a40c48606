-- Views for dashboards over the tables of sx-publish(1): psql -d plants -f grafana.sql
-- They stand in a schema of their own. Where two repositories give a field two types, its column must become text, which
-- PostgreSQL refuses while a view uses it: then `drop schema board cascade`, publish, and run this again.
\set ON_ERROR_STOP on
begin;
create schema if not exists board;

-- What is late today, of every kind. A table panel: select * from board.overdue order by days_late desc
create or replace view board.overdue as
select repository, site, kind, id, title, owner, due, current_date - due as days_late
from sx.record
where open and due < current_date;

-- How each KPI stands today: grey when its latest reading is stale, n/a or missing.
-- A stat panel by site: select site, count(*) filter (where status = 'red') as red from board.kpi group by site
create or replace view board.kpi as
select distinct on (k.repository, k.id) k.repository, k.site, k.id, k.title, k.owner, k.measured_in, r.period, r.value, r.target,
	case when r.stale_after >= current_date then r.score end as score,
	case when r.stale_after >= current_date then r.status else 'grey' end as status
from sx.kpi k
left join sx.readings r on r.repository = k.repository and r.kpi = k.id and r.first_day <= current_date
where k.open
order by k.repository, k.id, r.first_day desc nulls last, r.last_day desc;

-- How many actions were open at the end of each day since the first: every change of a state, and what it makes of the number.
-- A time series panel: select day as time, site as metric, open as value from board.actions_open where $__timeFilter(day)
create or replace view board.actions_open as
with step as (
	select repository, site, (at at time zone 'UTC')::date as day,
		coalesce(new in ('open', 'active', 'blocked'), false)::int - coalesce(old in ('open', 'active', 'blocked'), false)::int as more
	from sx.history
	where kind = 'action' and field = 'state'
)
select repository, site, day, sum(sum(more)) over (partition by repository, site order by day) as open
from step
group by repository, site, day;

-- Who has moved due days, how often and how far.
create or replace view board.extensions as
select repository, site, kind, id, at, by, old::date as was, new::date as became, new::date - old::date as days, reason
from sx.history
where field = 'due' and old ~ '^\d{4}-\d\d-\d\d$' and new ~ '^\d{4}-\d\d-\d\d$';

-- As of when: a dashboard should say so.
create or replace view board.coverage as
select repository, committed_at, published_at, now() - published_at as age
from sx.repository;
commit;
