{% test at_least_rows(model, rows) %}
{{ config(fail_calc = "max(short)") }}
select greatest(0, {{ rows }} - count(*)) as short from {{ model }}
{% endtest %}
