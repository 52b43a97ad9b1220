select item, price * 2 as price from prices
