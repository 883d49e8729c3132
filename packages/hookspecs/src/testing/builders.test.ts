import { describe, expect, it } from 'vitest';
import type { Resource } from '../domain/resource.js';
import {
  buildArgs,
  buildCatalog,
  buildContext,
  buildEvent,
  buildLogger,
  buildNode,
  buildPipeline,
  buildResources,
  buildRun,
  DECLARED_HOOKS,
} from './index.js';

describe('buildArgs', () => {
  it.each(DECLARED_HOOKS)('builds args of %s whose parts fit together', (hook) => {
    const args: Record<string, unknown> = { ...buildArgs(hook) };
    expect(Object.values(args)).not.toContain(undefined);
    expect(args).toHaveProperty('log');
  });

  it('puts what it is given in place of the defaults and derives the key from it', () => {
    const args = buildArgs('on_node_start', { node: buildNode({ name: 'daily' }), run: buildRun({ runId: 'r' }) });
    expect(args).toMatchObject({ idempotencyKey: 'r/daily', attempt: 1 });
    expect(buildArgs('on_node_start', { idempotencyKey: 'k' }).idempotencyKey).toBe('k');
  });

  it('gives fresh objects each time', () => {
    expect(buildArgs('on_node_start').node).not.toBe(buildArgs('on_node_start').node);
    expect(buildArgs('on_node_start').log).not.toBe(buildArgs('on_node_start').log);
  });
});

describe('buildNode', () => {
  it('runs: it copies its first input to its outputs', async () => {
    const { node: _, run, ...rest } = buildArgs('run_node');
    const node = buildNode({ inputs: ['a'], outputs: ['b', 'c'] });
    expect(await node.run({ a: 1 }, { ...rest, node, run, resources: run.resources })).toEqual({ b: 1, c: 1 });
  });
});

describe('buildPipeline', () => {
  it('knows its free inputs and outputs', () => {
    const pipeline = buildPipeline([
      buildNode({ inputs: ['raw'], outputs: ['rows'] }),
      buildNode({ name: 'daily', inputs: ['rows', 'params:x'], outputs: ['days'] }),
    ]);
    expect([pipeline.inputs(), pipeline.outputs()]).toEqual([['raw', 'params:x'], ['days']]);
  });
});

describe('buildCatalog', () => {
  it('loads what it holds and what was saved', async () => {
    const catalog = buildCatalog({ raw: [1] });
    expect(await catalog.load('raw')).toEqual([1]);
    await catalog.save('rows', [2]);
    expect(await catalog.load('rows')).toEqual([2]);
    expect(catalog.keys()).toEqual(['raw', 'rows']);
    expect([catalog.has('rows'), catalog.delete('rows'), catalog.has('rows')]).toEqual([true, true, false]);
  });

  it('holds undefined when told so, and refuses to load what was never saved', async () => {
    expect(await buildCatalog({ raw: undefined }).load('raw')).toBeUndefined();
    await expect(buildCatalog().load('raw')).rejects.toMatchObject({ code: 'DATASET_EMPTY' });
    const { load, exists, release } = buildCatalog({ raw: 1 }).get('raw');
    expect(exists?.()).toBe(true);
    void release?.();
    expect(exists?.()).toBe(false);
    expect(load).toThrowError(expect.objectContaining({ code: 'DATASET_EMPTY' }));
  });

  it('is frozen when told so', () => {
    const catalog = buildCatalog({ raw: 1 });
    catalog.freeze();
    expect(() => catalog.set('x', catalog.get('raw'))).toThrowError(
      expect.objectContaining({ code: 'CATALOG_FROZEN' }),
    );
    expect(() => catalog.delete('raw')).toThrowError(expect.objectContaining({ code: 'CATALOG_FROZEN' }));
  });
});

describe('buildResources', () => {
  it('gives what it holds, and creates the rest once', async () => {
    let created = 0;
    const counter: Resource<number> = { name: 'counter', create: () => (created += 1) };
    const held: Resource<string> = { name: 'held', create: () => 'made' };
    const resources = buildResources([[held, 'given']]);
    expect(await resources.get(held)).toBe('given');
    expect([await resources.get(counter), await resources.get(counter)]).toEqual([1, 1]);
  });
});

describe('buildLogger', () => {
  it('keeps lines with the fields of all loggers they came through', () => {
    const log = buildLogger();
    log.child({ run: 'r' }).child({ node: 'n' }).warn('slow', { ms: 7 });
    log.info('done');
    expect(log.lines).toEqual([
      { level: 'warn', message: 'slow', fields: { run: 'r', node: 'n', ms: 7 } },
      { level: 'info', message: 'done', fields: {} },
    ]);
  });
});

describe('buildEvent', () => {
  it('builds an event of each type, its key derived from its place', () => {
    expect(buildEvent('node_ended', { seq: 4, status: 'error' })).toMatchObject({
      type: 'node_ended',
      seq: 4,
      status: 'error',
      key: `${buildRun().runId}/1/4`,
    });
    expect(buildEvent('run_planned', { key: 'k' })).toMatchObject({ type: 'run_planned', nodes: ['clean'], key: 'k' });
  });
});

describe('buildContext', () => {
  it('reads the configuration it was given', async () => {
    const { config } = buildContext({ env: 'prod' }, { tracker: { url: 'x' } });
    expect([await config.get('tracker'), await config.get('other')]).toEqual([{ url: 'x' }, undefined]);
  });
});
