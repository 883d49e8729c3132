import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { definePlugin } from '@pintle/core';
import type { PipelineNode, RunInfo } from '@pintle/hookspecs';
import { DECLARED_HOOKS, recordHooks } from '@pintle/hookspecs/testing';
import { describe, expect, it } from 'vitest';
import { pipeline } from '../describe/pipeline.js';
import { createTestProject, type TestProject } from '../testing/index.js';

const nodes: PipelineNode[] = [
  { name: 'a', inputs: ['params:p'], outputs: ['x'], run: () => ({ x: 1 }) },
  { name: 'b', inputs: ['x'], outputs: ['y'], run: () => ({ y: 1 }) },
];
const FILES = { 'conf/base/parameters.yml': 'p: 1' };
const CALLED = DECLARED_HOOKS.filter(
  (hook) => !/^register|command|context|model|error|retry|skipped|pipelines_registered/.test(hook),
);

/** Longer than the lease holds. */
const asleep = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 80);

/** Does something at the first call of a hook, behind all others. */
function at(hook: string, act: (run: RunInfo) => void): object {
  let isDone = false;
  return definePlugin({
    name: 'saboteur',
    hooks: {
      [hook]: {
        tryLast: true,
        async handler({ run }: { run: RunInfo }) {
          if (isDone) return;
          isDone = true;
          await new Promise(setImmediate);
          act(run);
        },
      },
    },
  });
}

describe('a run that is taken over', () => {
  it.each(CALLED)('in %s calls and writes nothing more', async (hook) => {
    const recorder = recordHooks();
    let called: number | undefined;
    let written: number | undefined;
    const take = at(hook, ({ runId }) => {
      // The process stands still, and another takes it for dead.
      asleep();
      called = recorder.calls.length;
      written = project.events(runId).length;
      writeFileSync(join(project.dir, '.pintle/runs', runId, 'lease-2.json'), '{"host":"elsewhere","pid":1}');
    });
    await using project: TestProject = await createTestProject({
      files: FILES,
      pipelines: [pipeline('p', nodes)],
      plugins: [take, recorder],
      runs: { leaseMs: 60 },
    });
    const result = await project.run();
    expect(result.outcome).toMatchObject({ status: 'error', error: { code: 'RUN_LEASE_LOST' } });
    expect(recorder.lines().slice(called)).toEqual([]);
    expect(project.events(result.run.runId)).toHaveLength(written ?? -1);
  });
});

describe('a run whose log is removed', () => {
  it.each(CALLED)('in %s ends, and says so', async (hook) => {
    const remove = at(hook, () => {
      rmSync(join(project.dir, '.pintle'), { recursive: true, force: true });
      asleep();
    });
    await using project: TestProject = await createTestProject({
      files: FILES,
      pipelines: [pipeline('p', nodes)],
      plugins: [remove],
      runs: { leaseMs: 60 },
    });
    const result = await project.run();
    expect(result.outcome).toMatchObject({ status: 'error', error: { code: 'RUN_LEASE_LOST' } });
  });

  it('and which notices nothing of it, ends as if nothing were', async () => {
    const remove = at('before_node_run', () => rmSync(join(project.dir, '.pintle'), { recursive: true, force: true }));
    await using project: TestProject = await createTestProject({
      files: FILES,
      pipelines: [pipeline('p', nodes)],
      plugins: [remove],
    });
    const result = await project.run();
    expect(result.outcome.status).toBe('success');
    expect(project.logged).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'the run could not be closed' }),
    );
  });
});
