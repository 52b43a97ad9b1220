{% test within(model, column_name, least, most) %}
select {{ column_name }} as found
from {{ model }}
where {{ column_name }} < {{ least }} or {{ column_name }} > {{ most }}
{% endtest %}
