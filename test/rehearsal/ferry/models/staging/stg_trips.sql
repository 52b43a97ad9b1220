select trip_id, origin, destination, departed_at, cast(departed_at as date) as day, seats
from {{ source('raw', 'trips') }}
