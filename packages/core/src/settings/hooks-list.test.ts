import { describe, expect, it } from 'vitest';
import { definePluginFactory } from '../host.js';
import { listHooks } from './hooks-list.js';

const anyOptions = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } } as const;

describe('listHooks', () => {
  it('opens arrays, awaits promises, leaves out falsy entries and keeps the order', async () => {
    const [a, b, c, d] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd' }];
    const late = new Promise((resolve) => setTimeout(resolve, 5, [b, Promise.resolve(c)]));

    const listed = await listHooks([a, null, undefined, false, 0, '', [[]], [late, Promise.resolve(null)], d]);

    expect(listed).toEqual([
      { value: a, where: 'HOOKS[0]' },
      { value: b, where: 'HOOKS[7][0][0]' },
      { value: c, where: 'HOOKS[7][0][1]' },
      { value: d, where: 'HOOKS[8]' },
    ]);
  });

  it('takes instances, factories and factories that were called', async () => {
    class Hooks {
      name = 'hooks';
    }
    const factory = definePluginFactory({ options: anyOptions, setup: () => null });
    const entries = [new Hooks(), factory, factory({ x: 1 }), () => null];

    expect((await listHooks(entries)).map(({ value }) => value)).toEqual(entries);
  });

  it('refuses a class, and names the entry', async () => {
    class ProjectHooks {
      name = 'project';
    }

    await expect(listHooks([null, [ProjectHooks]])).rejects.toMatchObject({
      code: 'PLUGIN_IS_CLASS',
      message: 'HOOKS[1][0] is the class ProjectHooks, expected a plugin or an instance.',
      hint: 'Forgotten "new"? Write new ProjectHooks().',
    });
  });

  it.each([
    ['@acme/plugin', '"@acme/plugin"'],
    [5, '5'],
    [true, 'true'],
    [Symbol.iterator, 'a symbol'],
  ])('refuses %s', async (entry, shown) => {
    await expect(listHooks([entry])).rejects.toMatchObject({
      code: 'PLUGIN_INVALID',
      message: `HOOKS[0] is ${shown}, expected a plugin.`,
      hint: 'Import the plugin and put the object itself in the list; installed packages are found without being listed.',
    });
  });

  it('names a promise that is rejected, and leaves no other unhandled', async () => {
    const cause = new Error('no luck');
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): number => unhandled.push(reason);
    process.on('unhandledRejection', listen);

    await expect(
      listHooks([Promise.reject(cause), [Promise.reject(new Error('also'))], Promise.reject(new Error('third'))]),
    ).rejects.toMatchObject({
      code: 'SETTINGS_LOAD_FAILED',
      message: 'The promise in HOOKS[0] was rejected: no luck',
      hint: 'The cause is what it was rejected with; repair or remove HOOKS[0].',
      cause,
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });
});
