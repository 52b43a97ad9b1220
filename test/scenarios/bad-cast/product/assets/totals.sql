select id, shop, cast(amount as integer) as amount
from orders
