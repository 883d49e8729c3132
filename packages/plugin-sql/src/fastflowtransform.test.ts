import { expect, it } from 'vitest';
import { describeEngines } from '../test/engines.js';
import { sqlProject } from '../test/project.js';

const MODELS = {
  'models/events_clean.ff.sql': `{{ config(
    materialized='table',
    tags=[
        'example:hooks_demo',
        'scope:staging',
        'engine:duckdb',
    ],
) }}

select id as event_id, kind as event_type, cast(ts as date) as event_date
from (values (1, 'a', timestamp '2026-01-01 10:00:00'), (2, 'b', timestamp '2026-01-02 10:00:00')) as src(id, kind, ts);
`,
  'models/mart_events_daily.ff.sql': `{{ config(materialized='table', tags=['example:hooks_demo', 'scope:mart', 'engine:duckdb']) }}

with base as (
    select event_date, event_type
    from {{ ref('events_clean.ff') }}
)
select event_date, event_type, count(*) as event_count
from base
group by event_date, event_type
order by event_date, event_type;
`,
};

const TABLES = `
        -- create _ff_run_audit and _ff_model_audit if they don't exist
        create table if not exists _ff_run_audit (
          run_id text, started_at timestamp, finished_at timestamp,
          status text, -- 'running' | 'success' | 'error'
          env text, engine text, row_count bigint, error text
        );
        create table if not exists _ff_model_audit (
          run_id text, model_name text, event text, -- 'start' | 'end'
          status text, started_at timestamp, finished_at timestamp, rows_affected bigint, elapsed_ms bigint, error text
        );`;

const TESTS = `
tests:
  # Event-level model tests (example)
  - type: not_null
    table: events_clean
    column: event_id
    tags: [example_hooks_demo]
  - type: row_count_between
    table: mart_events_daily
    min_rows: 1
    max_rows: 1000
    tags: [example_hooks_demo]
`;

/** As the page of the demo has it: bare values, one engine. */
const PAGE = `hooks:
  on_run_start:
    - name: create_audit_tables
      kind: sql
      sql: |-${TABLES}
    - name: audit_run_start
      kind: sql
      sql: |-
        insert into _ff_run_audit (run_id, started_at, status, env, engine)
        values (
          {{ run.run_id }},
          current_timestamp,
          'running',
          {{ run.env_name }},
          {{ run.engine_name }}
        );
    - name: python_banner
      kind: python
  on_run_end:
    - name: audit_run_end
      kind: sql # body in hooks/audit_run_end.sql
    - name: python_summary
      kind: python
  before_model:
    - name: model_start_audit
      kind: sql
      select: "tag:example:hooks_demo"
      sql: |-
        insert into _ff_model_audit (run_id, model_name, event, status, started_at)
        values ({{ run.run_id }}, {{ model.name }}, 'start', 'running', current_timestamp);
  after_model:
    - name: model_end_audit
      kind: sql
      select: "tag:example:hooks_demo"
      sql: |-
        update _ff_model_audit
        set finished_at = current_timestamp,
            status = 'success',
            rows_affected = NULL,
            elapsed_ms = NULL
        where run_id = {{ run.run_id }}
          and model_name = {{ model.name }}
          and event = 'start';
    - name: model_end_log_python
      kind: python
      select: "tag:scope:mart"
${TESTS}`;

