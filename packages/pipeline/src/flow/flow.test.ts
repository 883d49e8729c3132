import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { definePlugin, failureHook, type RunEvent } from '@pintle/hookspecs';
import { recordHooks } from '@pintle/hookspecs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsOf } from '../log/run-store.js';
import { defineResource } from '../describe/resource.js';
import type { LocalOptions } from '../run/local-session.js';
import { createLogger } from '../logger/index.js';
import { createTestProject } from '../testing/index.js';
import { flow } from './flow.js';
import { taskContext } from './scope.js';
import type { RunContext, State } from './state.js';
import { task } from './task.js';

const dir = mkdtempSync(join(tmpdir(), 'pintle-flow-'));
beforeAll(() => writeFileSync(join(dir, 'package.json'), '{ "name": "flows", "type": "module" }'));
afterAll(() => rmSync(dir, { recursive: true }));

const quiet = createLogger(() => {});
const local = (more: LocalOptions = {}): LocalOptions => ({ projectDir: dir, settings: false, log: quiet, ...more });

/** A hook factory, and all that its hooks have seen. */
function audit() {
  const seen: string[] = [];
  const hook =
    (label: string) =>
    ({ name, attempt, parameters }: RunContext, state: State): void =>
      void seen.push(`${label} ${name}#${attempt} ${state.type} ${JSON.stringify(parameters)}`);
  const lists = {
    on_running: [hook('start')],
    on_completion: [hook('end')],
    on_failure: [hook('fail')],
  };
  return { seen, lists, hook };
}

const fail = (message = 'no'): never => {
  throw new RangeError(message);
};

