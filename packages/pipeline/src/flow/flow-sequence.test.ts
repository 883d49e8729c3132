import { setTimeout as sleep } from 'node:timers/promises';
import { definePlugin, isSelectable } from '@pintle/hookspecs';
import { brokenRules, checkSequence, DECLARED_HOOKS, formatViolations, recordHooks } from '@pintle/hookspecs/testing';
import { describe, expect, it } from 'vitest';
import { createTestProject, type TestProjectOptions } from '../testing/index.js';
import { type Flow, type FlowResult, flow } from './flow.js';
import { taskContext } from './scope.js';
import { task } from './task.js';

const fail = (message = 'no'): never => {
  throw new RangeError(message);
};

/** Runs a flow and records every hook of it. */
async function recorded<R>(
  given: Flow<Record<never, never>, R>,
  { signal, ...options }: TestProjectOptions & { readonly signal?: AbortSignal } = {},
): Promise<{ result: FlowResult<R>; recorder: ReturnType<typeof recordHooks> }> {
  const recorder = recordHooks();
  await using project = await createTestProject({ ...options, plugins: [...(options.plugins ?? []), recorder] });
  const result = await given.run(project.session, {}, { signal });
  await project.session.close();
  return { result, recorder };
}

const ends = (recorder: ReturnType<typeof recordHooks>): string[] =>
  recorder.lines().filter((line) => /^on_(node_end|node_retry|node_error|pipeline_error|run_end)\b/.test(line));

describe('the sequence of hooks of a flow', () => {
  const add = task({ name: 'add', retries: 1 }, async (a: number, b: number) => {
    await sleep(1);
    return taskContext().attempt === 1 && a === 0 ? fail('once') : a + b;
  });
  const twice = task({ name: 'twice' }, async (n: number) => (await add(n, n)) * 1);
  const bad = task({ name: 'bad' }, () => fail());

  it('is that of any run, with tasks at once, inside each other, repeated and retried', async () => {
    const busy = flow({ name: 'busy' }, async () => {
      const sums = await Promise.all([twice(1), twice(2), add(0, 3), add(3, 4)]);
      return sums.reduce((one, other) => one + other) + (await add(1, 1));
    });
    const { result, recorder } = await recorded(busy);
    expect(result).toMatchObject({ status: 'success', value: 18 });
    expect(formatViolations(checkSequence(recorder.calls))).toBe('');
    expect(ends(recorder).filter((line) => line.startsWith('on_node_end'))).toHaveLength(7);
    expect(ends(recorder).filter((line) => line.startsWith('on_node_retry'))).toHaveLength(1);
    expect(ends(recorder).at(-1)).toBe('on_run_end · success');
  });

  it.each<[string, Flow<Record<never, never>, unknown>, string[]]>([
    [
      'a task fails',
      flow({ name: 'f' }, async () => await bad()),
      ['on_node_error bad · run', 'on_node_end bad · error', 'on_pipeline_error', 'on_run_end · error'],
    ],
    [
      'a failure is caught',
      flow({ name: 'f' }, () => bad().catch(() => 'saved')),
      ['on_node_error bad · run', 'on_node_end bad · error', 'on_run_end · success'],
    ],
    ['the flow itself fails', flow({ name: 'f' }, () => fail()), ['on_pipeline_error', 'on_run_end · error']],
    ['nothing is called', flow({ name: 'f' }, () => 1), ['on_run_end · success']],
  ])('is that of any run when %s', async (_, given, lines) => {
    const { recorder } = await recorded(given);
    expect(formatViolations(checkSequence(recorder.calls))).toBe('');
    expect(ends(recorder)).toEqual(lines);
  });

  it.each([
    ['on_node_end bad · error', ['node-end-once']],
    ['on_run_event node_ended · bad', ['event-order', 'event-once']],
    ['on_pipeline_error', ['run-outcome']],
    ['on_node_error bad · run', ['node-outcome']],
  ])('is broken where %s is missing', async (missing, rules) => {
    const { recorder } = await recorded(flow({ name: 'f' }, async () => await bad()));
    const at = recorder.lines().indexOf(missing);
    expect(at).toBeGreaterThan(0);
    expect(brokenRules(checkSequence(recorder.calls.toSpliced(at, 1)))).toEqual(expect.arrayContaining(rules));
  });

  it('has every hook of nodes and datasets, for tasks', async () => {
    let saves = 0;
    const breaks = definePlugin({
      name: 'breaks',
      hooks: {
        after_catalog_created({ catalog }) {
          let held: unknown;
          catalog.set('bad.result', {
            type: 'fickle',
            load: () => held,
            save: (data: unknown) => void (saves++ === 0 ? fail('disk') : (held = data)),
          });
        },
        run_node: {
          wrapper: async (args, next) => {
            const { node, markCached } = args;
            if (node.name !== 'known') return await next(args);
            markCached();
            return { 'known.result': 1 };
          },
        },
      },
    });
    const known = task({ name: 'known' }, () => 0);
    const saved = task({ name: 'bad', retries: 1 }, () => 1);
    const all = flow({ name: 'all' }, async () => [await add(1, 2), await saved(), await known()]);
    const { result, recorder } = await recorded(all, { plugins: [breaks] });
    expect(result).toMatchObject({ value: [3, 1, 1] });
    expect(formatViolations(checkSequence(recorder.calls))).toBe('');
    const called = new Set(recorder.calls.map(({ hook }) => hook));
    const ofModels = ['before_model', 'after_model'];
    const ofNodes = DECLARED_HOOKS.filter((hook) => isSelectable(hook) && !ofModels.includes(hook));
    expect(ofNodes.filter((hook) => !called.has(hook))).toEqual(['inject_context']);
  });

  it('is that of any run that is cancelled, runs over its time, or has failing hooks', async () => {
    const controller = new AbortController();
    const wait = task({ name: 'wait', retries: 3 }, async () => {
      controller.abort('enough');
      await sleep(60_000, undefined, taskContext());
    });
    const slow = task({ name: 'slow', timeoutMs: 10 }, async () => await sleep(60_000, undefined, taskContext()));
    const stopped = await recorded(
      flow({ name: 'f' }, () => wait()),
      { signal: controller.signal },
    );
    expect(formatViolations(checkSequence(stopped.recorder.calls))).toBe('');
    expect(ends(stopped.recorder).slice(-2)).toEqual(['on_node_end wait · cancelled', 'on_run_end · cancelled']);
    const late = await recorded(flow({ name: 'f' }, () => slow()));
    expect(formatViolations(checkSequence(late.recorder.calls))).toBe('');
    expect(ends(late.recorder)).toContain('on_node_end slow · timed_out');
    const guard = definePlugin({ name: 'guard', hooks: { before_node_run: () => fail('refused') } });
    const refused = await recorded(
      flow({ name: 'f' }, () => add(1, 1)),
      { plugins: [guard] },
    );
    expect(formatViolations(checkSequence(refused.recorder.calls))).toBe('');
    expect(ends(refused.recorder)).toContain('on_node_error add · hook');
    expect(refused.result.error).toMatchObject({ message: 'refused' });
  });
});
