import { describe, expect, it } from 'vitest';
import { refusal, sqlProject } from '../../test/project.js';

const hooks = (text: string): Record<string, string> => ({ 'project.yml': `hooks:\n${text}` });
const sqlHook = (when: string, body: string): Record<string, string> =>
  hooks(`  ${when}:\n    - name: one\n      kind: sql\n      sql: |-\n${body.replaceAll(/^/gm, '        ')}`);

describe('project.yml', () => {
  it.each([
    [
      'an unknown key at the top',
      { 'project.yml': 'name: x\nhoks: {}' },
      'SQL_PROJECT_INVALID',
      'project.yml:2:1: unknown key "hoks".',
      'Did you mean "hooks"?',
    ],
    [
      'an unknown key of a hook',
      hooks('  on_run_start:\n    - name: a\n      kind: sql\n      sqll: select 1'),
      'SQL_PROJECT_INVALID',
      'project.yml:5:7: unknown key "sqll".',
      'Did you mean "sql"?',
    ],
    [
      'an unknown hook',
      hooks('  on_run_strat: []'),
      'SQL_PROJECT_INVALID',
      'project.yml:2:3: unknown hook "on_run_strat".',
      'Did you mean "on_run_start"?',
    ],
    [
      'a hook that is asked for something',
      hooks('  register_pipelines: []'),
      'SQL_PROJECT_INVALID',
      expect.stringContaining('unknown hook "register_pipelines"'),
      expect.any(String),
    ],
    [
      'an unknown kind',
      hooks('  on_run_start:\n    - name: a\n      kind: sqk'),
      'SQL_PROJECT_INVALID',
      'project.yml:4:7: unknown kind "sqk", expected sql or code.',
      'Did you mean "sql"?',
    ],
    [
      'a missing kind',
      hooks('  on_run_start:\n    - name: a'),
      'SQL_PROJECT_INVALID',
      'project.yml:3:7: the hook has no kind, expected sql or code.',
      undefined,
    ],
    [
      'an unknown engine',
      hooks('  on_run_start:\n    - name: a\n      kind: sql\n      sql: select 1\n      engines: [duckbd]'),
      'SQL_PROJECT_INVALID',
      'project.yml:6:17: unknown engine "duckbd".',
      'Did you mean "duckdb"?',
    ],
    [
      'a malformed selector',
      hooks('  before_model:\n    - name: a\n      kind: sql\n      sql: select 1\n      select: "tag:a,,b"'),
      'SQL_PROJECT_INVALID',
      expect.stringContaining('project.yml:6:7: Selector "tag:a,,b", position 7'),
      undefined,
    ],
    [
      'a selector on a run',
      hooks('  on_run_end:\n    - name: a\n      kind: sql\n      sql: select 1\n      select: tag:a'),
      'SQL_PROJECT_INVALID',
      expect.stringContaining('project.yml:6:7: on_run_end is called for a run'),
      expect.any(String),
    ],
    [
      'a transaction of the model where there is none',
      hooks('  on_run_end:\n    - name: a\n      kind: sql\n      sql: select 1\n      transaction: model'),
      'SQL_PROJECT_INVALID',
      expect.stringContaining('project.yml:6:7: transaction: model is for before_model and after_model'),
      undefined,
    ],
    [
      'a hook without a body',
      hooks('  on_run_end:\n    - name: audit_run_end\n      kind: sql'),
      'SQL_HOOK_BODY_MISSING',
      expect.stringContaining('project.yml:3:7: the hook "audit_run_end" has no sql'),
      'Write hooks/audit_run_end.sql.',
    ],
    [
      'a hook without body and name',
      hooks('  on_run_end:\n    - kind: sql'),
      'SQL_HOOK_BODY_MISSING',
      expect.stringContaining('project.yml:3:7'),
      undefined,
    ],
    [
      'YAML that is none',
      { 'project.yml': 'a: [1,\nb: 2' },
      'SQL_YAML_INVALID',
      expect.stringMatching(/^project\.yml:\d+:\d+: not valid YAML/),
      undefined,
    ],
    [
      'a key that is written twice',
      { 'project.yml': 'name: a\nname: b' },
      'SQL_YAML_INVALID',
      expect.stringContaining('project.yml:2:1: this key is written twice'),
      undefined,
    ],
    [
      'an unknown variable, at its place in the block',
      sqlHook('on_run_start', 'select 1;\nselect {{ run.rn_id }}'),
      'SQL_VARIABLE_UNKNOWN',
      'project.yml:7:19: unknown variable "run.rn_id" in a hook on on_run_start.',
      'Did you mean "run_id"?',
    ],
    [
      'a model where there is none',
      sqlHook('on_run_start', 'select {{ model.name }}'),
      'SQL_VARIABLE_UNKNOWN',
      'project.yml:6:19: unknown variable "model" in a hook on on_run_start.',
      expect.any(String),
    ],
    [
      'a value between quotes',
      sqlHook('on_run_start', "select '{{ run.run_id }}'"),
      'SQL_TEMPLATE_INVALID',
      expect.stringContaining('project.yml:6:20'),
      expect.any(String),
    ],
    [
      'an unknown model',
      { ...sqlHook('on_run_start', "select * from {{ ref('ordres') }}"), 'models/orders.sql': 'select 1 as a' },
      'SQL_REF_UNKNOWN',
      expect.stringContaining('project.yml:6:26: unknown model "ordres"'),
      'Did you mean "orders"?',
    ],
    [
      'an unknown variable of var()',
      { ...sqlHook('on_run_start', "select {{ var('yeer') }}"), 'conf/base/parameters.yml': 'year: 2001' },
      'SQL_VARIABLE_UNKNOWN',
      expect.stringContaining('project.yml:6:19: unknown variable "yeer"'),
      'Did you mean "year"?',
    ],
    [
      'an unknown type of test',
      { 'project.yml': 'tests:\n  - type: not_nul\n    table: a\n    column: b' },
      'SQL_PROJECT_INVALID',
      'project.yml:2:5: unknown type of test "not_nul".',
      'Did you mean "not_null"?',
    ],
    [
      'a test without its column',
      { 'project.yml': 'tests:\n  - type: not_null\n    table: a' },
      'SQL_PROJECT_INVALID',
      expect.stringContaining('project.yml:2:5: column'),
      undefined,
    ],
    [
      'a list of accepted values that is empty',
      { 'project.yml': 'tests:\n  - type: accepted_values\n    table: a\n    column: b\n    values: []' },
      'SQL_PROJECT_INVALID',
      expect.stringContaining('project.yml:5:5: values'),
      undefined,
    ],
    [
      'bounds that nothing meets',
      { 'project.yml': 'tests:\n  - type: row_count_between\n    table: a\n    min_rows: 3\n    max_rows: 2' },
      'SQL_PROJECT_INVALID',
      expect.stringContaining('project.yml:5:5: max_rows (2) is less than min_rows (3)'),
      undefined,
    ],
  ])('refuses %s before anything runs', async (_what, files, code, message, hint) => {
    expect(await refusal(files)).toMatchObject({ code, message, ...(hint === undefined ? {} : { hint }) });
  });

  it('refuses two files for one hook, and names them', async () => {
    const files = {
      ...hooks('  on_run_end:\n    - name: end\n      kind: sql'),
      'hooks/end.sql': 'select 1',
      'hooks/other/end.sql': 'select 2',
    };
    expect(await refusal(files)).toMatchObject({
      code: 'SQL_HOOK_BODY_DUPLICATE',
      message: expect.stringContaining('hooks/end.sql, hooks/other/end.sql'),
    });
  });

  it('tells what means something to FastFlowTransform only', async () => {
    await using project = await sqlProject({
      'project.yml': 'name: demo\nversion: "0.1"\ndocs:\n  dag_dir: site\nseeds: {}\nhooks: {}',
    });
    expect(project.logged.map(({ message }) => message)).toEqual([
      'project.yml:3:1: "docs" means something to FastFlowTransform and nothing here',
      'project.yml:5:1: "seeds" means something to FastFlowTransform and nothing here',
    ]);
  });

  it('does not notice a project without SQL', async () => {
    await using project = await sqlProject({ 'conf/base/connections.yml': 'profiles: { x: { engine: mysql } }' });
    expect([...project.session.pipelines.keys()]).toEqual([]);
  });
});