describe('a flow', () => {
  it('gives its value, its run, and calls each list once', async () => {
    const { seen, lists } = audit();
    const extract = task({ name: 'extract', ...lists }, (source: string) => [1, 2, source]);
    const load = task({ name: 'load', ...lists }, async (rows: unknown[]) => rows.length);
    const etl = flow({ name: 'etl', ...lists }, async ({ source = 'db' }: { source?: string }) => {
      return await load(await extract(source));
    });
    const { runId, ...rest } = await etl.runLocal({ source: 'api' }, local());
    expect(rest).toEqual({ status: 'success', attempt: 1, value: 3 });
    const ofNode = ['node_started', 'dataset_loaded', 'dataset_saved', 'node_ended'];
    expect(eventsOf(dir, runId).map(({ type }) => type)).toEqual(['run_started', ...ofNode, ...ofNode, 'run_ended']);
    expect(seen).toEqual([
      'start etl#1 RUNNING {"source":"api"}',
      'start extract#1 RUNNING ["api"]',
      'end extract#1 COMPLETED ["api"]',
      'start load#1 RUNNING [[1,2,"api"]]',
      'end load#1 COMPLETED [[1,2,"api"]]',
      'end etl#1 COMPLETED {"source":"api"}',
    ]);
  });

  it('takes its defaults where it is given nothing', async () => {
    const echo = flow({ name: 'echo' }, ({ source = 'db' }: { source?: string }) => source);
    expect(await echo.runLocal(undefined, local())).toMatchObject({ status: 'success', value: 'db' });
  });

  it('fails with what its function throws, and never rejects', async () => {
    const { seen, lists, hook } = audit();
    const extract = task({ name: 'extract', ...lists }, () => fail('no source'));
    const error = new TypeError('mine');
    const tasks = flow({ name: 'tasks', on_failure: [hook('fail')] }, async () => await extract());
    const own = flow({ name: 'own' }, () => {
      throw error;
    });
    const failed = await tasks.runLocal({}, local());
    expect(failed).toMatchObject({ status: 'error', error: new RangeError('no source') });
    expect(failed).not.toHaveProperty('value');
    expect(seen).toEqual(['start extract#1 RUNNING []', 'fail extract#1 FAILED []', 'fail tasks#1 FAILED {}']);
    expect((await own.runLocal({}, local())).error).toBe(error);
    expect(await own.runLocal({}, local({ settings: { HOOKS: 'no list' } as never }))).toMatchObject({
      runId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: 'error',
      error: { code: expect.stringMatching(/^SETTINGS_/) },
    });
  });

  it.each([undefined, null])('fails with an error also when it throws %s', async (nothing) => {
    const empty = flow({ name: 'empty', retries: 1 }, () => {
      throw nothing;
    });
    expect(await empty.runLocal({}, local())).toMatchObject({
      status: 'error',
      attempt: 2,
      error: { code: 'FLOW_THREW_NOTHING', message: `Flow "empty" threw ${nothing}.` },
    });
  });

  it('records of its parameters what is data, however they refer to themselves', async () => {
    interface Person {
      readonly name: string;
      readonly friends: Person[];
    }
    const people: Person[] = Array.from({ length: 30 }, (_, n) => ({ name: `${n}`, friends: [] }));
    for (const person of people) person.friends.push(...people);
    const greet = flow({ name: 'greet' }, ({ people: [first] }: { people: Person[]; day: string }) => first?.name);
    const { runId, value } = await greet.runLocal({ people, day: 'today' }, local());
    expect(value).toBe('0');
    expect(eventsOf(dir, runId)[0]).toMatchObject({ params: { day: 'today' } });
    expect(eventsOf(dir, runId)[0]).not.toHaveProperty('params.people');
  });

  it('gives each call a name of its own, whatever the tasks are called', async () => {
    const [a, second, third] = ['a', 'a:2', 'a:2:2'].map((name) => task({ name }, () => name));
    const many = flow({ name: 'many' }, async () => {
      for (const call of [a, a, second, second, third, a]) await call?.();
    });
    const { runId, status } = await many.runLocal({}, local());
    expect(status).toBe('success');
    const started = eventsOf(dir, runId).flatMap((event) => (event.type === 'node_started' ? [event.node] : []));
    expect(started).toEqual(['a', 'a:2', 'a:2:2', 'a:2:3', 'a:2:2:2', 'a:3']);
  });

  it('may catch what a task throws', async () => {
    const primary = task({ name: 'primary' }, () => fail());
    const backup = task({ name: 'backup' }, () => 'backup');
    const recorder = recordHooks();
    const fallback = flow({ name: 'fallback' }, () => primary().catch(() => backup()));
    const result = await fallback.runLocal({}, local({ plugins: [recorder] }));
    expect(result).toMatchObject({ status: 'success', value: 'backup' });
    expect(recorder.lines().filter((line) => line.startsWith('on_node_end'))).toEqual([
      'on_node_end primary · error',
      'on_node_end backup · success',
    ]);
  });

  it('runs tasks at the same time and inside each other', async () => {
    let active = 0;
    let most = 0;
    const inner = task({ name: 'inner' }, async (n: number) => {
      most = Math.max(most, ++active);
      await sleep(5);
      active--;
      return n * 2;
    });
    const outer = task({ name: 'outer' }, async (n: number) => (await inner(n)) + 1);
    const both = flow({ name: 'both' }, async () => await Promise.all([outer(1), outer(2), inner(3)]));
    const recorder = recordHooks({ only: ['on_node_end'] });
    const result = await both.runLocal({}, local({ plugins: [recorder] }));
    expect(result.value).toEqual([3, 5, 6]);
    expect(most).toBe(3);
    expect(new Set(recorder.calls.map(({ node }) => node?.name))).toEqual(
      new Set(['inner', 'inner:2', 'inner:3', 'outer', 'outer:2']),
    );
  });

  it('waits for tasks that nobody awaits, and fails with those that fail', async () => {
    const { seen, lists } = audit();
    const slow = task({ name: 'slow', ...lists }, async () => await sleep(10));
    const bad = task({ name: 'bad' }, async () => {
      await sleep(5);
      fail('unheard');
    });
    const careless = flow({ name: 'careless' }, () => {
      void slow();
      void bad();
    });
    expect(await careless.runLocal({}, local())).toMatchObject({ status: 'error', error: new RangeError('unheard') });
    expect(seen.at(-1)).toBe('end slow#1 COMPLETED []');
  });

  it('refuses tasks after its end', async () => {
    const late = task({ name: 'late' }, () => 1);
    let escaped: Promise<unknown> | undefined;
    const leaky = flow({ name: 'leaky' }, () => {
      setTimeout(() => {
        escaped = late().catch((error: unknown) => error);
      }, 20);
    });
    await leaky.runLocal({}, local());
    await sleep(40);
    expect(await escaped).toMatchObject({ code: 'TASK_AFTER_FLOW' });
  });

  it('can run several times at once without mixing', async () => {
    const { seen, lists } = audit();
    const work = task({ name: 'work', ...lists }, async (n: number) => {
      await sleep(5);
      return n;
    });
    const one = flow({ name: 'one' }, ({ n }: { n: number }) => work(n));
    await using project = await createTestProject();
    const results = await Promise.all([1, 2, 3].map((n) => one.run(project.session, { n })));
    expect(results.map(({ value }) => value)).toEqual([1, 2, 3]);
    expect(new Set(results.map(({ runId }) => runId)).size).toBe(3);
    expect(seen.filter((line) => line.startsWith('end'))).toHaveLength(3);
  });

  it('knows its run, and creates resources once and disposes them, though it fails', async () => {
    const log: string[] = [];
    const db = defineResource({ name: 'db', create: () => void log.push('+db'), dispose: () => void log.push('-db') });
    const use = task({ name: 'use' }, async () => await taskContext().resources.get(db));
    const all = flow({ name: 'all' }, async (_: { source: string }, { run, resources }) => {
      await Promise.all([use(), use(), resources.get(db)]);
      log.push(`${run.pipelineName} ${String(run.params['source'])}`);
      fail();
    });
    expect((await all.runLocal({ source: 'db' }, local())).status).toBe('error');
    expect(log).toEqual(['+db', 'all db', '-db']);
  });

  it('is cancelled by a signal: tasks get it, and lists hear of it', async () => {
    const { seen, lists } = audit();
    const controller = new AbortController();
    const wait = task({ name: 'wait', ...lists }, async () => await sleep(60_000, undefined, taskContext()));
    const after = task({ name: 'after', ...lists }, () => 1);
    const long = flow({ name: 'long', ...lists }, async () => {
      setTimeout(() => controller.abort('enough'), 10);
      await wait().catch(() => {});
      return await after();
    });
    const result = await long.runLocal({}, local({ signal: controller.signal }));
    expect(result).not.toHaveProperty('value');
    expect(result.status).toBe('cancelled');
    expect(seen).toEqual([
      'start long#1 RUNNING {}',
      'start wait#1 RUNNING []',
      'fail wait#1 CANCELLED []',
      'fail long#1 CANCELLED {}',
    ]);
  });

  it('takes one object, and known options, and says so in its result', async () => {
    const one = flow({ name: 'one' }, (_: object) => 1);
    expect(await one.runLocal('db' as never, local())).toMatchObject({
      status: 'error',
      error: { code: 'FLOW_INVALID', message: 'Flow "one" was run with a string, expected one object of parameters.' },
    });
    expect(await one.runLocal({}, { ...local(), envv: 'prod' } as never)).toMatchObject({
      status: 'error',
      error: { code: 'RUN_REQUEST_INVALID', hint: 'Did you mean "env"?' },
    });
    for (const options of [null, 'prod', [], new Map()]) {
      expect(await one.runLocal({}, options as never)).toMatchObject({ error: { code: 'RUN_REQUEST_INVALID' } });
    }
    await using project = await createTestProject();
    await expect(one.run(project.session, [] as never)).rejects.toMatchObject({ code: 'FLOW_INVALID' });
  });

  it('needs no project, and leaves nothing where there is none', async () => {
    const bare = mkdtempSync(join(tmpdir(), 'pintle-bare-'));
    const before = process.cwd();
    process.chdir(bare);
    try {
      const answer = flow({ name: 'answer' }, () => 42);
      expect(await answer.runLocal({}, { log: quiet })).toMatchObject({ status: 'success', value: 42 });
      expect(readdirSync(bare)).toEqual([]);
    } finally {
      process.chdir(before);
      rmSync(bare, { recursive: true });
    }
  });

  it('loads the hooks of the nearest project, and not its pipelines', async () => {
    const seen: string[] = [];
    Reflect.set(globalThis, 'seenByProject', seen);
    const project = mkdtempSync(join(tmpdir(), 'pintle-near-'));
    const hooks = '{ on_node_end: ({ node }) => void globalThis.seenByProject.push(node.name) }';
    writeFileSync(join(project, 'package.json'), '{ "name": "near", "type": "module" }');
    writeFileSync(join(project, 'settings.ts'), `export const HOOKS = [{ name: 'mine', hooks: ${hooks} }];`);
    writeFileSync(join(project, 'pipelines.ts'), "throw new Error('not to be loaded');");
    mkdirSync(join(project, 'sub'));
    const before = process.cwd();
    process.chdir(join(project, 'sub'));
    try {
      const greet = task({ name: 'greet' }, () => 'hi');
      const { runId } = await flow({ name: 'hello' }, () => greet()).runLocal({}, { log: quiet });
      expect(seen).toEqual(['greet']);
      expect(existsSync(join(project, '.pintle/runs', runId))).toBe(true);
    } finally {
      process.chdir(before);
      rmSync(project, { recursive: true });
    }
  });

  it.each<[string, () => unknown, string]>([
    ['no function', () => flow({ name: 'x' }, undefined as never), 'FLOW_INVALID'],
    [
      'a class for a function',
      () =>
        flow(
          { name: 'x' },
          class {
            x = 1;
          } as never,
        ),
      'FLOW_INVALID',
    ],
    ['no definition', () => flow(undefined as never, () => {}), 'FLOW_INVALID'],
    ['its function first', () => flow((() => {}) as never, {} as never), 'FLOW_INVALID'],
    ['a time limit', () => flow({ name: 'x', timeoutMs: 5 } as never, () => {}), 'FLOW_INVALID'],
    ['no name', () => flow({}, () => {}), 'FLOW_INVALID'],
    ['an unknown key', () => flow({ name: 'x', on_end: [] } as never, () => {}), 'FLOW_INVALID'],
    ['no list', () => flow({ name: 'x', on_running: (() => {}) as never }, () => {}), 'FLOW_INVALID'],
    [
      'a class for a hook',
      () =>
        flow(
          {
            name: 'x',
            on_failure: [
              class Page {
                page = 1;
              } as never,
            ],
          },
          () => {},
        ),
      'FLOW_INVALID',
    ],
  ])('is refused when it has %s', (_, make, code) => {
    expect(make).toThrow(expect.objectContaining({ code }));
  });
});

