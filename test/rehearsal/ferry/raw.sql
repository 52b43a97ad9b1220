create schema if not exists raw;
create or replace table raw.trips as
select i as trip_id, ['HEL','TLL','STO','MHQ'][1 + i % 4] as origin, ['TLL','HEL','MHQ','STO'][1 + i % 4] as destination,
  timestamp '2026-01-01 08:00:00' + interval 1 hour * (7 * i) as departed_at, 20 + (i % 5) * 10 as seats
from range(1, 201) r(i);
create or replace table raw.ticket_lines as
select i as ticket_id, 1 + (i * 7) % 200 as trip_id, ['deck','cabin','car'][1 + (i % 7) % 3] as class,
  round(9.5 + (i * 37 % 400) / 4, 2) as price, timestamp '2025-12-20 00:00:00' + interval 1 minute * (i * 11) as sold_at
from range(1, 2001) r(i);
