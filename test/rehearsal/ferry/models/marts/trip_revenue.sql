select t.trip_id, t.day, t.origin, p.country, t.seats, count(k.ticket_id) as tickets, coalesce(sum(k.price), 0) as revenue
from {{ ref('stg_trips') }} t
left join {{ ref('paid_tickets') }} k using (trip_id)
left join {{ ref('ports') }} p on p.code = t.origin
group by all
