{% test in_range(model, column_name, low, high) %}
select * from {{ model }} where {{ column_name }} < {{ low }} or {{ column_name }} > {{ high }}
{% endtest %}

{% test matches(model, column_name, pattern) %}
select * from {{ model }} where not regexp_matches({{ column_name }}, '{{ pattern }}')
{% endtest %}

{% test longest(model, column_name, at_most) %}
select * from {{ model }} where length({{ column_name }}) > {{ at_most }}
{% endtest %}

{% test row_count(model, equal) %}
select n from (select count(*) as n from {{ model }}) where n <> {{ equal }}
{% endtest %}

{% test mean_in_range(model, column_name, low, high) %}
select mean from (select avg({{ column_name }}) as mean from {{ model }}) where mean is null or mean not between {{ low }} and {{ high }}
{% endtest %}
