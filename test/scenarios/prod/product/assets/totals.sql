select shop, sum(amount) as amount
from orders
group by shop
