-- One row per airport and hour, also where nothing departed: what a planner can know at the end of that hour about the next one.
-- A share of fewer than five departures says nothing, so it is null.
with counted as (
    select origin, hour, count(*) as flights, count(*) filter (late) as late, sum(delay) as minutes
    from departures
    group by all
),
hours as (
    select unnest(generate_series(min(hour), max(hour), interval 1 hour)) as hour
    from counted
),
grid as (
    select
        origin,
        hour,
        cast(hour as date) as day,
        hour + interval 1 hour as next_hour,
        coalesce(flights, 0) as flights,
        coalesce(late, 0) as late,
        minutes
    from (select distinct origin from counted)
    cross join hours
    left join counted using (origin, hour)
),
usual as (
    -- What the next hour is like at this airport: the same hour of the 14 days before it.
    select grid.origin, grid.hour, sum(past.late) / sum(past.flights) as share
    from grid
    join counted as past
        on past.origin = grid.origin
        and extract(hour from past.hour) = extract(hour from next_hour)
        and cast(past.hour as date) between cast(next_hour as date) - 14 and cast(next_hour as date) - 1
    group by all
    having sum(past.flights) >= 5
),
seen as (
    select
        origin,
        hour,
        extract(hour from hour) as hour_of_day,
        flights,
        case when flights >= 5 then late / flights end as late_share,
        case when sum(flights) over recent >= 5 then sum(late) over recent / sum(flights) over recent end as late_share_3h,
        case when sum(flights) over so_far >= 5 then sum(late) over so_far / sum(flights) over so_far end as late_share_today,
        case when flights >= 5 then minutes / flights end as mean_delay,
        lead(case when flights >= 5 then late / flights end) over (partition by origin order by hour) > 0.3 as bad_next_hour
    from grid
    window
        recent as (partition by origin order by hour rows between 2 preceding and current row),
        so_far as (partition by origin, day order by hour)
)
select seen.*, usual.share as usual_share_next
from seen
left join usual using (origin, hour)
-- Before any airport has had five departures in an hour there is nothing to judge.
where hour >= (select min(hour) from counted where flights >= 5)
