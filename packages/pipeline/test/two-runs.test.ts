import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { definePlugin } from '@pintle/core';
import type { RunInfo, RunResult } from '@pintle/hookspecs';
import { checkSequence, fakeClock, formatViolations, recordHooks } from '@pintle/hookspecs/testing';
import { createLogger, createSession, defineResource, type LogLine } from '@pintle/pipeline';
import { createTestProject } from '@pintle/pipeline/testing';
import { describe, expect, it } from 'vitest';

const NODES = fileURLToPath(new URL('two-runs/nodes.ts', import.meta.url));
const FILES = {
  'pipelines.ts': `export { diary } from ${JSON.stringify(NODES)};\n`,
  'conf/base/parameters.yml': 'who: nobody\n',
  'conf/base/catalog.yml': 'kept: { type: json, path: data/kept.json, versioned: true }\n',
};

/** Lets nobody pass until so many have come: the runs of a test really go on at the same time. */
function meeting(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let come = 0;
  return () => {
    if (++come === count) resolve();
    return promise;
  };
}

describe.each(['sequential', 'concurrent', 'worker'])('runs at the same time, on the runner "%s"', (runner) => {
  it('have their own hooks, logs, resources, parameters, data and run logs', async () => {
    const meet = { before_node_run: meeting(4), after_dataset_saved: meeting(4) };
    const made: string[] = [];
    const closed: string[] = [];
    const tally = defineResource({
      name: 'tally',
      create: (_: undefined, { runId }) => {
        made.push(runId);
        return { runId, hooks: 0 };
      },
      dispose: ({ runId }) => void closed.push(runId),
    });
    const tallies = new Map<string, Promise<{ runId: string; hooks: number }>>();
    const recorder = recordHooks();
    const state = definePlugin({
      name: 'state',
      hooks: {
        async before_node_run({
          run,
          node,
          log,
        }: {
          run: RunInfo;
          node: { name: string };
          log: { info(text: string): void };
        }) {
          if (node.name === 'open') await meet.before_node_run();
          log.info(`seen of ${run.runId}`);
          tallies.set(run.runId, run.resources.get(tally));
          (await run.resources.get(tally)).hooks += 1;
        },
        async after_dataset_saved({ datasetName }: { datasetName: string }) {
          if (datasetName === 'page') await meet.after_dataset_saved();
        },
      },
    });
    await using project = await createTestProject({ files: FILES, plugins: [state, recorder] });
    const logged: LogLine[] = [];
    await using other = await createSession({
      projectDir: project.dir,
      settings: false,
      plugins: [state, recorder],
      params: { who: 'other' },
      log: createLogger((line) => logged.push(line)),
    });

    const results = await Promise.all([
      project.run({ runner }),
      project.run({ runner }),
      project.run({ runner }),
      other.run({ runner }),
    ]);

    const whos = ['nobody', 'nobody', 'nobody', 'other'];
    const ids = results.map(({ run }) => run.runId);
    expect(new Set(ids).size).toBe(4);
    for (const [at, result] of results.entries()) {
      const { runId } = result.throwIfFailed().run;
      const page = { who: whos[at], runId, params: { who: whos[at] } };
      const kept = { page, runId, idempotencyKey: `${runId}/write` };
      expect(result.outputs).toEqual({ shown: { kept, runId } });
      expect(await result.load('kept')).toEqual(kept);
      expect(result.run.params).toEqual({ who: whos[at] });
      expect(project.events(runId).every((event) => event.runId === runId)).toBe(true);
      expect(project.events(runId).map(({ seq }) => seq)).toEqual(project.events(runId).map((_, index) => index + 1));
      expect(await tallies.get(runId)).toEqual({ runId, hooks: 3 });
    }
    const versions = results.map(({ run }) =>
      project.events(run.runId).flatMap((event) => (event.type === 'dataset_saved' ? (event.version ?? []) : [])),
    );
    expect(new Set(versions.flat()).size).toBe(4);
    expect(made.toSorted()).toEqual(ids.toSorted());
    expect(closed.toSorted()).toEqual(ids.toSorted());
    // Each run in order, whatever the others do meanwhile.
    for (const id of ids)
      expect(formatViolations(checkSequence(recorder.calls.filter(({ runId }) => runId === id)))).toBe('');
    for (const { message, fields } of [...project.logged, ...logged]) {
      const [, id] = /(?:opened by|written by|seen of) (\S+)/.exec(message) ?? [];
      if (id !== undefined) expect(fields['run']).toBe(id);
    }
    expect(logged.filter(({ message }) => /^(opened|written) by/.test(message))).toHaveLength(2);
  });

  it('fail, are cancelled and have hook failures each for themselves', async () => {
    const meet = meeting(3);
    const controller = new AbortController();
    const started: string[] = [];
    const trouble = definePlugin({
      name: 'trouble',
      hooks: {
        on_run_start: ({ run }: { run: RunInfo }) => void started.push(run.runId),
        async before_node_run({ run, node }: { run: RunInfo; node: { name: string } }) {
          if (node.name !== 'open') return;
          await meet();
          if (run.runId === started[0]) throw new RangeError('the first fails');
          if (run.runId === started[1]) controller.abort('enough');
        },
        on_node_end: {
          onError: 'warn',
          handler({ run }: { run: RunInfo }) {
            if (run.runId === started[2]) throw new TypeError('of the third');
          },
        },
      },
    });
    await using project = await createTestProject({ files: FILES, plugins: [trouble] });
    const first = project.run({ runner });
    const second = project.run({ runner, signal: controller.signal });
    const third = project.run({ runner });
    const results = await Promise.all([first, second, third]);
    const seen = ({ outcome, hookFailures }: RunResult) => [outcome.status, hookFailures.length];
    expect(results.map(({ run }) => started.indexOf(run.runId))).toEqual([0, 1, 2]);
    expect(results.map(seen)).toEqual([
      ['error', 0],
      ['cancelled', 0],
      ['success', 3],
    ]);
  });
});

it('save versions of their own, though they start in the same moment', async () => {
  // A clock that stands still.
  await using project = await createTestProject({ files: FILES, clock: fakeClock() });
  const results = await Promise.all([project.run(), project.run()]);
  for (const result of results) {
    const { runId } = result.throwIfFailed().run;
    expect(await result.load('kept')).toMatchObject({ runId });
  }
  expect(readdirSync(join(project.dir, 'data/kept.json'))).toHaveLength(2);
});
