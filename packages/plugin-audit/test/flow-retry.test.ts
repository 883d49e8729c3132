import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runIds } from '../src/run-log/folder.js';
import { readRunTrail } from '../src/trail/run-trail.js';
import { Project } from './support/project.js';
import { eventsOf, expectWhole, storeOf } from './support/trail.js';

/** A flow that fails twice in a task that is retried, too; `KILL` ends the process while it waits for its third attempt. */
const FILES = {
  'settings.ts': `
    export const HOOKS = [{ name: 'watch', hooks: { on_node_end: [() => {}, () => {}] } }];
    export const PLUGIN_OPTIONS = { '@pintle/plugin-audit': { graceMs: 30_000 } };
  `,
  'pipelines.ts': `
    import { dataset, node, pipeline } from 'pintle';
    export default pipeline('p', [node({ name: 'n', outputs: dataset('x') }, () => 1)]);
  `,
  'run.ts': `
    import { flow, task, taskContext } from 'pintle';
    const kill = ({ attempt }) => {
      if (attempt === 2 && process.env['KILL']) setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50);
    };
    const extract = task({ name: 'extract', retries: 1 }, () => {
      if (taskContext().run.attempt < 3) throw new RangeError('busy');
      return [1, 2, 3];
    });
    const retry = { delayMs: 5, backoff: process.env['KILL'] ? 20_000 : 1 };
    const etl = flow({ name: 'etl', retries: 2, on_retry: [kill], retry }, () => extract());
    const { status, attempt } = await etl.runLocal();
    console.log(status, attempt);
  `,
};

describe('a flow that is tried again', () => {
  it('leaves a trail of each attempt, whole, with no row twice', { timeout: 120_000 }, async () => {
    using project = new Project(FILES);
    const { code, stdout, stderr } = await project.node([join(project.dir, 'run.ts')]);
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: 'success 3\n' });
    const store = await storeOf(project);
    await expectWhole(project, store);
    const [runId = ''] = runIds(project.dir);
    const runs = store.db.selectFrom('run_audit').select(['run_id', 'attempt', 'status', 'nodes_ok', 'nodes_failed']);
    const of = { run_id: runId };
    expect(await runs.orderBy('attempt').execute()).toEqual([
      { ...of, attempt: 1, status: 'retrying', nodes_ok: 0, nodes_failed: 1 },
      { ...of, attempt: 2, status: 'retrying', nodes_ok: 0, nodes_failed: 1 },
      { ...of, attempt: 3, status: 'success', nodes_ok: 1, nodes_failed: 0 },
    ]);
    const nodes = store.db.selectFrom('node_audit').select(['run_attempt', 'attempt', 'status']);
    const rows = await nodes.orderBy('run_attempt').orderBy('attempt').execute();
    expect(rows.map(({ run_attempt, attempt, status }) => `${run_attempt}.${attempt} ${status}`)).toEqual([
      '1.1 retrying',
      '1.2 error',
      '2.1 retrying',
      '2.2 error',
      '3.1 success',
    ]);
    const { attempts } = await readRunTrail(store, runId);
    const watched = attempts.map(({ hooks }) => hooks.flatMap(({ plugin }) => plugin));
    expect(watched.map((plugins) => plugins.includes('etl.on_retry[0]'))).toEqual([true, true, false]);
    await store.close();
    const verified = await project.pintle(['audit', 'verify']);
    expect(verified, verified.stderr).toMatchObject({ code: 0 });
  });

  it('and killed before it can be, is ended by the next run', { timeout: 120_000 }, async () => {
    using project = new Project(FILES);
    const { signal } = await project.node([join(project.dir, 'run.ts')], { KILL: '1' });
    expect(signal).toBe('SIGKILL');
    const listed = await project.pintle(['runs', 'list', '--json']);
    expect(listed.stdout).toContain('"crashed"');
    const next = await project.pintle(['run']);
    expect(next, next.stderr).toMatchObject({ code: 0 });
    const [runId = ''] = runIds(project.dir).toSorted();
    const ends = eventsOf(project, runId).flatMap((event) => (event.type === 'run_ended' ? [event.status] : []));
    expect(ends).toEqual(['retrying', 'retrying', 'crashed']);
    const store = await storeOf(project);
    await expectWhole(project, store);
    const { attempts } = await readRunTrail(store, runId);
    expect(attempts.map(({ status }) => status)).toEqual(ends);
    await store.close();
  });
});
