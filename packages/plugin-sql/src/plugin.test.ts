import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeEngines } from '../test/engines.js';
import { sqlProject } from '../test/project.js';
import { VERSION } from './version.js';

const AUDIT = `
  on_run_start:
    - name: create_audit_tables
      kind: sql
      sql: |-
        create table if not exists run_audit (run_id text, status text, row_count bigint, error text);
        create table if not exists model_audit (run_id text, model text, status text, rows_affected bigint, elapsed_ms bigint, error text);
    - name: run_start
      kind: sql
      sql: insert into run_audit (run_id, status) values ({{ run.run_id }}, {{ run.status }})
  on_run_end:
    - name: run_end
      kind: sql
      sql: update run_audit set status = {{ run.status }}, row_count = {{ run.row_count }}, error = {{ run.error }} where run_id = {{ run.run_id }}
  before_model:
    - name: model_start
      kind: sql
      select: "!tag:quiet"
      sql: insert into model_audit (run_id, model, status) values ({{ run.run_id }}, {{ model.name }}, {{ model.status }})
  after_model:
    - name: model_end
      kind: sql
      select: "!tag:quiet"
      sql: |-
        update model_audit
        set status = {{ model.status }}, rows_affected = {{ model.rows_affected }}, elapsed_ms = {{ model.elapsed_ms }}, error = {{ model.error }}
        where run_id = {{ run.run_id }} and model = {{ model.name }};
`;
const project = (hooks: string): Record<string, string> => ({ 'project.yml': `hooks:${hooks}` });

