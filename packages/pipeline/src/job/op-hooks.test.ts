import {
  definePlugin,
  failureHook,
  type HookContext,
  type PintlePlugin,
  type PipelineNode,
  successHook,
} from '@pintle/hookspecs';
import { recordHooks } from '@pintle/hookspecs/testing';
import { describe, expect, it } from 'vitest';
import { dataset } from '../describe/handle.js';
import { node } from '../describe/node.js';
import { pipeline } from '../describe/pipeline.js';
import { createTestProject, type TestProjectOptions } from '../testing/index.js';
import { defineJob } from './job.js';

const fail = (message = 'no'): never => {
  throw new RangeError(message);
};

/** Hooks that note which of them was called for which op. */
function noting() {
  const seen: string[] = [];
  const note = (ctx: HookContext<object>): void => void seen.push(`${ctx.hookDef.name} ${ctx.op.name}`);
  return {
    seen,
    ok: (name: string) => successHook({ name }, note),
    bad: (name: string) => failureHook({ name }, note),
  };
}

const a = node({ name: 'a', outputs: dataset<number[]>('x') }, () => [1]);
const b = node({ name: 'b', inputs: dataset<number[]>('x'), outputs: 'y' }, (x) => x.length);

async function run(nodes: readonly PipelineNode[], options: TestProjectOptions = {}) {
  await using project = await createTestProject({ pipelines: [pipeline('p', nodes)], ...options });
  const result = await project.run();
  return { result, events: project.events(result.run.runId) };
}

