import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordHooks } from '@pintle/hookspecs/testing';
import { createSession, pipeline } from '@pintle/pipeline';
import { listRuns, showRun } from '@pintle/pipeline/runs';
import { afterEach, describe, expect, it } from 'vitest';

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

/** Runs the project until the hook call at which it kills itself. @returns the signal, or `null` when it came to its end */
function live(dir: string, call: number): Promise<NodeJS.Signals | null> {
  const script = fileURLToPath(new URL('fixtures/mortal.js', import.meta.url));
  const child = spawn(process.execPath, [script, dir, String(call)], { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((resolve, reject) => child.once('error', reject).once('exit', (_, signal) => resolve(signal)));
}

describe('SIGKILL', () => {
  it('at any hook leaves what one reconciliation ends: run and open nodes, once', { timeout: 240_000 }, async () => {
    let killed = 0;
    for (let call = 4; ; call += 3) {
      const dir = projectDir();
      const signal = await live(dir, call);
      if (signal === null) break;
      killed++;
      const recorder = recordHooks({ only: ['on_node_end', 'on_run_end', 'on_run_event'] });
      const contributor = { name: 'contributor', hooks: { register_pipelines: () => pipeline('p', []) } };
      await using session = await createSession({ projectDir: dir, settings: false, plugins: [contributor, recorder] });
      const wasOpen = existsSync(join(dir, '.pintle', 'open')) && readdirSync(join(dir, '.pintle', 'open')).length > 0;
      const reconciled = await session.reconcile();
      expect(await session.reconcile()).toEqual([]);
      const [run] = listRuns(dir);
      if (!wasOpen || run === undefined) continue;
      const { events } = showRun(dir, run.runId);
      const planned = events.flatMap((event) => (event.type === 'run_planned' ? event.nodes : []));
      const ends = events.flatMap((event) =>
        event.type === 'node_ended' || event.type === 'node_skipped' ? [event.node] : [],
      );
      expect(ends.toSorted()).toEqual(planned.toSorted());
      expect(events.filter(({ type }) => type === 'run_ended')).toHaveLength(1);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      // Its last event may have been written before the process could tell of it.
      expect(run.status).toBe(reconciled.length === 1 ? 'crashed' : 'success');
      expect(recorder.calls.filter(({ hook }) => hook === 'on_run_end')).toHaveLength(reconciled.length);
    }
    expect(killed).toBeGreaterThan(15);
  });
});
