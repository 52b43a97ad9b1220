-- One row per airport and day: how late the departures were. A day counts when it is over, or its numbers would still move.
select
    origin,
    day,
    count(*) as flights,
    count(*) filter (late) as late,
    count(*) filter (late) / count(*) as late_share,
    avg(delay) as mean_delay
from departures
where day < cast(now() as date)
group by all
