import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunEvent } from '@pintle/hookspecs';
import { listRuns, showRun } from '@pintle/pipeline/runs';
import { afterEach, describe, expect, it } from 'vitest';
import { openMortal } from './fixtures/mortal-project.ts';

type Moment = 'before' | 'half' | 'after';
type Task = 'run' | 'reconcile';

const SCRIPT = fileURLToPath(new URL('fixtures/mortal-writes.js', import.meta.url));
const dirs: string[] = [];

afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
});

function projectDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'pintle-crash-'));
  dirs.push(dir);
  mkdirSync(join(dir, 'conf/base'), { recursive: true });
  writeFileSync(join(dir, 'package.json'), '{ "name": "mortal", "type": "module" }');
  const entries = ['a', 'b', 'c'].map((name) => `${name}: { type: json, path: data/${name}.json }\n`);
  writeFileSync(join(dir, 'conf/base/catalog.yml'), entries.join(''));
  return dir;
}

/** @returns the signal that ended the process, or `null` when it came to its end */
function live(dir: string, task: Task, write: number, moment: Moment): Promise<NodeJS.Signals | null> {
  const args = [SCRIPT, dir, task, String(write), moment];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', (code, signal) => {
      if (signal === null && code !== 0) reject(new Error(`${task} ended with ${code}`));
      else resolve(signal);
    });
  });
}

async function reconcile(dir: string): Promise<void> {
  await using session = await openMortal(dir);
  await session.reconcile();
}

async function resume(dir: string): Promise<void> {
  await using session = await openMortal(dir);
  (await session.run({ resume: 'last' })).throwIfFailed();
}

const openRuns = (dir: string): string[] =>
  existsSync(join(dir, '.pintle/open')) ? readdirSync(join(dir, '.pintle/open')) : [];
const ran = (dir: string): string[] =>
  existsSync(join(dir, 'ran.txt')) ? readFileSync(join(dir, 'ran.txt'), 'utf8').split('\n').slice(0, -1) : [];

/** Whatever was killed when: the last attempt of the run has ended once, and so has each node of it. */
function expectEnded(events: readonly RunEvent[]): void {
  const last = Math.max(...events.map(({ runAttempt }) => runAttempt));
  const own = events.filter(({ runAttempt }) => runAttempt === last);
  const planned = own.flatMap((event) => (event.type === 'run_planned' ? event.nodes : []));
  const ends = own.flatMap((event) =>
    event.type === 'node_ended' || event.type === 'node_skipped' ? [event.node] : [],
  );
  expect(ends.toSorted()).toEqual(planned.toSorted());
  expect(own.filter(({ type }) => type === 'run_ended')).toHaveLength(1);
  expect(own.map(({ seq }) => seq)).toEqual(own.map((_, index) => index + 1));
  expect(new Set(own.map(({ key }) => key)).size).toBe(own.length);
}

const done = (events: readonly RunEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'node_ended' && event.status === 'success' ? [event.node] : []));

describe.each<Moment>(['before', 'half', 'after'])('SIGKILL %s any write', (moment) => {
  it('of a run: one reconciliation ends it, and it goes on where it was', { timeout: 240_000 }, async () => {
    let killed = 0;
    for (let write = 0; ; write++) {
      const dir = projectDir();
      if ((await live(dir, 'run', write, moment)) === null) break;
      killed++;
      await reconcile(dir);
      expect(openRuns(dir)).toEqual([]);
      const [run] = listRuns(dir);
      // It had not come to record anything.
      if (run === undefined) continue;
      const { events } = showRun(dir, run.runId);
      expectEnded(events);
      if (run.status === 'success') continue;
      expect(run.status).toBe('crashed');
      const before = ran(dir);
      await resume(dir);
      const again = ran(dir).slice(before.length);
      expect(again.filter((node) => done(events).includes(node))).toEqual([]);
      expect([...done(events), ...again].toSorted()).toEqual(['a', 'b', 'c']);
      expectEnded(showRun(dir, run.runId).events);
    }
    expect(killed).toBeGreaterThan(10);
  });

  it('of a reconciliation: the next one ends what is left, once', { timeout: 240_000 }, async () => {
    let killed = 0;
    const dead = projectDir();
    await live(dead, 'run', 8, 'after');
    expect(openRuns(dead)).toHaveLength(1);
    for (let write = 0; ; write++) {
      const dir = projectDir();
      cpSync(dead, dir, { recursive: true });
      const signal = await live(dir, 'reconcile', write, moment);
      if (signal !== null) {
        killed++;
        await reconcile(dir);
      }
      expect(openRuns(dir)).toEqual([]);
      const [run] = listRuns(dir);
      if (run === undefined) throw new Error('the run has left nothing');
      expect(run.status).toBe('crashed');
      expectEnded(showRun(dir, run.runId).events);
      if (signal === null) break;
    }
    expect(killed).toBeGreaterThan(2);
  });
});
