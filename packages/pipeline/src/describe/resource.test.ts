import { describe, expect, it } from 'vitest';
import { systemClock } from '../run/clock.js';
import { createLogger } from '../logger/index.js';
import { RunResources } from '../run/resources.js';
import { defineResource } from './resource.js';

const resources = (): RunResources =>
  new RunResources(
    'r1',
    'prod',
    createLogger(() => {}),
  );

describe('a resource', () => {
  it('is made from its configuration, and told the run', async () => {
    const client = defineResource({
      name: 'client',
      create: (config: { url: string }, { runId, env }) => `${config.url} ${runId} ${env}`,
    });
    expect(await resources().get(client.configured({ url: 'x' }))).toBe('x r1 prod');
  });

  it('is another one with each configuration', async () => {
    const made: number[] = [];
    const counter = defineResource({ name: 'counter', create: (from: number) => void made.push(from) });
    const [one, two] = [counter.configured(1), counter.configured(2)];
    const own = resources();
    await Promise.all([own.get(one), own.get(two), own.get(one)]);
    expect(made).toEqual([1, 2]);
  });

  it('that could not be created is tried again', async () => {
    let tries = 0;
    const flaky = defineResource({
      name: 'flaky',
      create: () => {
        if (++tries === 1) throw new RangeError('down');
        return 'up';
      },
    });
    const own = resources();
    await expect(own.get(flaky)).rejects.toMatchObject({
      code: 'RESOURCE_CREATE_FAILED',
      message: 'Resource "flaky" could not be created: down',
      cause: new RangeError('down'),
    });
    expect(await own.get(flaky)).toBe('up');
  });

  it('is disposed once, and cannot be asked for after that', async () => {
    let disposed = 0;
    const resource = defineResource({ name: 'r', create: () => 1, dispose: () => void disposed++ });
    const own = resources();
    await own.get(resource);
    expect(await own.dispose()).toEqual([]);
    expect(await own.dispose()).toEqual([]);
    expect(disposed).toBe(1);
    await expect(own.get(resource)).rejects.toMatchObject({ code: 'RESOURCE_DISPOSED' });
  });

  it('that cannot be disposed does not keep the others', async () => {
    const log: string[] = [];
    const make = (name: string, fails: boolean) =>
      defineResource({
        name,
        create: () => name,
        dispose: () => {
          log.push(name);
          if (fails) throw new RangeError(name);
        },
      });
    const own = resources();
    for (const resource of [make('a', false), make('b', true), make('c', true)]) await own.get(resource);
    const coded = { code: 'RESOURCE_DISPOSE_FAILED' };
    expect(await own.dispose()).toMatchObject([
      { name: 'c', error: { ...coded, message: 'Resource "c" could not be disposed: c', cause: new RangeError('c') } },
      { name: 'b', error: { ...coded, cause: new RangeError('b') } },
    ]);
    expect(log).toEqual(['c', 'b', 'a']);
  });

  it('that comes to be when nothing waits for it any more is let go of at once', async () => {
    const log: string[] = [];
    const slow = Promise.withResolvers<string>();
    const resource = defineResource({
      name: 'slow',
      create: () => slow.promise,
      dispose: (value) => void log.push(`-${value}`),
    });
    const own = new RunResources(
      'run',
      'local',
      createLogger(() => {}),
      undefined,
      { clock: systemClock, graceMs: 10 },
    );
    const asked = own.get(resource);
    expect(await own.dispose()).toMatchObject([{ name: 'slow', error: { code: 'RESOURCE_CREATE_TIMEOUT' } }]);
    expect(log).toEqual([]);
    slow.resolve('client');
    await expect(asked).rejects.toMatchObject({ code: 'RESOURCE_DISPOSED' });
    expect(log).toEqual(['-client']);
  });

  it('is refused when it is none', async () => {
    await expect(resources().get(undefined as never)).rejects.toMatchObject({ code: 'RESOURCE_INVALID' });
    await expect(resources().get({ name: 'x' } as never)).rejects.toMatchObject({
      code: 'RESOURCE_INVALID',
      message: expect.stringContaining('"x"'),
    });
    expect(() => defineResource({ name: '', create: () => 1 })).toThrow(
      expect.objectContaining({ code: 'RESOURCE_INVALID' }),
    );
  });
});
