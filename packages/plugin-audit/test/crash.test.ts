import { setTimeout } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runIds } from '../src/run-log/folder.js';
import { Project } from './support/project.js';
import { eventsOf, expectWhole, storeOf } from './support/trail.js';

const TIMEOUT = 300_000;

/** What brings everything in order after a crash: the next run. */
async function nextRun(project: Project): Promise<void> {
  const next = await project.pintle(['run'], { GRACE: '30000' });
  expect(next, next.stderr).toMatchObject({ code: 0 });
}

async function expectWholeStore(project: Project): Promise<void> {
  const store = await storeOf(project);
  await expectWhole(project, store);
  await store.close();
}

describe('SIGKILL', () => {
  it('at any event of a run loses nothing', { timeout: TIMEOUT }, async () => {
    using project = new Project();
    let kills = 0;
    for (let at = 1; ; at++) {
      const first = at % 2 === 0 ? { KILL_FIRST: '1' } : {};
      const { signal } = await project.pintle(['run'], { KILL_AT: String(at), ...first });
      if (signal !== 'SIGKILL') break;
      kills++;
      await nextRun(project);
    }
    expect(kills).toBeGreaterThan(15);
    expect(runIds(project.dir).length).toBe(2 * kills + 1);
    await expectWholeStore(project);
  });

  it('at random moments of a run loses nothing', { timeout: TIMEOUT }, async () => {
    using project = new Project();
    for (let kill = 0; kill < 12; kill++) {
      const { child, ended } = project.start(['run'], { COUNT: '150', WAIT: '1' });
      await setTimeout(250 + Math.random() * 700);
      child.kill('SIGKILL');
      await ended;
    }
    await nextRun(project);
    await expectWholeStore(project);
  });

  it('while a row waits to be written loses nothing', { timeout: TIMEOUT }, async () => {
    using project = new Project();
    await nextRun(project);
    const other = new DatabaseSync(join(project.dir, '.pintle/audit.db'));
    other.exec('begin immediate');
    const { child, ended } = project.start(['run'], { WAIT: '300' });
    await setTimeout(800);
    child.kill('SIGKILL');
    await ended;
    other.exec('rollback');
    other.close();
    await nextRun(project);
    await expectWholeStore(project);
  });

  it('while a dead run is being ended loses nothing, and ends it once', { timeout: TIMEOUT }, async () => {
    using project = new Project();
    for (const at of [1, 2, 3]) {
      await project.pintle(['run'], { KILL_AT: '9' });
      // The first events of the next process are those with which it ends the dead run.
      const next = await project.pintle(['run'], { KILL_AT: String(at) });
      expect(next.signal).toBe('SIGKILL');
      await nextRun(project);
    }
    for (const runId of runIds(project.dir)) {
      expect(eventsOf(project, runId).filter(({ type }) => type === 'run_ended')).toHaveLength(1);
    }
    await expectWholeStore(project);
  });
});
