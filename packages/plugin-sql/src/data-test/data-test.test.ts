import { buildLogger, buildProjectMetadata } from '@pintle/hookspecs/testing';
import { expect, it } from 'vitest';
import { describeEngines, type EngineUnderTest } from '../../test/engines.js';
import { sqlProject } from '../../test/project.js';
import command from './command.js';
import type { TestResult } from './test-run.js';

interface Report {
  readonly exitCode: number;
  readonly tests: readonly TestResult[];
  readonly text: string;
}

/** Runs the command in a project of these tests. */
async function test(on: EngineUnderTest, tests: string, tags: readonly string[] = []): Promise<Report> {
  const files = { 'project.yml': `vars: { limit: 2 }\ntests:\n${tests}`, 'models/orders.sql': 'select 1 as id' };
  await using project = await sqlProject(files, on);
  let shown: { tests: readonly TestResult[] } = { tests: [] };
  let text = '';
  const { context, pipelines } = project.session;
  const exitCode = await command.run?.({
    args: {},
    options: { tags },
    project: buildProjectMetadata({ projectDir: project.dir }),
    env: 'local',
    log: buildLogger(),
    output: {
      json: false,
      show(data, say) {
        shown = data as typeof shown;
        text = say();
      },
      line: () => {},
      table: (header, rows) => [header, ...rows].map((row) => row.join(' | ')).join('\n'),
    },
    signal: new AbortController().signal,
    plugin: undefined,
    parse: async (words) => ({ command: words, args: [], options: {} }),
    session: async () => ({ context, pipelines }),
  });
  return { exitCode: Number(exitCode), tests: shown.tests, text };
}

describeEngines('data tests', (on) => {
  const status = async (tests: string): Promise<unknown> =>
    (await test(on, tests)).tests.map((one) => [one.status, one.message]);

  it('judge a table by everything that can be asked of one', async () => {
    await on.connection().run('create table customers (id integer)');
    await on.connection().run('insert into customers values (1), (2)');
    await on
      .connection()
      .run(
        'create table orders (id integer, customer_id integer, state text, amount double precision, made_at timestamp)',
      );
    await on
      .connection()
      .run(
        "insert into orders values (1, 1, 'new', 2.5, current_timestamp), (2, 2, 'paid', -1, current_timestamp), (2, 9, null, 3, null)",
      );
    const cases: readonly (readonly [test: string, status: string, message: unknown])[] = [
      ['{ type: not_null, table: orders, column: id }', 'pass', undefined],
      ['{ type: not_null, table: orders, column: state }', 'fail', '1 rows are NULL'],
      ['{ type: not_null, table: orders, column: state, where: "id = 1 -- ; only" }', 'pass', undefined],
      ['{ type: not_null, table: orders, column: state, severity: warn }', 'warn', '1 rows are NULL'],
      ['{ type: unique, table: customers, column: id }', 'pass', undefined],
      ['{ type: unique, table: orders, column: id }', 'fail', '1 values come more than once'],
      ['{ type: unique, table: orders, column: [id, customer_id] }', 'pass', undefined],
      ['{ type: accepted_values, table: orders, column: state, values: [new, paid] }', 'pass', undefined],
      [
        '{ type: accepted_values, table: orders, column: state, values: ["it\'s new"] }',
        'fail',
        expect.stringContaining('2 rows have other values'),
      ],
      ['{ type: row_count_between, table: orders, min_rows: 1, max_rows: 3 }', 'pass', undefined],
      ['{ type: row_count_between, table: orders, max_rows: 2 }', 'fail', '3 rows, expected 1 to 2'],
      ['{ type: row_count_between, table: orders, where: "id > 5" }', 'fail', '0 rows, expected at least 1'],
      [
        '{ type: relationships, table: orders, column: customer_id, to: customers, field: id }',
        'fail',
        '1 rows refer to nothing in customers',
      ],
      [
        '{ type: relationships, table: orders, column: customer_id, to: customers, field: id, where: "customer_id < 5" }',
        'pass',
        undefined,
      ],
      ['{ type: freshness, table: orders, column: made_at, max_delay_minutes: 5 }', 'pass', undefined],
      [
        '{ type: freshness, table: orders, column: made_at, max_delay_minutes: 5, where: "made_at is null" }',
        'fail',
        'there are no rows',
      ],
      ['{ type: greater_equal, table: orders, column: amount }', 'fail', '1 rows are less than 0'],
      ['{ type: greater_equal, table: orders, column: amount, threshold: -1.5 }', 'pass', undefined],
      ['{ type: non_negative_sum, table: orders, column: amount }', 'pass', undefined],
      [
        '{ type: non_negative_sum, table: orders, column: amount, where: "id = 2 and customer_id = 2" }',
        'fail',
        'the sum is -1',
      ],
      [
        "{ type: sql, sql: \"select * from {{ ref('orders') }} where amount > {{ params.most }} limit {{ var('limit') }}\", params: { most: 100 } }",
        'pass',
        undefined,
      ],
      [
        '{ type: sql, name: big, sql: "select * from orders where amount > {{ params.most }}", params: { most: 2 } }',
        'fail',
        'the select gives 2 rows, expected none',
      ],
    ];
    expect(await status(cases.map(([one]) => `  - ${one}`).join('\n'))).toEqual(
      cases.map(([, ended, message]) => [ended, message]),
    );
  });

  it('fail the command on failure, name the table and the line, and go on', async () => {
    const { exitCode, tests, text } = await test(
      on,
      '  - { type: not_null, table: nowhere, column: a }\n  - { type: sql, name: wrong, sql: selec 1 }\n  - { type: row_count_between, table: customers }',
    );
    expect(exitCode).toBe(1);
    expect(tests.map((one) => [one.status, one.name, one.at])).toEqual([
      ['error', 'not_null nowhere.a', 'project.yml:3'],
      ['error', 'wrong', 'project.yml:4'],
      ['pass', 'row_count_between customers', 'project.yml:5'],
    ]);
    expect(tests.map(({ code }) => code)).toEqual(['SQL_TEST_FAILED', expect.stringMatching(/^SQL_/), undefined]);
    expect(tests[1]?.message).toMatch(/^project\.yml:4:\d+: /);
    expect(text).toContain('1 passed, 2 failed, 0 warned');
  });

  it('can be chosen by tags, and pass the command when they only warn', async () => {
    const tests =
      '  - { type: row_count_between, table: nowhere, tags: [other] }\n  - { type: row_count_between, table: customers, min_rows: 9, severity: warn, tags: [audit, run] }';
    expect(await test(on, tests, ['audit'])).toMatchObject({ exitCode: 0, tests: [{ status: 'warn' }] });
    expect(await test(on, tests, ['none'])).toMatchObject({ exitCode: 0, text: 'There are no tests with these tags.' });
  });

  it('do not let a condition end its statement', async () => {
    expect(
      await status('  - { type: not_null, table: customers, column: id, where: "true); drop table customers; --" }'),
    ).toMatchObject([['error', expect.any(String)]]);
    expect(await on.engine.kindOf(on.connection(), { schema: undefined, name: 'customers' })).toBe('table');
  });
});
