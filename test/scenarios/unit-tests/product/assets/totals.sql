select shop, sum(amount) as amount, max(day) < current_date as over from orders group by shop order by shop
