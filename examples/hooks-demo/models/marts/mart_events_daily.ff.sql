{{ config(
    materialized='table',
    tags=[
        'example:hooks_demo',
        'scope:mart',
        'engine:duckdb',
        'engine:postgres',
    ],
) }}

with base as (
    select
        event_date,
        event_type,
        cost
    from {{ ref('events_clean.ff') }}
)

select
    event_date,
    event_type,
    count(*)  as event_count,
    sum(cost) as cost
from base
group by event_date, event_type
order by event_date, event_type;
