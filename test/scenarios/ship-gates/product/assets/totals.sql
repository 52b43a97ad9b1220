select 'north' as shop, 30 as amount
