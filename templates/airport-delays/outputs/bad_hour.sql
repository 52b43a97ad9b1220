-- What the model is asked: the newest hour at one airport that is over and known well enough. Always one row; `reason` says why there is
-- nothing to predict. `hour` is the hour predicted, the one after it.
with data as (
    select max(departed_at) as data_until from departures
),
newest as (
    select hourly.*, hour + interval 1 hour as predicted
    from hourly cross join data
    where origin = $origin
        and flights >= 5
        and usual_share_next is not null
        -- Over by the clock, and the data reach its end, give or take the quarter of an hour in which nobody may have departed.
        and hour + interval 1 hour <= now()
        and hour + interval 45 minutes <= data_until
    qualify hour = max(hour) over ()
)
select
    data_until,
    predicted as hour,
    newest.origin,
    hour_of_day,
    late_share,
    late_share_3h,
    late_share_today,
    usual_share_next,
    mean_delay,
    case
        when predicted is null then 'no hour that is over had five departures and a usual share of the hour after it'
        -- The last flights of an hour must be delivered before the next can be predicted: that takes some minutes of it.
        when now() > predicted + interval 15 minutes
            then 'the predicted hour has begun: it is past ' || strftime(predicted + interval 15 minutes, '%H:%M on %-d %B')
    end as reason
from data left join newest on true
