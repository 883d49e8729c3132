import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
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
  /** The log of a run, line by line. */
  log(runId: string): readonly string[];
  /** Leaves of a run what a process leaves that is killed when it has written this, and reconciles. */
  reconcile(runId: string, written: string): Promise<Reconciled>;
}

/** What was seen of a reconciliation. */
export interface Reconciled {
  /** How many runs were found dead, and how many when it was done again. */
  readonly found: readonly [number, number];
  readonly calls: readonly RecordedCall[];
  /** The log of the run, what the dead process wrote included. */
  readonly events: readonly RunEvent[];
}

/** No process can have this number. */
const NO_PROCESS = 2 ** 30;
const NODES = fileURLToPath(new URL('nodes.ts', import.meta.url));

const isDeclared = (hook: string): hook is DeclaredHookName => (DECLARED_HOOKS as readonly string[]).includes(hook);

/** Puts the folder of a run into the state in which a killed process leaves it. */
function leaveDead(dir: string, runId: string, written: string): void {
  const folder = join(dir, '.pintle/runs', runId);
  for (const file of readdirSync(folder)) if (file.startsWith('lease-')) rmSync(join(folder, file));
  writeFileSync(join(folder, 'lease-1.json'), JSON.stringify({ host: hostname(), pid: NO_PROCESS }));
  writeFileSync(join(folder, 'events.jsonl'), written);
  writeFileSync(join(dir, '.pintle/open', runId), '');
}

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
      const many = runner === 'sequential' ? {} : { concurrency };
      return played(project.run({ runner, keepGoing, onlyMissingOutputs, ...many, signal }));
    },
    resume(runId) {
      calls = [];
      controller = undefined;
      for (const at of faults.keys()) project.session.manager.unregister(`fault-${at}`);
      return played(project.run({ resume: runId }));
    },
    log: (runId) => project.read(`.pintle/runs/${runId}/events.jsonl`).trimEnd().split('\n'),
    async reconcile(runId, written) {
      leaveDead(project.dir, runId, written);
      calls = [];
      controller = undefined;
      const first = await project.session.reconcile();
      const again = await project.session.reconcile();
      return { found: [first.length, again.length], calls, events: project.events(runId) };
    },
    [Symbol.asyncDispose]: () => project.close(),
  };
}
