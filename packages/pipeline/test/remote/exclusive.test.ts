import { setTimeout } from 'node:timers/promises';
import { definePlugin, type PipelineNode } from '@pintle/hookspecs';
import { RECALLED } from '@pintle/pipeline';
import { describe, expect, it } from 'vitest';
import { farm, plain } from './farm.js';

/** Tables of a database that one process at a time can have open: what is saved there is not kept. */
const database = definePlugin({
  name: 'database',
  hooks: {
    after_catalog_created({ catalog }) {
      for (const name of ['t1', 't2', 't3', 't4'])
        catalog.set(name, { type: 'table', exclusive: true, load: () => name, save: () => {}, exists: () => true });
    },
  },
});

/** Two writers and a reader of tables, and a node that has nothing to do with them. */
function busyNodes(): { readonly nodes: readonly PipelineNode[]; readonly log: readonly string[] } {
  const log: string[] = [];
  const slow = async (name: string): Promise<string> => {
    log.push(`${name} begins`);
    await setTimeout(20);
    log.push(`${name} ends`);
    return name;
  };
  const nodes = [
    plain('one', [], ['t1'], () => slow('one')),
    plain('reads', ['t4'], ['file'], () => slow('reads')),
    plain('free', [], ['other'], () => slow('free')),
    plain('two', [], ['t2'], () => slow('two')),
    plain('after', ['t1'], ['t3'], () => slow('after')),
  ];
  return { nodes, log };
}

describe('nodes that use what one process at a time can have open', () => {
  it('run one at a time in other processes, in order, and the rest beside them', async () => {
    const { nodes, log } = busyNodes();
    const { project } = await farm(nodes, undefined, { plugins: [database] });
    expect((await project.run({ runner: 'farm' })).outcome.error).toBeUndefined();
    expect(log.filter((line) => !line.startsWith('free'))).toEqual([
      'one begins',
      'one ends',
      'reads begins',
      'reads ends',
      'two begins',
      'two ends',
      'after begins',
      'after ends',
    ]);
    expect(log.indexOf('free begins')).toBeLessThan(log.indexOf('one ends'));
  });

  it('run beside each other in the process that has it open', async () => {
    const { nodes, log } = busyNodes();
    const { project } = await farm(nodes, undefined, { plugins: [database] });
    expect((await project.run({ runner: 'concurrent', concurrency: 9 })).outcome.error).toBeUndefined();
    expect(log.slice(0, 4).toSorted()).toEqual(['free begins', 'one begins', 'reads begins', 'two begins']);
  });

  it('never get their turn when one before them fails, or is taken back', async () => {
    const { nodes, log } = busyNodes();
    const failing = await farm(
      [plain('fails', [], ['t4'], () => Promise.reject(new RangeError('no'))), ...nodes.slice(3, 4)],
      undefined,
      { plugins: [database] },
    );
    const failed = await failing.project.run({ runner: 'farm' });
    expect(failed.nodes.get('two')).toMatchObject({ status: 'skipped', reason: 'run_stopped' });
    const recalled = await farm(nodes.slice(0, 1).concat(nodes.slice(3, 4)), () => Promise.resolve(RECALLED), {
      plugins: [database],
    });
    const result = await recalled.project.run({ runner: 'farm' });
    expect([...result.nodes.values()].map(({ status }) => status)).toEqual(['skipped', 'skipped']);
    expect(log).toEqual([]);
  });

  it('go on after one has failed, where the run does', async () => {
    const { nodes, log } = busyNodes();
    const fails = plain('fails', [], ['t4'], () => Promise.reject(new RangeError('no')));
    const { project } = await farm([fails, ...nodes.slice(3, 4)], undefined, { plugins: [database] });
    await project.run({ runner: 'farm', keepGoing: true });
    expect(log).toEqual(['two begins', 'two ends']);
  });
});
