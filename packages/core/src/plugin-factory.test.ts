import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { facts, hookErrorOf, thrownBy } from '../test/support/thrown.js';
import { definePluginFactory } from './host.js';
import { isDeferredPlugin, isPluginFactory, type PluginHost, setUpFactory } from './plugin-factory.js';

const host: PluginHost = {
  name: 'test',
  version: '1.0.0',
  projectDir: '/project',
  env: 'local',
  log: undefined,
  hook: {},
};

describe('definePluginFactory', () => {
  it('makes a factory that waits for its host when it is called', () => {
    const factory = definePluginFactory({ options: z.object({ url: z.string() }), setup: () => ({ name: 'a' }) });
    expect(isPluginFactory(factory)).toBe(true);
    const deferred = factory({ url: 'x' });
    expect(isDeferredPlugin(deferred)).toBe(true);
    expect(deferred).toEqual({ factory, options: { url: 'x' } });
  });

  it.each<[unknown]>([
    [{ options: {}, setup: () => ({}) }],
    [{ options: undefined, setup: () => ({}) }],
    [{ options: z.object({}), setup: undefined }],
    [{ options: { '~standard': {} }, setup: () => ({}) }],
  ])('refuses %o', (definition) => {
    expect(facts(hookErrorOf(() => definePluginFactory(definition as never)))).toEqual({
      code: 'PLUGIN_INVALID',
      message: 'definePluginFactory expects { options: a Standard Schema, setup: a function }.',
      hook: undefined,
      plugin: undefined,
      hint: 'Any zod or valibot schema will do for options.',
    });
  });

  it('takes schemas that are functions', () => {
    const schema = Object.assign(() => undefined, {
      '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) },
    } as const);
    expect(isPluginFactory(definePluginFactory({ options: schema, setup: () => ({}) }))).toBe(true);
  });

  it('is not confused by what looks like a factory', () => {
    expect(isPluginFactory(() => undefined)).toBe(false);
    expect(isPluginFactory({})).toBe(false);
    expect(isDeferredPlugin({ factory: () => undefined, options: {} })).toBe(false);
    expect(isDeferredPlugin(null)).toBe(false);
  });
});

describe('setUpFactory', () => {
  const setUp = (setup: (options: { url: string }) => unknown, options: unknown): Promise<object[]> => {
    const schema = z.object({ url: z.string().default('http://localhost'), retries: z.number().optional() });
    return setUpFactory(definePluginFactory({ options: schema, setup: setup as never }), options, host, 'acme');
  };

  it('checks options, fills in defaults, and hands over the host', async () => {
    const seen: unknown[] = [];
    const factory = definePluginFactory({
      options: z.object({ url: z.string().default('http://localhost') }),
      setup: (options, given) => {
        seen.push(options, given);
        return { name: 'a' };
      },
    });
    await expect(setUpFactory(factory, undefined, host, 'acme')).resolves.toEqual([{ name: 'a' }]);
    expect(seen).toEqual([{ url: 'http://localhost' }, host]);
  });

  it('lists all that is wrong with options', async () => {
    const error = await thrownBy(() => setUp(() => ({}), { url: 7, retries: 'many' }));
    expect(facts(error)).toMatchObject({
      code: 'PLUGIN_INVALID',
      plugin: 'acme',
      hint: 'Correct them in PLUGIN_OPTIONS, or where the factory is called in HOOKS.',
    });
    expect((error as Error).message).toMatch(/^The options of plugin "acme" are not valid: url: .+; retries: .+\.$/);
    expect((await thrownBy(() => setUp(() => ({}), 'text'))) as Error).toMatchObject({
      message: expect.stringMatching(/not valid: options: /),
    });
  });

  it('awaits a schema', async () => {
    const schema = {
      '~standard': { version: 1, vendor: 'test', validate: async (value: unknown) => ({ value }) },
    } as const;
    await expect(
      setUpFactory(definePluginFactory({ options: schema, setup: () => ({ name: 'a' }) }), {}, host, 'acme'),
    ).resolves.toEqual([{ name: 'a' }]);
  });

  it('names options on a path of schema parts', async () => {
    const issues = [{ message: 'too long', path: [{ key: 'list' }, 0, 'name'] }];
    const schema = { '~standard': { version: 1, vendor: 'test', validate: () => ({ issues }) } } as const;
    const error = await thrownBy(() =>
      setUpFactory(definePluginFactory({ options: schema, setup: () => ({}) }), {}, host, 'acme'),
    );
    expect((error as Error).message).toBe('The options of plugin "acme" are not valid: list.0.name: too long.');
  });

  it('takes one plugin, several, nested, promised, or none', async () => {
    const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
    await expect(setUp(() => a, {})).resolves.toEqual([a]);
    await expect(setUp(async () => [a, [Promise.resolve(b), null, false, undefined], c], {})).resolves.toEqual([
      a,
      b,
      c,
    ]);
    await expect(setUp(() => undefined, {})).resolves.toEqual([]);
  });

  it('refuses what is no plugin', async () => {
    expect(facts(await thrownBy(() => setUp(() => 'plugin', {})))).toMatchObject({
      code: 'PLUGIN_INVALID',
      message: 'The factory of plugin "acme" returned "plugin", expected a plugin.',
      plugin: 'acme',
      hint: 'Return a plugin, an array of plugins, or nothing.',
    });
  });

  it('lets through what setup throws', async () => {
    const error = new Error('no luck');
    await expect(setUp(() => Promise.reject(error), {})).rejects.toBe(error);
  });
});