describe('hooks that are attached to nodes', () => {
  it('run for their ops alone, in order of attachment', async () => {
    const { seen, ok, bad } = noting();
    await run([a.withHooks(ok('one'), bad('never')).withHooks(ok('two')), b]);
    expect(seen).toEqual(['one a', 'two a']);
  });

  it('leave the node as it was, and come along with its copies', async () => {
    const { seen, ok } = noting();
    const hooked = a.withHooks(ok('h'));
    expect(a.hooks).toBeUndefined();
    const whole = pipeline('p', [hooked, b]).tag('t').namespace('ns');
    await run(whole.nodes);
    expect(seen).toEqual(['h ns.a']);
    const copy = pipeline('q', [hooked]).tag('t').nodes[0] as typeof a;
    expect(copy.withHooks(ok('more'))).toMatchObject({ tags: ['t'], hooks: [{}, {}] });
  });

  it('run once per op, however often they are attached', async () => {
    const { seen, ok } = noting();
    const [one, two, three, four] = [ok('one'), ok('two'), ok('three'), ok('four')];
    const whole = pipeline('p', [a.withHooks(two), b]).withHooks(one, two);
    const job = defineJob({ name: 'j', pipeline: whole, hooks: [three, one] })
      .forEnv('local', { hooks: [four, one] })
      .withHooks(two);
    await using project = await createTestProject();
    await job.runLocal({ projectDir: project.dir, settings: false, log: project.session.log });
    expect(seen).toEqual(['two a', 'one a', 'three a', 'four a', 'one b', 'two b', 'three b', 'four b']);
  });

  it('run after the final attempt only', async () => {
    const { seen, ok, bad } = noting();
    const attempts: number[] = [];
    const attempt = successHook({ name: 'attempt' }, (ctx) => void attempts.push(ctx.attempt));
    let tries = 0;
    const flaky = node({ name: 'flaky', outputs: 'f', retry: { maxAttempts: 3 } }, () =>
      ++tries < 3 ? fail() : tries,
    ).withHooks(bad('bad'), ok('ok'), attempt);
    const hopeless = node({ name: 'hopeless', outputs: 'h', retry: { maxAttempts: 2 } }, () => fail()).withHooks(
      bad('bad'),
    );
    await run([flaky, hopeless]);
    expect(seen).toEqual(['ok flaky', 'bad hopeless']);
    expect(attempts).toEqual([3]);
  });

  it('are not called for ops that were skipped', async () => {
    const { seen, ok, bad } = noting();
    const failing = node({ name: 'a', outputs: dataset<number[]>('x') }, () => fail());
    await run(pipeline('p', [failing, b]).withHooks(ok('ok'), bad('bad')).nodes);
    expect(seen).toEqual(['bad a']);
  });

  it('see what the op returned, what it threw, and its config', async () => {
    const seen: unknown[] = [];
    const look = (ctx: HookContext<object>): void =>
      void seen.push([ctx.opOutputValues, ctx.opException, ctx.opConfig, ctx.jobName, ctx.stepKey]);
    const error = new TypeError('mine');
    const both = [successHook({ name: 's' }, look), failureHook({ name: 'f' }, look)] as const;
    const good = node({ name: 'good', outputs: { one: 'x', two: 'z' }, config: { deep: 1 } }, () => ({
      one: 1,
      two: [2],
    }));
    const badly = node({ name: 'badly', outputs: 'w' }, () => {
      throw error;
    });
    await run([good.withHooks(...both), badly.withHooks(...both)]);
    expect(seen).toEqual([
      [{ x: 1, z: [2] }, undefined, { deep: 1 }, 'p', 'good'],
      [{}, error, undefined, 'p', 'badly'],
    ]);
    expect((seen[1] as unknown[])[1]).toBe(error);
  });

  it('are recorded when they fail, and fail nothing', async () => {
    const { seen, ok } = noting();
    const bad = successHook({ name: 'bad' }, () => fail('hook'));
    const hangs = successHook({ name: 'hangs', timeoutMs: 20 }, () => new Promise<void>(() => {}));
    const { result, events } = await run([a.withHooks(bad, hangs, ok('last'))]);
    expect(seen).toEqual(['last a']);
    expect(result.outcome.status).toBe('success');
    expect(result.hookFailures).toMatchObject([
      { hook: 'on_node_end', plugin: 'bad', node: 'a', attempt: 1, error: new RangeError('hook') },
      { hook: 'on_node_end', plugin: 'hangs', node: 'a', error: { code: 'IMPL_TIMEOUT' } },
    ]);
    expect(events.filter(({ type }) => type === 'hook_failed')).toMatchObject([
      { plugin: 'bad', node: 'a' },
      { plugin: 'hangs' },
    ]);
  });

  it('run after a failure whatever they make of their own, also where another hook has failed the op', async () => {
    const { seen, bad } = noting();
    const strict = successHook({ name: 'strict', onError: 'throw' }, () => fail('strict'));
    const page = failureHook(
      { name: 'page', onError: 'throw' },
      ({ opException }) => void seen.push(`page ${String(opException)}`),
    );
    const { result } = await run([a.withHooks(strict, page, bad('other'))]);
    expect(result.outcome).toMatchObject({ status: 'error', error: new RangeError('strict') });
    expect(seen).toEqual(['page RangeError: strict', 'other a']);
  });

  it('are seen by who watches calls when they are meant, and else not', async () => {
    const { ok, bad } = noting();
    const watched: string[] = [];
    const after: NonNullable<PintlePlugin['observe']>['after'] = ({ hook, steps }) => {
      if (hook === 'on_node_end') watched.push(...steps.map(({ impl }) => impl.label ?? impl.pluginName));
    };
    const watch = definePlugin({ name: 'watch', observe: { after } });
    await run([a.withHooks(ok('good'), bad('bad'))], { plugins: [watch] });
    expect(watched).toEqual(['good']);
  });

  it('fail an op that had succeeded where they are told to, before anyone hears how it ended', async () => {
    const { seen, ok, bad } = noting();
    const strict = successHook({ name: 'strict', onError: 'throw' }, () => fail('strict'));
    const recorder = recordHooks({ only: ['on_node_error', 'on_node_end', 'on_node_skipped'] });
    const { result, events } = await run([a.withHooks(ok('ok'), strict, bad('bad')), b], { plugins: [recorder] });
    expect(seen).toEqual(['bad a']);
    expect(recorder.lines()).toEqual([
      'on_node_error a · hook',
      'on_node_end a · error',
      'on_node_skipped b · upstream_failed',
      'on_node_end b · skipped',
    ]);
    expect(result.outcome).toMatchObject({ status: 'error', error: new RangeError('strict') });
    expect(result.hookFailures).toEqual([]);
    expect(events.find(({ type }) => type === 'node_ended')).toMatchObject({ node: 'a', status: 'error' });
  });

  it('change nothing when they are strict and succeed', async () => {
    const { seen, ok } = noting();
    const strict = successHook({ name: 'strict', onError: 'throw' }, ({ op }) => void seen.push(`strict ${op.name}`));
    const { result } = await run([a.withHooks(ok('ok'), strict)]);
    expect(seen).toEqual(['strict a', 'ok a']);
    expect(result.outcome.status).toBe('success');
  });

  it('may be any hooks of nodes and datasets', async () => {
    const lines: string[] = [];
    const plugin = definePlugin({
      name: 'watch',
      hooks: {
        on_node_start: ({ node: { name } }) => void lines.push(`start ${name}`),
        before_dataset_saved: ({ datasetName, data }) => {
          lines.push(`save ${datasetName}`);
          return [...(data as number[]), 2];
        },
        on_node_end: { handler: ({ outcome }) => void lines.push(outcome.status) },
      },
    });
    const { result } = await run([a.withHooks(plugin), b]);
    expect(lines).toEqual(['start a', 'save x', 'success']);
    expect(result.outputs).toEqual({ y: 2 });
  });

  it('take part beside plugins and their selects: after tryFirst, before plain ones', async () => {
    const order: string[] = [];
    const note = (name: string) => (): void => void order.push(name);
    const plugin = definePlugin({
      name: 'p',
      hooks: {
        on_node_end: [
          { tryFirst: true, handler: note('first') },
          note('plain'),
          { select: 'b', handler: note('only b') },
          { tryLast: true, handler: note('last') },
        ],
      },
    });
    await run([a.withHooks(successHook({ name: 'own' }, note('own'))), b], { plugins: [plugin] });
    expect(order).toEqual(['first', 'own', 'plain', 'last', 'first', 'only b', 'plain', 'last']);
  });

  it('are seen by those who observe calls', async () => {
    const seen: string[] = [];
    const observer = definePlugin({
      name: 'observer',
      observe: {
        after: ({ hook, steps }) => {
          if (hook === 'on_node_end') for (const { impl } of steps) seen.push(impl.pluginName);
        },
      },
    });
    await run([a.withHooks(successHook({ name: 'own' }, () => {}))], { plugins: [observer] });
    expect(seen).toContain('own');
  });

  it('are refused where they cannot work, on nodes of plugins, too', () => {
    const refused = expect.objectContaining({ code: 'HOOKS_NOT_ATTACHABLE' });
    expect(() =>
      a.withHooks(
        class Page {
          ok = 1;
        } as never,
      ),
    ).toThrow(refused);
    expect(() => pipeline('p', [a]).withHooks((() => {}) as never)).toThrow(refused);
    expect(() =>
      pipeline('p', [{ name: 'n', inputs: [], outputs: ['o'], hooks: [{ name: 'x' }], run: () => ({}) }]),
    ).toThrow(refused);
    expect(() =>
      defineJob({
        name: 'j',
        pipeline: pipeline('p', [a]),
        hooks: [definePlugin({ name: 'x', hooks: { on_run_end: () => {} } })],
      }),
    ).toThrow(refused);
  });
});
