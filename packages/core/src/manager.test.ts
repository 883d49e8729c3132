import { describe, expect, it } from 'vitest';
import { ENGINES } from '../test/support/dispatcher.js';
import { sleep } from '../test/support/sleep.js';
import { facts, hookErrorOf, thrownBy } from '../test/support/thrown.js';
import type { Plan } from './dispatch/plan.js';
import { PluginManager } from './manager.js';
import { defineHookSpecs, hookSpec } from './spec.js';

interface Args {
  readonly x: number;
}
const specs = defineHookSpecs('test', { on_call: hookSpec<Args, string>(), on_other: hookSpec<Args, string>() });
const manager = () => new PluginManager('test').addHookSpecs(specs);

describe('disposing', () => {
  it('unregisters first, then waits for the plugin', async () => {
    const pm = manager();
    const log: string[] = [];
    const plugin = {
      name: 'a',
      hooks: { on_call: () => 'a' },
      async dispose() {
        log.push(`registered: ${pm.isRegistered(this)}`);
        await sleep(1);
        log.push('disposed');
      },
    };
    pm.register(plugin);
    const disposing = pm.dispose('a');
    expect(pm.hook.on_call({ x: 0 })).toEqual([]);
    await expect(disposing).resolves.toBe(plugin);
    expect(log).toEqual(['registered: false', 'disposed']);
  });

  it('takes plugins that have nothing to dispose, and names that nobody has', async () => {
    const pm = manager();
    const plugin = { name: 'a' };
    pm.register(plugin);
    await expect(pm.dispose(plugin)).resolves.toBe(plugin);
    await expect(pm.dispose('a')).resolves.toBeNull();
    await expect(pm.dispose(plugin)).rejects.toMatchObject({ code: 'PLUGIN_NOT_REGISTERED', plugin: 'a' });
  });

  it('disposes instances with their receiver', async () => {
    const pm = manager();
    class Connection {
      #open = true;
      get isOpen(): boolean {
        return this.#open;
      }
      dispose(): void {
        this.#open = false;
      }
    }
    const connection = new Connection();
    pm.register(connection);
    await pm.dispose(connection);
    expect(connection.isOpen).toBe(false);
  });

  it('rejects with what the plugin throws, which is gone all the same', async () => {
    const pm = manager();
    const error = new Error('no luck');
    pm.register({
      name: 'a',
      dispose: () => {
        throw error;
      },
    });
    await expect(pm.dispose('a')).rejects.toBe(error);
    expect(pm.hasPlugin('a')).toBe(false);
  });

  it('is not what unregister does', () => {
    const pm = manager();
    let disposed = false;
    pm.register({
      name: 'a',
      dispose: () => {
        disposed = true;
      },
    });
    pm.unregister('a');
    expect(disposed).toBe(false);
  });
});

describe('closing', () => {
  const disposing = (name: string, log: string[], fails = false): object => ({
    name,
    async dispose() {
      log.push(`begin ${name}`);
      await Promise.resolve();
      log.push(`end ${name}`);
      if (fails) throw new Error(name);
    },
  });

  it('disposes all, last registered first, one after another', async () => {
    const pm = manager();
    const log: string[] = [];
    for (const name of ['a', 'b', 'c']) pm.register(disposing(name, log));
    await pm.close();
    expect(log).toEqual(['begin c', 'end c', 'begin b', 'end b', 'begin a', 'end a']);
    expect(pm.getPlugins()).toEqual([]);
  });

  it('reaches all whatever fails, and throws one error as it is, several as one', async () => {
    const pm = manager();
    const log: string[] = [];
    pm.register(disposing('a', log, true));
    pm.register(disposing('b', log));
    expect(await thrownBy(() => pm.close())).toMatchObject({ message: 'a' });
    for (const name of ['a', 'b', 'c']) pm.register(disposing(name, log, name !== 'b'));
    const error = (await thrownBy(() => pm.close())) as AggregateError;
    expect(error).toBeInstanceOf(AggregateError);
    expect(error.message).toBe('2 plugins failed to dispose.');
    expect(error.errors).toMatchObject([{ message: 'c' }, { message: 'a' }]);
    expect(error.cause).toBe(error.errors[0]);
    expect(log.filter((line) => line === 'end b')).toHaveLength(2);
  });

  it('is done once, however often it is asked for', async () => {
    const pm = manager();
    const log: string[] = [];
    pm.register(disposing('a', log));
    await Promise.all([pm.close(), pm.close()]);
    await pm.close();
    expect(log).toEqual(['begin a', 'end a']);
  });

  it('leaves out what another plugin has unregistered meanwhile', async () => {
    const pm = manager();
    const log: string[] = [];
    pm.register(disposing('a', log));
    pm.register({ name: 'b', dispose: () => void pm.unregister('a') });
    await pm.close();
    expect(log).toEqual([]);
  });

  it('is not waited for by a plugin that it disposes', async () => {
    const [one, other] = [manager(), manager()];
    const log: string[] = [];
    one.register(disposing('a', log));
    one.register({ name: 'b', dispose: () => other.close() });
    other.register({
      name: 'c',
      async dispose() {
        await Promise.resolve();
        await one.close();
        log.push('end c');
      },
    });
    await one.close();
    expect(log).toEqual(['end c', 'begin a', 'end a']);
    expect(other.getPlugins()).toEqual([]);
  });

  it('comes with the end of a block', async () => {
    const log: string[] = [];
    {
      await using pm = manager();
      pm.register(disposing('a', log));
    }
    expect(log).toEqual(['begin a', 'end a']);
  });

  it('keeps blocked names blocked', async () => {
    const pm = manager();
    pm.block('a');
    await pm.close();
    expect(pm.listNamePlugin()).toEqual([['a', null]]);
  });
});

