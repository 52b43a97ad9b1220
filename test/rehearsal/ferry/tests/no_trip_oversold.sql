{{ config(error_if = '> 5', warn_if = '> 0') }}
select trip_id, tickets, seats
from {{ ref('trip_revenue') }}
where tickets > seats