describe('a task', () => {
  it('fires the hooks of a node', async () => {
    const recorder = recordHooks({ except: ['on_run_event'] });
    const add = task({ name: 'add' }, (a: number, b: number) => a + b);
    const sum = flow({ name: 'sum' }, () => add(1, 2));
    await sum.runLocal({}, local({ plugins: [recorder] }));
    expect(recorder.linesOf('add')).toEqual([
      'on_node_start add',
      'before_dataset_loaded add.args.0 · add',
      'after_dataset_loaded add.args.0 · add',
      'before_dataset_loaded add.args.1 · add',
      'after_dataset_loaded add.args.1 · add',
      'before_node_run add',
      'run_node add',
      'after_node_run add',
      'before_dataset_saved add.result · add',
      'after_dataset_saved add.result · add',
      'on_node_end add · success',
    ]);
    expect(recorder.lines().filter((line) => !line.includes('add'))).toEqual([
      'after_context_created',
      'register_dataset_types',
      'register_pipelines',
      'after_pipelines_registered',
      'on_run_start',
      'after_catalog_created',
      'before_pipeline_run',
      'after_pipeline_run',
      'on_run_end · success',
    ]);
  });

  it('is changed by hooks that change nodes, and selected like one', async () => {
    const plugin = definePlugin({
      name: 'double',
      hooks: {
        before_node_run: {
          select: 'kind:task tag:numbers',
          handler: ({ inputs }) => ({ 'add.args.0': Number(inputs['add.args.0']) * 10 }),
        },
        after_node_run: {
          select: 'add',
          handler: ({ outputs }) => ({ 'add.result': Number(outputs['add.result']) + 1 }),
        },
      },
    });
    const add = task({ name: 'add', tags: ['numbers'] }, (a: number, b: number) => a + b);
    const other = task({ name: 'other' }, (a: number) => a);
    const sum = flow({ name: 'sum' }, async () => [await add(1, 2), await other(5)]);
    expect(await sum.runLocal({}, local({ plugins: [plugin] }))).toMatchObject({ value: [13, 5] });
  });

  it('is answered for by a wrapper, as skipped', async () => {
    const { seen, lists } = audit();
    const cache = definePlugin({
      name: 'cache',
      hooks: {
        run_node: {
          wrapper: ({ markCached }) => {
            markCached();
            return { 'slow.result': 'known' };
          },
        },
      },
    });
    const slow = task({ name: 'slow', ...lists }, () => 'new');
    const ask = flow({ name: 'ask' }, () => slow());
    expect(await ask.runLocal({}, local({ plugins: [cache] }))).toMatchObject({ value: 'known' });
    expect(seen).toEqual(['start slow#1 RUNNING []', 'end slow#1 SKIPPED []']);
  });

  it('hands on the very objects, and nothing as nothing', async () => {
    class Client {
      readonly isOpen = true;
    }
    const client = new Client();
    const rows = [{ id: 1 }];
    const pass = task({ name: 'pass' }, (one: Client, list: object[], missing?: string) => [one, list, missing]);
    const nothing = task({ name: 'nothing' }, () => {});
    const zero = task({ name: 'zero' }, () => null);
    const all = flow({ name: 'all' }, async () => [await pass(client, rows, undefined), await nothing(), await zero()]);
    const { value } = await all.runLocal({}, local());
    const [[one, list, missing], none, nil] = value as [unknown[], unknown, unknown];
    expect([one === client, list === rows, missing, none, nil]).toEqual([true, true, undefined, undefined, null]);
  });

  it('is retried, with a list for retries, and fails once', async () => {
    const { seen, lists, hook } = audit();
    let tries = 0;
    const flaky = task({ name: 'flaky', ...lists, on_retry: [hook('retry')], retries: 2 }, () => {
      if (++tries < 3) fail(`try ${tries}`);
      return tries;
    });
    const hopeless = task({ name: 'hopeless', ...lists, on_retry: [hook('retry')], retries: 1 }, () => fail());
    const wise = task({ name: 'wise', ...lists, retries: 5, retry: { when: () => false } }, () => fail());
    const tried = flow({ name: 'tried' }, async () => {
      await flaky();
      await Promise.allSettled([hopeless()]);
      await wise();
    });
    expect((await tried.runLocal({}, local())).status).toBe('error');
    expect(seen).toEqual([
      'start flaky#1 RUNNING []',
      'retry flaky#1 RETRYING []',
      'start flaky#2 RUNNING []',
      'retry flaky#2 RETRYING []',
      'start flaky#3 RUNNING []',
      'end flaky#3 COMPLETED []',
      'start hopeless#1 RUNNING []',
      'retry hopeless#1 RETRYING []',
      'start hopeless#2 RUNNING []',
      'fail hopeless#2 FAILED []',
      'start wise#1 RUNNING []',
      'fail wise#1 FAILED []',
    ]);
  });

  it('runs over its time', async () => {
    const states: State[] = [];
    const slow = task(
      { name: 'slow', timeoutMs: 20, on_failure: [(_, state) => void states.push(state)] },
      async () => await sleep(60_000, undefined, taskContext()),
    );
    const late = flow({ name: 'late' }, () => slow());
    const result = await late.runLocal({}, local());
    expect(result).toMatchObject({ status: 'error', error: { code: 'NODE_TIMEOUT' } });
    expect(states).toMatchObject([{ type: 'TIMED_OUT', error: { code: 'NODE_TIMEOUT' } }]);
  });

  it('is not harmed by its hooks, of which each is called', async () => {
    const called: string[] = [];
    const hooks = [() => fail('hook'), () => void called.push('second'), () => new Promise<void>(() => {})];
    const fine = task({ name: 'fine', on_completion: hooks, hookTimeoutMs: 20 }, () => 1);
    const ok = flow({ name: 'ok', on_running: [() => fail('flow hook')], hookTimeoutMs: 20 }, () => fine());
    const result = await ok.runLocal({}, local());
    expect(result).toMatchObject({ status: 'success', value: 1 });
    expect(called).toEqual(['second']);
    expect(result.hookFailures).toMatchObject([
      { hook: 'on_run_start', plugin: 'ok.on_running[0]', error: new RangeError('flow hook') },
      { hook: 'on_node_end', node: 'fine', plugin: 'fine.on_completion[0]', error: new RangeError('hook') },
      { hook: 'on_node_end', node: 'fine', plugin: 'fine.on_completion[2]', error: { code: 'IMPL_TIMEOUT' } },
    ]);
    const failed = eventsOf(dir, result.runId).filter(
      (event): event is RunEvent & { type: 'hook_failed' } => event.type === 'hook_failed',
    );
    expect(failed).toHaveLength(3);
  });

  it('is a function of its own outside of a flow only as fn', async () => {
    const add = task({ name: 'add' }, (a: number, b: number) => a + b);
    await expect(add(1, 2)).rejects.toMatchObject({
      code: 'TASK_OUTSIDE_FLOW',
      message: expect.stringContaining('"add"'),
    });
    expect(add.fn(1, 2)).toBe(3);
    expect(add.name).toBe('add');
    expect(() => taskContext()).toThrow(expect.objectContaining({ code: 'TASK_OUTSIDE_FLOW' }));
  });

  it('takes its name from its function', () => {
    expect(task({}, function clean() {}).name).toBe('clean');
  });

  it.each<[string, () => unknown, string]>([
    ['no function', () => task({ name: 'x' }, 1 as never), 'second argument is 1'],
    [
      'a class for a function',
      () =>
        task(
          { name: 'x' },
          class X {
            page = 1;
          } as never,
        ),
      'a class',
    ],
    ['no name', () => task({}, () => {}), 'name'],
    ['an unknown key', () => task({ name: 'x', on_complete: [] } as never, () => {}), 'on_complete'],
    ['no function in a list', () => task({ name: 'x', on_retry: ['page' as never] }, () => {}), 'on_retry[0]'],
    [
      'a class in a list',
      () =>
        task(
          {
            name: 'x',
            on_running: [
              class P {
                page = 1;
              } as never,
            ],
          },
          () => {},
        ),
      'a class',
    ],
    [
      'an op hook in a list',
      () => task({ name: 'x', on_failure: [failureHook({ name: 'tell' }, () => {}) as never] }, () => {}),
      'the op hook "tell"',
    ],
    ['nothing for a function', () => task({ name: 'x' }, undefined as never), 'second argument is nothing'],
    ['a wrong number of retries', () => task({ name: 'x', retries: -1 }, () => {}), 'retries'],
    ['a wrong delay', () => task({ name: 'x', retries: 1, retry: { delayMs: -1 } }, () => {}), 'delayMs'],
    ['no time', () => task({ name: 'x', timeoutMs: 0 }, () => {}), 'timeoutMs'],
    ['a time of text', () => task({ name: 'x', timeoutMs: '5' as never }, () => {}), 'timeoutMs'],
    ['a text for tags', () => task({ name: 'x', tags: 'staging' as never }, () => {}), 'tags must be a list'],
    ['a number for meta', () => task({ name: 'x', meta: 5 as never }, () => {}), 'meta must be an object'],
    ['no time for hooks', () => task({ name: 'x', hookTimeoutMs: 0 }, () => {}), 'hookTimeoutMs'],
  ])('is refused when it has %s', (_, make, said) => {
    expect(make).toThrow(expect.objectContaining({ code: 'TASK_INVALID', message: expect.stringContaining(said) }));
  });
});
