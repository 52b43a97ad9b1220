-- How late one airport's departures were, by day, for the days that are over.
select day, flights, late, late_share, mean_delay
from late_by_day
where origin = $origin
order by day
