import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunEvent } from '@pintle/hookspecs';
import { recordHooks } from '@pintle/hookspecs/testing';
import { createSession, pipeline } from '@pintle/pipeline';
import { listRuns, showRun } from '@pintle/pipeline/runs';
import { afterEach, describe, expect, it } from 'vitest';

type Moment = 'event' | 'call';

const SCRIPT = fileURLToPath(new URL('fixtures/mortal.js', import.meta.url));
const dirs: string[] = [];

afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
});

function projectDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'pintle-crash-'));
  dirs.push(dir);
  writeFileSync(join(dir, 'package.json'), '{ "name": "mortal", "type": "module" }');
  return dir;
}

/** Runs the project until the moment at which it kills itself. @returns the signal, or `null` when it came to its end */
function live(dir: string, moment: Moment, at: number): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, [SCRIPT, dir, moment, String(at)], { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((resolve, reject) => child.once('error', reject).once('exit', (_, signal) => resolve(signal)));
}

const nodesOf = (events: readonly RunEvent[], ...types: readonly string[]): string[] =>
  events.flatMap((event) => (types.includes(event.type) && 'node' in event ? [event.node] : []));

describe('SIGKILL', () => {
  it.each([
    // Each event once; of the hook calls between them every seventh, since each costs a process.
    { moment: 'event', first: 1, step: 1 },
    { moment: 'call', first: 4, step: 7 },
  ] as const)(
    'at any $moment leaves what one reconciliation ends: run and open nodes, once',
    { timeout: 240_000 },
    async ({ moment, first, step }) => {
      const openAtOnce: number[] = [];
      for (let at = first; ; at += step) {
        const dir = projectDir();
        const signal = await live(dir, moment, at);
        if (signal === null) break;
        const before = events(dir);
        if (moment === 'event') expect(before.length).toBeGreaterThanOrEqual(at);
        const recorder = recordHooks({ only: ['on_node_end', 'on_run_end'] });
        const contributor = { name: 'contributor', hooks: { register_pipelines: () => pipeline('p', []) } };
        await using session = await createSession({
          projectDir: dir,
          settings: false,
          plugins: [contributor, recorder],
        });
        const reconciled = await session.reconcile();
        expect(await session.reconcile()).toEqual([]);
        const after = events(dir);
        const [run] = listRuns(dir);
        if (run === undefined) continue;
        const planned = after.flatMap((event) => (event.type === 'run_planned' ? event.nodes : []));
        const ended = nodesOf(before, 'node_ended', 'node_skipped');
        const started = nodesOf(before, 'node_started');
        const open = planned.filter((node) => !ended.includes(node));
        openAtOnce.push(open.filter((node) => started.includes(node)).length);
        expect(nodesOf(after, 'node_ended', 'node_skipped').toSorted()).toEqual(planned.toSorted());
        expect(after.filter(({ type }) => type === 'run_ended')).toHaveLength(1);
        expect(after.map(({ seq }) => seq)).toEqual(after.map((_, index) => index + 1));
        // Its last event may have been written before the process could tell of it.
        const isOver = before.at(-1)?.type === 'run_ended';
        expect(reconciled).toHaveLength(isOver ? 0 : 1);
        expect(run.status).toBe(isOver ? 'success' : 'crashed');
        const told = recorder.calls.map(({ hook, node, status }) => `${hook} ${node?.name ?? ''} ${status}`);
        const ends = open.map((node) => `on_node_end ${node} ${started.includes(node) ? 'crashed' : 'skipped'}`);
        expect(told.toSorted()).toEqual(isOver ? [] : [...ends, 'on_run_end  crashed'].toSorted());
      }
      expect(openAtOnce.length).toBeGreaterThan(8);
      expect(Math.max(...openAtOnce)).toBe(2);
    },
  );
});

function events(dir: string): readonly RunEvent[] {
  const [run] = listRuns(dir);
  return run === undefined ? [] : showRun(dir, run.runId).events;
}
