import { fileURLToPath } from 'node:url';
import { definePlugin } from '@pintle/core';
import type { RunEvent, RunResult } from '@pintle/hookspecs';
import {
  DECLARED_HOOKS,
  type DeclaredHookName,
  fakeClock,
  type RecordedCall,
  recordCall,
} from '@pintle/hookspecs/testing';
import { createTestProject, type TestProject } from '@pintle/pipeline/testing';
import { data, faulty, runs } from './plugins.ts';
import type { World } from './world.ts';

/** What was seen of one attempt of a run. */
export interface Played {
  readonly result: RunResult;
  readonly calls: readonly RecordedCall[];
  readonly events: readonly RunEvent[];
}

/** A project in which a world comes about. */
export interface Stage extends AsyncDisposable {
  play(): Promise<Played>;
  /** Goes on with a run, all faults and the cancel out of the way. */
  resume(runId: string): Promise<Played>;
}

const NODES = fileURLToPath(new URL('nodes.ts', import.meta.url));

const isDeclared = (hook: string): hook is DeclaredHookName => (DECLARED_HOOKS as readonly string[]).includes(hook);

/** Opens a project for a world. Calls are watched from outside, where no fault can hide them. */
export async function openStage(world: World, runner: string): Promise<Stage> {
  const { fates, faults, keepGoing, onlyMissingOutputs, concurrency, cancelAt, hasGrace } = world;
  let calls: RecordedCall[] = [];
  let controller: AbortController | undefined;
  const watcher = definePlugin({
    name: 'watcher',
    hooks: { on_run_event: () => {} },
    observe: {
      before({ hook, args }: { hook: string; args: object }) {
        if (!isDeclared(hook)) return;
        if (calls.length === cancelAt) controller?.abort('SIGINT');
        calls.push(recordCall(hook, args));
      },
    },
  });
  const project: TestProject = await createTestProject({
    files: {
      'conf/base/parameters.yml': 'p: 1\n',
      'pipelines.ts': `import { nodesOf } from ${JSON.stringify(NODES)};
export default { name: 'p', nodes: nodesOf(${JSON.stringify(fates)}), inputs: () => [], outputs: () => [] };\n`,
    },
    plugins: [...faults.map(faulty), runs(fates), data(fates), watcher],
    // A clock that skips sleeps has no grace: what does not stop at once is given up.
    ...(hasGrace ? {} : { clock: fakeClock({ skipSleeps: true }) }),
    runs: { graceMs: 60_000 },
  });
  const played = async (running: Promise<RunResult>): Promise<Played> => {
    const result = await running;
    const own = project.events(result.run.runId).filter(({ runAttempt }) => runAttempt === result.run.attempt);
    return { result, calls, events: own };
  };
  return {
    play() {
      calls = [];
      controller = new AbortController();
      const { signal } = controller;
      return played(project.run({ runner, keepGoing, onlyMissingOutputs, concurrency, signal }));
    },
    resume(runId) {
      calls = [];
      controller = undefined;
      for (const at of faults.keys()) project.session.manager.unregister(`fault-${at}`);
      return played(project.run({ resume: runId }));
    },
    [Symbol.asyncDispose]: () => project.close(),
  };
}
