{{ config(
    materialized='table',
    tags=[
        'example:hooks_demo',
        'scope:staging',
        'engine:duckdb',
        'engine:postgres',
    ],
) }}

select
    id                             as event_id,
    cast(happened_on as date)      as event_date,
    phase_of_flight                as event_type,
    airport,
    species,
    cost
from {{ source('raw', 'events') }}
where phase_of_flight is not null
  and extract(year from cast(happened_on as date)) = {{ var('year') }};
