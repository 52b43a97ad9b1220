select city, amount from totals join cities using (shop)
