select country, round(sum(revenue), 2) as revenue from {{ ref('trip_revenue') }} group by country
