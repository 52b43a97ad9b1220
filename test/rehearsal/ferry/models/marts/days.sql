{{ config(materialized='incremental', unique_key='day') }}
select day, sum(revenue) as revenue, sum(tickets) as tickets
from {{ ref('trip_revenue') }}
{% if is_incremental() %} where day >= (select max(day) from {{ this }}) {% endif %}
group by day
