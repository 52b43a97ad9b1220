-- One row per departure: when, where to, how late.
with departed as (
    select
        -- The flights carry the airport's own clock, whatever clock this machine keeps. Hence a literal zone.
        timezone('America/Los_Angeles', date) as departed_at,
        origin,
        destination,
        cast(distance as integer) as distance,
        cast(delay as integer) as delay
    from flights
)
select
    departed_at,
    -- Days and hours are cut by the engine's time zone: see engine in trivet.yaml.
    cast(departed_at as date) as day,
    date_trunc('hour', departed_at) as hour,
    origin,
    destination,
    city,
    state,
    distance,
    delay,
    delay > 15 as late,
    -- Flights have no number, and some share minute and route. Counting them gives every row a key.
    row_number() over (partition by departed_at, origin, destination order by delay, distance) as n
from departed
left join airports on airports.iata = departed.destination
