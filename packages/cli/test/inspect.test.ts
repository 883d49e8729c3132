import { describe, expect, it } from 'vitest';
import { MATH, Project } from './project.js';

const SETTINGS = `
  const log = (name) => ({ log }) => log.info('fired ' + name);
  const run = ['on_run_start', 'on_run_end', 'after_catalog_created', 'before_pipeline_run', 'on_node_start', 'on_run_event'];
  export const HOOKS = [
    { name: 'first', hooks: Object.fromEntries(run.map((name) => [name, log(name)])) },
    { name: 'second', hooks: { on_run_end: { tryFirst: true, label: 'line 3', handler() {} }, on_node_end: { select: 'tag:math', handler() {} }, run_node: { async wrapper(args, next) { return await next(args); } } } },
  ];
  export const DISABLE_HOOKS_FOR_PLUGINS = [];
`;

function table(stdout: string): string[][] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {3,}/));
}

describe('pintle hooks list', () => {
  it('shows the plugins of each hook in call order', async () => {
    using project = new Project({ ...MATH, 'settings.ts': SETTINGS });
    const { stdout } = await project.pintle('hooks', 'list', '--implemented');
    expect(table(stdout)).toEqual(
      expect.arrayContaining([
        ['HOOK', 'KIND', 'SET', 'PLUGINS IN CALL ORDER'],
        ['on_run_end', 'notify', 'run', 'second "line 3", first'],
        ['run_node', 'first', 'node', 'second (wraps)'],
      ]),
    );
    expect(stdout).not.toContain('inject_context');
  });

  it('loads neither pipelines nor what they need', async () => {
    using project = new Project({ ...MATH, 'settings.ts': SETTINGS });
    const loaded = await project.loadedBy('hooks', 'list');
    expect(loaded).toContain('/hookspecs/dist/');
    expect(loaded).not.toMatch(/\/pipeline\/dist\/(?!logger\/)/);
    expect(loaded).not.toContain('log-update');
  });
});

describe('pintle hooks explain', () => {
  it('says why each plugin stands where it does, and which nodes it selects', async () => {
    using project = new Project({ ...MATH, 'settings.ts': SETTINGS });
    const order = await project.pintle('hooks', 'explain', 'on_run_end');
    expect(order.stdout).toContain('on_run_end calls, in this order');
    expect(order.stdout).toMatch(/1 +second "line 3" +tryFirst/);
    const select = await project.pintle('hooks', 'explain', 'on_node_end');
    expect(select.stdout).toContain('second selects "tag:math": 1 node\n  sum  by tag:math');
  });
});

describe('what is attached', () => {
  const pipelines = `
    import { dataset, defineJob, failureHook, flow, node, pipeline, successHook, task } from 'pintle';
    const page = failureHook({ name: 'page' }, () => {});
    const cheer = successHook({ name: 'cheer' }, () => {});
    const a = node({ name: 'a', outputs: dataset('x') }, () => 1);
    const b = node({ name: 'b', outputs: dataset('y') }, () => 1);
    const c = node({ name: 'c', outputs: dataset('z') }, () => 1);
    export const all = pipeline('all', [a, b.withHooks(cheer), c]);
    export const nightly = defineJob({ name: 'nightly', pipeline: all, hooks: [page] });
    export const extract = task({ name: 'extract', on_failure: [() => {}], on_running: [() => {}] }, () => 1);
    export const etl = flow({ name: 'etl', on_completion: [() => {}] }, () => extract());
  `;

  it('is shown by hooks explain, in the order of the calls, with what it is attached to', async () => {
    using project = new Project({ 'pipelines.ts': pipelines });
    const { stdout } = await project.pintle('hooks', 'explain', 'on_node_end');
    expect(stdout).toMatch(/^No plugin implements on_node_end\.\n\nAttached, and called for these alone/);
    expect(table(stdout).slice(3)).toEqual([
      ['TO', 'NODES', 'HOOKS IN CALL ORDER'],
      ['pipeline all', 'b', 'cheer (on success)'],
      ['job nightly', 'a, c', 'page (on failure)'],
      ['job nightly', 'b', 'cheer (on success), page (on failure)'],
      ['task extract', 'extract.on_failure[0]'],
    ]);
    const ofRun = await project.pintle('hooks', 'explain', 'on_run_end', '--json');
    expect(JSON.parse(ofRun.stdout)).toEqual({
      hook: 'on_run_end',
      order: [],
      attached: [{ kind: 'flow', name: 'etl', nodes: [], hooks: [{ name: 'etl.on_completion[0]' }] }],
    });
  });

  it('is what tells a job from a pipeline', async () => {
    using project = new Project({ 'pipelines.ts': pipelines });
    const { stdout } = await project.pintle('pipelines', 'list');
    expect(table(stdout).map(([name]) => name)).toEqual(expect.arrayContaining(['all *', 'nightly (job)']));
  });

  it('is not what a name of a run stands for', async () => {
    using project = new Project({ 'pipelines.ts': pipelines });
    const { code, stderr } = await project.pintle('run', 'etl');
    expect(code).toBe(2);
    expect(stderr).toContain('"etl" is a flow; what is run by its name is a pipeline or a job.');
    expect(stderr).toContain('await etl.runLocal({ … })');
  });
});

