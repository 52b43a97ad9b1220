select ticket_id, trip_id, class, price, sold_at
from {{ source('raw', 'tickets') }}
where price >= 0