describe('events', () => {
  it('tell what becomes of plugins and specs', () => {
    const pm = new PluginManager('test');
    const log: unknown[] = [];
    pm.events.on('plugin:registered', (name, plugin) => log.push(['registered', name, plugin]));
    pm.events.on('plugin:unregistered', (name, plugin) => log.push(['unregistered', name, plugin]));
    pm.events.on('plugin:blocked', (name) => log.push(['blocked', name]));
    pm.events.on('spec:added', (hook, namespace) => log.push(['spec', hook, namespace]));
    const plugin = { name: 'a', specs: [specs] };
    pm.register(plugin);
    pm.block('a');
    pm.block('a');
    expect(log).toEqual([
      ['spec', 'on_call', 'test'],
      ['spec', 'on_other', 'test'],
      ['registered', 'a', plugin],
      ['unregistered', 'a', plugin],
      ['blocked', 'a'],
    ]);
  });

  it('come when all is in place', () => {
    const pm = new PluginManager('test');
    const results: unknown[] = [];
    const call = (): void => {
      results.push(
        (pm.hook as unknown as Record<string, ((args: object) => unknown) | undefined>)['on_call']?.({ x: 0 }),
      );
    };
    pm.events.on('spec:added', (hook) => hook === 'on_call' && call());
    pm.events.on('plugin:registered', call);
    pm.events.on('plugin:unregistered', call);
    pm.register({ name: 'a', specs: [specs], hooks: { on_call: () => 'a' } });
    pm.unregister('a');
    expect(results).toEqual([['a'], ['a'], []]);
  });
});

describe('what a manager tells', () => {
  it('is who is registered', () => {
    const pm = manager();
    const [a, b] = [{ name: 'a', hooks: { on_other: () => 'a', on_call: () => 'a', free: () => 1 } }, { name: 'b' }];
    pm.register(a);
    pm.register(b);
    expect(pm.projectName).toBe('test');
    expect(pm.getPlugins()).toEqual([a, b]);
    expect([pm.hasPlugin('a'), pm.hasPlugin('c'), pm.isRegistered(a), pm.isRegistered({ name: 'a' })]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(pm.getHookCallers(a)).toEqual(['on_call', 'on_other', 'free']);
    expect(pm.getHookCallers(b)).toEqual([]);
    expect(pm.getHookCallers({ name: 'a' })).toBeNull();
  });

  it('is a copy', () => {
    const pm = manager();
    pm.register({ name: 'a' });
    pm.getPlugins().length = 0;
    pm.listNamePlugin().length = 0;
    expect(pm.getPlugins()).toHaveLength(1);
  });

  it('of subsets knows the hooks of the manager only', () => {
    expect(facts(hookErrorOf(() => manager().subsetHookCaller('on_cal' as 'on_call', [])))).toMatchObject({
      code: 'HOOK_UNKNOWN',
      hook: 'on_cal',
      hint: 'Did you mean "on_call"?',
    });
    expect(hookErrorOf(() => new PluginManager('test').explain('any')).hint).toBe('Declare it: pm.addHookSpecs(…).');
    expect(hookErrorOf(() => manager().explain('whatever')).hint).toMatch(/^The hooks are .*on_call.*\.$/);
  });
});

describe('the engine', () => {
  it.each(ENGINES)('may be given: %s', async (_, engine) => {
    const plans: Plan[] = [];
    const pm = new PluginManager('test', {
      engine: (plan, guard) => {
        plans.push(plan);
        return engine(plan, guard);
      },
    }).addHookSpecs(specs);
    pm.register({ name: 'a', hooks: { on_call: async () => 'a' } });
    await expect(pm.hook.on_call({ x: 0 })).resolves.toEqual(['a']);
    expect(plans).toMatchObject([
      { hook: 'on_call', kind: 'collect', sync: false, steps: [{ impl: { pluginName: 'a' } }], wrappers: [] },
    ]);
  });
});

describe('a thousand plugins', () => {
  it('are called in order, and leave', () => {
    const pm = manager();
    const names = Array.from({ length: 1000 }, (_, index) => `p${index}`);
    for (const name of names) pm.register({ name, hooks: { on_call: () => name } });
    expect(pm.hook.on_call({ x: 0 })).toEqual(names.toReversed());
    for (const name of names) pm.unregister(name);
    expect(pm.hook.on_call({ x: 0 })).toEqual([]);
  });
});
