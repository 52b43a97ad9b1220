select shop, upper(city) as city from shops