describe('hooks of code', () => {
  const entry = (name: string, when = 'on_run_end') => hooks(`  ${when}:\n    - name: ${name}\n      kind: python`);
  const file = (name: string, when: string) =>
    `import { projectHook } from '${new URL('../index.ts', import.meta.url).pathname}';\nexport const one = projectHook({ name: '${name}', when: '${when}' }, () => {});`;

  it.each([
    [
      'that nothing exports',
      { ...entry('sumary'), 'hooks/a.ts': file('summary', 'on_run_end') },
      'SQL_HOOK_FUNCTION_MISSING',
      expect.stringContaining('project.yml:3:7'),
      'Did you mean "summary"?',
    ],
    [
      'that are for another hook',
      { ...entry('summary'), 'hooks/a.ts': file('summary', 'on_run_start') },
      'SQL_HOOK_FUNCTION_MISSING',
      expect.stringContaining('project.yml:3:7'),
      'The one in hooks/a.ts is for on_run_start.',
    ],
    [
      'that two files export',
      { ...entry('a'), 'hooks/a.ts': file('a', 'on_run_end'), 'hooks/b.ts': file('a', 'on_run_end') },
      'SQL_HOOK_FUNCTION_DUPLICATE',
      expect.stringContaining('hooks/b.ts and hooks/a.ts'),
      undefined,
    ],
    [
      'for hooks that there are not',
      { ...entry('a'), 'hooks/a.ts': file('a', 'on_run_ent') },
      'SQL_HOOK_LOAD_FAILED',
      expect.stringContaining('hooks/a.ts could not be loaded: projectHook "a" is for "on_run_ent"'),
      undefined,
    ],
    [
      'in files that do not load',
      { ...entry('a'), 'hooks/a.ts': 'throw new Error("boom")' },
      'SQL_HOOK_LOAD_FAILED',
      expect.stringContaining('boom'),
      undefined,
    ],
  ])('refuses functions %s', async (_what, files, code, message, hint) => {
    expect(await refusal(files)).toMatchObject({ code, message, ...(hint === undefined ? {} : { hint }) });
  });

  it('tells of functions that no entry names', async () => {
    await using project = await sqlProject({
      ...entry('a'),
      'hooks/a.ts': file('a', 'on_run_end'),
      'hooks/b.ts': file('b', 'on_run_end'),
    });
    expect(project.logged.map(({ message }) => message)).toContainEqual(
      'the projectHook "b" for on_run_end in hooks/b.ts is named by no entry of project.yml',
    );
  });
});
