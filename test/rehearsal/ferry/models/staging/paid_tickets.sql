{{ config(materialized='ephemeral') }}
select * from {{ ref('stg_tickets') }} where price > 0