describe('pintle plugins', () => {
  it('lists where plugins come from and what switched them off', async () => {
    using project = new Project({ ...MATH, 'settings.ts': SETTINGS.replace('= [];', "= ['second'];") });
    const rows = table((await project.pintle('plugins', 'list')).stdout);
    expect(rows).toEqual([
      ['PLUGIN', 'VERSION', 'FROM', 'STATUS', 'HOOKS', 'COMMANDS'],
      ['first', 'HOOKS', '✓ active', '6'],
      ['second', 'HOOKS', '○ disabled by DISABLE_HOOKS_FOR_PLUGINS in settings.ts'],
    ]);
  });

  it('checks all of them, and warns of what can never match', async () => {
    const settings = SETTINGS.replace('tag:math', 'tag:meth');
    using project = new Project({ ...MATH, 'settings.ts': settings });
    const { code, stdout } = await project.pintle('plugins', 'check');
    expect(code).toBe(0);
    expect(stdout).toContain(
      '! second, on_node_end: "tag:meth" can never match: no node has the tag "meth". Did you mean "math"?',
    );
    expect(stdout).toContain('✓ The project works with its plugins.');
  });
});

describe('pintle pipelines', () => {
  it('lists and shows them', async () => {
    using project = new Project(MATH);
    expect(table((await project.pintle('pipelines', 'list')).stdout)).toContainEqual([
      'math *',
      expect.any(String),
      'text',
    ]);
    const shown = table((await project.pintle('pipelines', 'show', 'math')).stdout);
    expect(shown).toContainEqual(['2', 'sum', 'code', 'numbers', 'total', 'math']);
    const { stdout } = await project.pintle('pipelines', 'show', '--mermaid');
    expect(stdout).toContain('flowchart LR\n  n0["read"]');
  });
});

describe('pintle catalog list', () => {
  it('shows declared datasets and those in memory, with who makes and reads them', async () => {
    using project = new Project(MATH);
    const rows = table((await project.pintle('catalog', 'list')).stdout);
    expect(rows).toContainEqual(['total', 'json', 'data/total.json', 'sum', 'tell', 'conf/base/catalog.yml:1:1']);
    expect(rows).toContainEqual(['numbers', 'memory', 'read', 'sum', 'nowhere: in memory']);
  });
});

describe('pintle runs', () => {
  it('lists and shows past runs', async () => {
    using project = new Project(MATH);
    expect((await project.pintle('runs', 'list')).stdout).toBe('This project has no runs yet. Start one: pintle run\n');
    await project.start(['run'], { FAIL: '1' }).ended;
    await project.pintle('run', '--params', 'n=2');
    const runs = JSON.parse((await project.pintle('runs', 'list', '--json')).stdout) as {
      runId: string;
      status: string;
    }[];
    expect(runs.map(({ status }) => status)).toEqual(['success', 'error']);
    const last = await project.pintle('runs', 'show');
    expect(last.stdout).toContain('✓ read  success, ');
    expect(last.stdout).toContain('    → numbers  2 rows');
    expect(last.stdout).toContain('{"n":2}');
    const failed = await project.pintle('runs', 'show', runs[1]?.runId ?? '');
    expect(failed.stdout).toContain('✗ TypeError  cannot add up\n  node   sum');
    expect((await project.pintle('runs', 'list', '--limit', '1', '--json')).stdout).not.toContain('error');
    project.write({ [`.pintle/runs/${runs[0]?.runId}/events.jsonl`]: 'no event\n' });
    const damaged = await project.pintle('runs', 'list');
    expect(damaged.code).toBe(2);
    expect(damaged.stdout).toContain(runs[1]?.runId ?? '');
    expect(damaged.stderr).toContain('✗ RUN_LOG_CORRUPT');
  });
});

describe('inspecting', () => {
  it('fires no hook of a run, and leaves no run behind', async () => {
    using project = new Project({ ...MATH, 'settings.ts': SETTINGS });
    for (const words of [
      'hooks list',
      'plugins list',
      'plugins check',
      'pipelines list',
      'pipelines show',
      'catalog list',
      'run --dry-run',
      'runs list',
    ]) {
      const { code, stderr } = await project.pintle(...words.split(' '));
      expect([words, code, stderr]).toEqual([words, 0, '']);
    }
    expect(() => project.events()).toThrow('ENOENT');
  });
});