/** As projects have it that run on several engines: filtered values, variants by engine, keys that mean nothing here. */
const FILTERED = `name: hooks_demo
version: "0.1"
models_dir: models
docs:
  dag_dir: site/dag
vars: {}
hooks:
  on_run_start:
    - name: create_audit_tables
      kind: sql
      engines: ["duckdb", "postgres"]
      sql: |${TABLES}
    - name: create_audit_tables_bigquery
      kind: sql
      engines: ["bigquery"]
      sql: |
        CREATE TABLE IF NOT EXISTS \`_ff_run_audit\` (run_id STRING);
    - name: audit_run_start
      kind: sql
      sql: |
        insert into _ff_run_audit (run_id, started_at, status, env, engine)
        values ({{ run.run_id    | sql_literal }}, current_timestamp, 'running', {{ run.env_name  | sql_literal }}, {{ run.engine_name | sql_literal }});
    - name: python_banner
      kind: python
  on_run_end:
    - name: audit_run_end
      engines: ["duckdb", "postgres", "bigquery", "snowflake_snowpark"]
      kind: sql
    - name: python_summary
      kind: python
  before_model:
    - name: model_start_audit
      kind: sql
      select: "tag:example:hooks_demo"
      sql: |
        insert into _ff_model_audit (run_id, model_name, event, status, started_at)
        values ({{ run.run_id | sql_literal }}, {{ model.name | sql_literal }}, 'start', 'running', current_timestamp);
  after_model:
    - name: model_end_audit
      kind: sql
      engines: ["duckdb", "postgres", "bigquery", "snowflake_snowpark"]
      select: "tag:example:hooks_demo"
      sql: |
        update _ff_model_audit
        set
            finished_at   = current_timestamp,
            status        = {{ model.status | sql_literal }},
            rows_affected = {{ model.rows_affected if model.rows_affected is not none else 'NULL' }},
            elapsed_ms    = {{ model.elapsed_ms    if model.elapsed_ms    is not none else 'NULL' }},
            error         = {{ model.error | sql_literal if model.error is not none else 'NULL' }}
        where run_id = {{ run.run_id   | sql_literal }}
          and model_name = {{ model.name | sql_literal }}
          and event = 'start';
    - name: model_end_log_python
      kind: python
      select: "tag:scope:mart"
${TESTS}`;

const END = `update _ff_run_audit
set
    finished_at = current_timestamp,
    status      = {{ run.status | sql_literal }},
    row_count   = {{ run.row_count if run.row_count is not none else 'NULL' }},
    error       = NULL
where run_id = {{ run.run_id | sql_literal }};
`;

const CODE = `import { projectHook } from '${new URL('./index.ts', import.meta.url).pathname}';
const say = (name, when, text) => projectHook({ name, when }, (context) => context.log.info('[hooks_demo] ' + text(context)));
export const banner = say('python_banner', 'on_run_start', ({ run }) => 'on_run_start ' + run.engineName);
export const summary = say('python_summary', 'on_run_end', ({ run, stats }) => [run.status, stats.modelsBuilt, stats.modelsSkipped, stats.modelsFailed].join(' '));
export const log = say('model_end_log_python', 'after_model', ({ model }) => model.name + ' ' + model.status);
`;

describeEngines('a project.yml of FastFlowTransform', (on) => {
  it.each([
    ['with bare values', PAGE, { rows_affected: null }, ['sql:model_end_audit']],
    ['with filtered values', FILTERED, {}, []],
  ])('%s is read unchanged', async (_what, file, more, doubted) => {
    for (const table of ['_ff_run_audit', '_ff_model_audit'])
      await on.connection().run(`drop table if exists ${table}`);
    const files = { 'project.yml': file, 'hooks/audit_run_end.sql': END, 'hooks/notify.ts': CODE, ...MODELS };
    await using project = await sqlProject(files, on);
    for (const _ of [1, 2]) {
      const result = await project.run({ select: ['tag:example:hooks_demo', 'tag:engine:duckdb'] });
      expect(result.hookFailures).toEqual([]);
      result.throwIfFailed();
    }
    const doubts = project.logged.filter(
      ({ level, message }) => level === 'warn' && message.includes("writes 'success' however it ended"),
    );
    expect(doubts.map(({ message }) => message.split(' ')[1])).toEqual(doubted);
    const ended = { status: 'success', finished: true };
    expect(
      await on
        .connection()
        .query('select status, row_count, env, engine, finished_at is not null as finished from _ff_run_audit'),
    ).toEqual([1, 2].map(() => ({ ...ended, row_count: 4, env: 'local', engine: on.engine.name })));
    expect(
      await on
        .connection()
        .query(
          'select model_name, status, rows_affected, finished_at is not null as finished from _ff_model_audit order by model_name',
        ),
    ).toEqual(
      ['events_clean', 'events_clean', 'mart_events_daily', 'mart_events_daily'].map((name) => ({
        model_name: name,
        ...ended,
        rows_affected: 2,
        ...more,
      })),
    );
    expect(
      project.logged.filter(({ message }) => message.startsWith('[hooks_demo]')).map(({ message }) => message),
    ).toEqual(
      [1, 2].flatMap(() => [
        `[hooks_demo] on_run_start ${on.engine.name}`,
        '[hooks_demo] mart_events_daily success',
        '[hooks_demo] success 2 0 0',
      ]),
    );
  });
});