describeEngines('a project of SQL', (on) => {
  const rows = async (sql: string): Promise<unknown> => await on.connection().query(sql);
  const clean = async (): Promise<void> => {
    for (const name of ['run_audit', 'model_audit', 'notes', 'a', 'b', 'c', 'v']) {
      const kind = await on.engine.kindOf(on.connection(), { schema: undefined, name });
      if (kind !== undefined)
        await on.connection().run(`drop ${kind} ${name}${on.engine.name === 'postgres' ? ' cascade' : ''}`);
    }
  };

  it('runs models and writes both audits, a row a run and model', async () => {
    await clean();
    const files = {
      ...project(AUDIT),
      'models/a.sql': 'select 1 as x union all select 2',
      'models/b.sql': "{{ config(materialized='view') }} select x + 1 as y from {{ ref('a') }}",
      'models/c.sql': "{{ config(tags='quiet') }} select * from {{ ref('b') }}",
    };
    await using opened = await sqlProject(files, on);
    for (const _ of [1, 2]) {
      const result = await opened.run();
      expect(result.hookFailures).toEqual([]);
      expect(result.outcome.status).toBe('success');
      expect(await result.load('c')).toEqual([{ y: 2 }, { y: 3 }]);
    }
    expect(await rows('select status, row_count, error from run_audit')).toEqual(
      [1, 2].map(() => ({ status: 'success', row_count: 4, error: null })),
    );
    expect(
      await rows('select model, status, rows_affected, elapsed_ms is null as untimed from model_audit order by model'),
    ).toEqual([
      ...[1, 2].map(() => ({ model: 'a', status: 'success', rows_affected: 2, untimed: false })),
      // How many rows a view has nobody has counted: that is not 0.
      ...[1, 2].map(() => ({ model: 'b', status: 'success', rows_affected: null, untimed: false })),
    ]);
  });

  it('leaves no row running when a model fails, and says what failed', async () => {
    await clean();
    await using opened = await sqlProject(
      { ...project(AUDIT), 'models/a.sql': 'select 1 as x', 'models/b.sql': "select\n  nope\nfrom {{ ref('a') }}" },
      on,
    );
    const { outcome, hookFailures } = await opened.run();
    expect(hookFailures).toEqual([]);
    expect(outcome).toMatchObject({
      status: 'error',
      error: { code: 'SQL_STATEMENT_FAILED', message: expect.stringContaining('models/b.sql:2:3') },
    });
    expect(await rows('select status, error from run_audit')).toEqual([
      { status: 'error', error: expect.stringContaining('nope') },
    ]);
    expect(await rows('select model, status, error from model_audit order by model')).toEqual([
      { model: 'a', status: 'success', error: null },
      { model: 'b', status: 'error', error: expect.stringContaining('models/b.sql:2:3') },
    ]);
    expect(opened.logged.map(({ message }) => message).filter((message) => /^[▶✓✗]|hooks/.test(message))).toEqual([
      '[hooks] when=on_run_start node=<run>: executing 2 hook(s): sql:create_audit_tables, sql:run_start',
      '[hooks] when=before_model node=a: executing 1 hook(s): sql:model_start',
      expect.stringMatching(/^▶ a \[(duckdb|postgres) table\]$/),
      expect.stringMatching(/^✓ a 1 rows, \d+ ms$/),
      '[hooks] when=after_model node=a: executing 1 hook(s): sql:model_end',
      '[hooks] when=before_model node=b: executing 1 hook(s): sql:model_start',
      expect.stringMatching(/^▶ b/),
      expect.stringMatching(/^✗ b models\/b\.sql:2:3/),
      '[hooks] when=after_model node=b: executing 1 hook(s): sql:model_end',
      '[hooks] when=on_run_end node=<run>: executing 1 hook(s): sql:run_end',
    ]);
  });

  it('ends the audit of a run that selects nothing, or nothing that there is', async () => {
    await clean();
    await using opened = await sqlProject({ ...project(AUDIT), 'models/a.sql': 'select 1 as x' }, on);
    await opened.run({ select: ['tag:nothing'] });
    await opened.run({ nodes: ['nothing'] });
    expect(await rows('select status from run_audit order by status')).toEqual([
      { status: 'error' },
      { status: 'skipped' },
    ]);
  });

  it('finds wrong SQL of hooks and models before the first of them runs', async () => {
    await clean();
    const broken = project(
      '\n  on_run_start:\n    - { name: a, kind: sql, sql: create table notes (x text) }\n  on_run_end:\n    - name: b\n      kind: sql\n      sql: |\n\n        -- two lines\n        slect {{ run.run_id }};\n',
    );
    await using opened = await sqlProject({ ...broken, 'models/a.sql': 'select 1 as x' }, on);
    const { outcome } = await opened.run();
    expect(outcome).toMatchObject({
      status: 'error',
      error: { code: 'SQL_STATEMENT_FAILED', message: expect.stringContaining('project.yml:10:9: ') },
    });
    expect(await on.engine.kindOf(on.connection(), { schema: undefined, name: 'notes' })).toBeUndefined();
    await using models = await sqlProject(
      { 'models/a.sql': 'select 1 as x', 'models/b.sql': "select *\nfrm {{ ref('a') }}" },
      on,
    );
    expect((await models.run()).outcome).toMatchObject({
      error: { message: expect.stringMatching(/^models\/b\.sql:2:/) },
    });
    expect(await on.engine.kindOf(on.connection(), { schema: undefined, name: 'a' })).toBeUndefined();
  });

  it('runs a list in the order of the file, and skips its rest after a failure', async () => {
    await clean();
    await on.connection().run('create table notes (what text)');
    const note = (name: string): string => `{ name: ${name}, kind: sql, sql: "insert into notes values ('${name}')" }`;
    const list = project(
      `\n  before_model:\n    - ${note('one')}\n    - ${note('two')}\n    - { name: bad, kind: sql, sql: insert into nowhere values (1) }\n    - ${note('three')}\n  after_model:\n    - ${note('end')}`,
    );
    await using opened = await sqlProject({ ...list, 'models/a.sql': 'select 1 as x' }, on);
    const { outcome } = await opened.run();
    expect(outcome).toMatchObject({ status: 'error', error: { message: expect.stringMatching(/^project\.yml:5:/) } });
    expect(await rows('select what from notes')).toEqual(['one', 'two', 'end'].map((what) => ({ what })));
    expect(opened.logged.map(({ message }) => message)).toContainEqual(
      '[hooks] when=before_model node=a: sql:three is not run, since sql:bad failed',
    );
  });

  it('applies a hook whole or not at all, or statement by statement where it says so', async () => {
    await clean();
    await on.connection().run('create table notes (what text)');
    const two = (name: string, mode: string): string =>
      `{ name: ${name}, kind: sql, transaction: ${mode}, sql: "insert into notes values ('${name}'); insert into nowhere values (1)" }`;
    await using opened = await sqlProject(
      {
        ...project(`\n  on_run_end:\n    - ${two('own', 'own')}\n  on_node_end:\n    - ${two('none', 'none')}`),
        'models/a.sql': 'select 1 as x',
      },
      on,
    );
    const { outcome, hookFailures } = await opened.run();
    expect(outcome.status).toBe('success');
    expect(hookFailures.map(({ hook, plugin }) => [hook, plugin])).toEqual([
      ['on_node_end', '@pintle/plugin-sql'],
      ['on_run_end', '@pintle/plugin-sql'],
    ]);
    expect(await rows('select what from notes')).toEqual([{ what: 'none' }]);
  });

  it('rolls back what hooks did in the transaction of a model that fails', async () => {
    await clean();
    await on.connection().run('create table notes (what text)');
    const inside = (when: string): string =>
      `\n  ${when}:\n    - name: ${when}\n      kind: sql\n      transaction: model\n      select: b\n      sql: insert into notes values ({{ when }} || ' ' || {{ model.name }} || ' ' || {{ model.status }})`;
    const hooks = project(inside('before_model') + inside('after_model'));
    await using opened = await sqlProject(
      {
        ...hooks,
        'models/a.sql': 'select 1 as x',
        'models/b.sql': "select {{ var('column', 'x') | ident }} from {{ ref('a') }}",
      },
      on,
    );
    await opened.run();
    const done = ['before_model b running', 'after_model b success'].map((what) => ({ what }));
    expect(await rows('select what from notes')).toEqual(done);
    await using failing = await sqlProject(
      { ...hooks, 'models/a.sql': 'select 1 as x', 'models/b.sql': "select nope from {{ ref('a') }}" },
      on,
    );
    expect((await failing.run()).outcome.status).toBe('error');
    expect(await rows('select what from notes')).toEqual(done);
    expect(failing.session.manager.explain('before_model').map(({ label }) => label)).toEqual([
      "sql:before_model (project.yml:3; in the model's transaction)",
    ]);
  });

  it('hands hooks of all kinds what FastFlowTransform hands them', async () => {
    await clean();
    await on.connection().run('create table notes (what text)');
    const code = `import { projectHook } from '${new URL('./index.ts', import.meta.url).pathname}';
export const summary = projectHook({ name: 'summary', when: 'on_run_end' }, ({ when, run, stats, runStats, params, env, log }) => {
  log.info(['summary', when, run.engineName, run.status, stats.modelsBuilt, stats.modelsFailed, stats.modelsSkipped, runStats.rowsTotal, params.greeting, env.PINTLE_TEST_SHOWN].join(' '));
});`;
    process.env['PINTLE_TEST_SHOWN'] = 'shown';
    process.env['PINTLE_TEST_SECRET'] = 'secret';
    const hooks = project(`
  on_run_end:
    - { name: counted, kind: sql, params: { greeting: "it's" }, sql: "insert into notes values ({{ params.greeting }} || {{ stats.models_built }} || {{ run_stats.models_failed }} || {{ env.PINTLE_TEST_SHOWN }})" }
    - { name: summary, kind: python, params: { greeting: hello } }
    - { name: other_env, kind: sql, envs: [prod], sql: "insert into notes values ('prod')" }
    - { name: other_engine, kind: sql, engines: [BigQuery], sql: "insert into \`x\` values ('bigquery')" }`);
    const connections = {
      'conf/base/connections.yml': JSON.stringify({
        profiles: { test: on.profile() },
        allowEnv: ['PINTLE_TEST_SHOWN'],
      }),
    };
    await using opened = await sqlProject({
      ...hooks,
      ...connections,
      'hooks/summary.ts': code,
      'models/a.sql': 'select 1 as x',
    });
    expect((await opened.run()).hookFailures).toEqual([]);
    expect(await rows('select what from notes')).toEqual([{ what: "it's10shown" }]);
    expect(opened.logged.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^summary on_run_end (duckdb|postgres) success 1 0 0 1 hello shown$/),
    );
    const secret = project(
      '\n  on_run_end:\n    - { name: leak, kind: sql, sql: "insert into notes values ({{ env.PINTLE_TEST_SECRET }})" }',
    );
    await using leaking = await sqlProject({ ...secret, ...connections, 'models/a.sql': 'select 1 as x' });
    expect((await leaking.run()).hookFailures).toMatchObject([
      { error: { code: 'SQL_VARIABLE_UNKNOWN', hint: expect.stringContaining('allowEnv') } },
    ]);
  });

  it('counts a model that need not be built as skipped, and tells hooks why', async () => {
    await clean();
    await on.connection().run('create table notes (what text)');
    const hooks = project(`
  on_node_skipped:
    - { name: skipped, kind: sql, select: a, sql: "insert into notes values ({{ node.name }} || ' ' || {{ node.reason }})" }
  on_run_end:
    - { name: counts, kind: sql, sql: "insert into notes values ({{ stats.models_built }} || '/' || {{ stats.models_skipped }} || '/' || {{ stats.models_failed }})" }`);
    await using opened = await sqlProject(
      { ...hooks, 'models/a.sql': 'select 1 as x', 'models/b.sql': 'select 2 as x' },
      on,
    );
    await opened.run({ nodes: ['a'] });
    expect((await opened.run({ onlyMissingOutputs: true })).hookFailures).toEqual([]);
    expect(await rows('select what from notes')).toEqual(
      ['1/0/0', 'a outputs_exist', '1/1/0'].map((what) => ({ what })),
    );
  });

  it('prints nothing of hooks where there are none', async () => {
    await clean();
    await using opened = await sqlProject(
      {
        ...project('\n  before_model:\n    - { name: x, kind: sql, select: b, sql: select 1 }'),
        'models/a.sql': 'select 1 as x',
        'models/b.sql': 'select 1 as x',
      },
      on,
    );
    await opened.run();
    expect(opened.logged.filter(({ message }) => message.startsWith('[hooks]')).map(({ message }) => message)).toEqual([
      '[hooks] when=before_model node=b: executing 1 hook(s): sql:x',
    ]);
  });

  it('awaits hooks of code, and takes their failure for what it is', async () => {
    await clean();
    const code = `import { projectHook } from '${new URL('./index.ts', import.meta.url).pathname}';
export const slow = projectHook({ name: 'slow', when: 'before_model' }, async ({ model }) => {
  await new Promise((resolve) => setTimeout(resolve, 20));
  throw new Error('not ' + model.name);
});`;
    await using opened = await sqlProject(
      {
        ...project('\n  before_model:\n    - { name: slow, kind: code }'),
        'hooks/slow.ts': code,
        'models/a.sql': 'select 1 as x',
      },
      on,
    );
    expect((await opened.run()).outcome).toMatchObject({ status: 'error', error: { message: 'not a' } });
    expect(await on.engine.kindOf(on.connection(), { schema: undefined, name: 'a' })).toBeUndefined();
  });

  it('measures a model without what its hooks do', async () => {
    await clean();
    const slow =
      '{ name: slow, kind: sql, transaction: model, sql: "insert into notes select cast(x as text) from (select * from generate_series(1, 300000) as t(x)) as many" }';
    await on.connection().run('create table notes (what text)');
    await using opened = await sqlProject(
      {
        ...project(`\n  before_model:\n    - ${slow}\n  after_model:\n    - ${slow}`),
        'models/a.sql': 'select 1 as x',
      },
      on,
    );
    let model: { rowsAffected?: number; elapsedMs?: number } = {};
    opened.session.manager.register({
      name: 'watch',
      hooks: { after_model: (args: { model: typeof model }) => void (model = args.model) },
    });
    const { nodes } = await opened.run();
    expect(model.rowsAffected).toBe(1);
    expect(model.elapsedMs).toBeLessThan((nodes.get('a')?.durationMs ?? 0) / 2);
  });

  it('tries a model again, with the hooks of its transaction, and gives up in time', async () => {
    await clean();
    await on.connection().run('create table notes (what text)');
    const hooks = project(`
  before_model:
    - { name: once, kind: sql, sql: "insert into notes values ('once')" }
  on_node_start:
    - { name: attempt, kind: sql, sql: "insert into notes values ({{ node.name }} || {{ node.attempt }})" }`);
    const files = {
      ...hooks,
      'models/a.sql': '{{ config(retries=2, retry_delay_ms=10) }} select nope',
      'models/b.sql': `{{ config(timeout_ms=300) }} select count(*) as n from generate_series(1, 100000) as a(x), generate_series(1, 100000) as b(y) where x % 7 = y % 11`,
    };
    await using opened = await sqlProject(files, on);
    const { nodes } = await opened.run({ keepGoing: true });
    expect(nodes.get('a')).toMatchObject({ status: 'error', attempt: 3 });
    expect(nodes.get('b')).toMatchObject({ status: 'timed_out' });
    expect(await rows('select what from notes order by what')).toEqual(
      ['a1', 'a2', 'a3', 'b1', 'once', 'once'].map((what) => ({ what })),
    );
  });

  it('adds to incremental models, by key in place of what is there', async () => {
    await clean();
    const model = (config: string, select: string): Record<string, string> => ({
      'models/a.sql': `{{ config(materialized='incremental'${config}) }}\n${select}`,
    });
    const keyed = model(
      ", unique_key='id'",
      "select id, {{ var('n') }} as n from (values (1), (2), ({{ var('n') }})) as t(id) {% if is_incremental() %}where id > (select min(id) from {{ this }}){% endif %}",
    );
    await using first = await sqlProject(keyed, on, { params: { n: 3 } });
    await first.run();
    await using second = await sqlProject(keyed, on, { params: { n: 4 } });
    const result = await second.run();
    expect(result.outcome.error).toBeUndefined();
    expect(await rows('select id, n from a order by id')).toEqual([
      { id: 1, n: 3 },
      { id: 2, n: 4 },
      { id: 3, n: 3 },
      { id: 4, n: 4 },
    ]);
    await using changed = await sqlProject(model('', 'select 1 as id, 2 as other'), on);
    expect((await changed.run()).outcome).toMatchObject({
      error: { code: 'SQL_MODEL_INVALID', message: expect.stringContaining('+other, -n') },
    });
    await using fresh = await sqlProject(model('', 'select 1 as id, 2 as other'), on, {
      params: { full_refresh: true },
    });
    expect((await fresh.run()).outcome.status).toBe('success');
    await using appended = await sqlProject(model('', 'select 7 as id, 8 as other'), on);
    await appended.run();
    expect(await rows('select * from a order by id')).toEqual([
      { id: 1, other: 2 },
      { id: 7, other: 8 },
    ]);
    await using twice = await sqlProject(
      model(", unique_key='id'", 'select 9 as id, 1 as other union all select 9, 2'),
      on,
    );
    expect((await twice.run()).outcome).toMatchObject({
      error: {
        code: 'SQL_MODEL_INVALID',
        message: expect.stringContaining('several new rows have the same unique_key'),
      },
    });
  });

  it('turns a table into a view and back, also below other views', async () => {
    await clean();
    const models = (what: string, columns: string): Record<string, string> => ({
      'models/a.sql': `{{ config(materialized='${what}') }} select ${columns}`,
      'models/v.sql': "{{ config(materialized='view') }} select * from {{ ref('a') }}",
    });
    for (const [what, columns] of [
      ['table', '1 as x'],
      ['view', '2 as x'],
      ['table', '3 as x'],
      ['table', '4 as x'],
      ['table', '5 as x, 6 as y'],
    ] as const) {
      await using opened = await sqlProject(models(what, columns), on);
      const { outcome } = await opened.run();
      expect(outcome.error).toBeUndefined();
      expect(await rows('select x from v')).toEqual([{ x: Number(columns[0]) }]);
    }
  });

  it('gives nodes of code the rows of models, and builds only what is missing', async () => {
    await clean();
    const seen: unknown[] = [];
    const count = {
      name: 'count',
      inputs: ['a'],
      outputs: ['counted'],
      run: ({ a }: Readonly<Record<string, unknown>>) => (seen.push(a), { counted: (a as unknown[]).length }),
    };
    await using opened = await sqlProject(
      {
        'models/a.sql': 'select 1 as x, cast(9007199254740993 as bigint) as big',
        'models/b.sql': "select * from {{ ref('a') }}",
      },
      on,
      {
        pipelines: [{ name: 'models', nodes: [count], inputs: () => ['a'], outputs: () => ['counted'] }],
      },
    );
    expect((await opened.run()).outputs).toEqual({ counted: 1 });
    expect(seen).toEqual([[{ x: 1, big: 9007199254740993n }]]);
    await on.connection().run('drop table b');
    const { nodes } = await opened.run({ onlyMissingOutputs: true });
    expect(Object.fromEntries([...nodes].map(([name, { status, reason }]) => [name, reason ?? status]))).toMatchObject({
      a: 'outputs_exist',
      b: 'success',
    });
  });

  it('stops a model when the run is cancelled, and ends its audit', async () => {
    await clean();
    await using opened = await sqlProject(
      {
        ...project(AUDIT),
        'models/a.sql':
          'select count(*) as n from generate_series(1, 100000) as a(x), generate_series(1, 100000) as b(y) where x % 7 = y % 11',
      },
      on,
    );
    const controller = new AbortController();
    setTimeout(() => controller.abort('enough'), 400);
    const { outcome } = await opened.run({ signal: controller.signal });
    expect(outcome).toMatchObject({ status: 'cancelled', reason: 'enough' });
    expect(outcome.durationMs).toBeLessThan(5000);
    expect(await rows('select status from run_audit')).toEqual([{ status: 'cancelled' }]);
    expect(await rows('select status from model_audit')).toEqual([{ status: 'cancelled' }]);
  });

  it('runs models at the same time, and two runs in one process, without mixing', async () => {
    await clean();
    const files = {
      ...project(AUDIT),
      'models/a.sql': 'select 1 as x',
      'models/b.sql': 'select 2 as x union all select 3',
      'models/c.sql': "select * from {{ ref('a') }} union all select * from {{ ref('b') }}",
    };
    await using opened = await sqlProject(files, on);
    await opened.run();
    await on.connection().run('delete from run_audit');
    const select = (name: string) => opened.run({ nodes: [name] });
    const both = await Promise.all([select('a'), select('b')]);
    expect(both.map(({ outcome }) => outcome.status)).toEqual(['success', 'success']);
    expect(await rows('select row_count from run_audit order by row_count')).toEqual([
      { row_count: 1 },
      { row_count: 2 },
    ]);
    expect((await opened.run({ runner: 'concurrent', concurrency: 3 })).outcome.status).toBe('success');
  });
});

describe('the package', () => {
  it('knows its version', () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(VERSION).toBe(version);
  });
});
