import { describe, expect, it } from 'vitest';
import { facts, hookErrorOf } from '../test/support/thrown.js';
import { warningsOf } from '../test/support/warnings.js';
import { PluginManager } from './manager.js';
import { type AnyHookSpec, defineHookSpecs, hookSpec } from './spec.js';

const specsOf = (
  hooks: Readonly<Record<string, AnyHookSpec>>,
  namespace = 'test',
): ReturnType<typeof defineHookSpecs> => defineHookSpecs(namespace, hooks);

/** All that can be seen of a manager from outside. */
function stateOf(pm: PluginManager): unknown {
  const hooks = pm.hook as unknown as Record<string, { getHookImpls(): readonly unknown[] }>;
  return {
    plugins: pm.listNamePlugin(),
    hooks: Object.keys(hooks).map((name) => [name, hooks[name]?.getHookImpls()]),
    callers: pm.getPlugins().map((plugin) => pm.getHookCallers(plugin)),
    pending: pendingOf(pm),
  };
}
function pendingOf(pm: PluginManager): unknown {
  try {
    return pm.checkPending();
  } catch (error) {
    return (error as { pending: unknown }).pending;
  }
}
function call(pm: PluginManager, hook: string, args: object = {}): unknown {
  return (pm.hook as unknown as Record<string, (args: object) => unknown>)[hook]?.(args);
}

describe('registration changes nothing when it fails', () => {
  const handler = (): number => 1;
  const own = specsOf({ own_hook: hookSpec() }, 'own');
  const failing: readonly (readonly [string, object, string])[] = [
    ['a bad implementation behind good ones', { hooks: { on_a: handler, on_b: 7 } }, 'IMPL_INVALID'],
    ['a bad option', { hooks: { on_a: handler, on_b: { handler, tryfirst: true } } }, 'IMPL_INVALID'],
    [
      'both orders',
      { hooks: { on_a: handler, on_b: { handler, tryFirst: true, tryLast: true } } },
      'IMPL_ORDER_CONFLICT',
    ],
    [
      'a wrapper of a historic hook',
      { hooks: { on_a: handler, on_past: { wrapper: handler } } },
      'HOOK_HISTORIC_WRAPPER',
    ],
    [
      'a cycle',
      { hooks: { on_b: handler, on_a: { handler, before: ['present'], after: ['present'] } } },
      'HOOK_ORDER_CYCLE',
    ],
    [
      'specs that are declared already',
      { specs: [own, specsOf({ on_a: hookSpec() }, 'again')], hooks: { own_hook: handler } },
      'HOOKSPEC_DUPLICATE',
    ],
    [
      'a wrapper of its own historic hook',
      { specs: [specsOf({ own_past: hookSpec.historic() }, 'own')], hooks: { own_past: { wrapper: handler } } },
      'HOOK_HISTORIC_WRAPPER',
    ],
    [
      'a replay that fails',
      {
        specs: [own],
        hooks: {
          on_a: handler,
          own_hook: handler,
          on_past: () => {
            throw new Error('replay');
          },
        },
      },
      'replay',
    ],
    [
      'a replay that returns a promise',
      { specs: [own], hooks: { on_a: handler, on_past: async () => undefined } },
      'HOOK_SYNC_PROMISE',
    ],
  ];

  it.each(failing)('for %s', (_words, rest, code) => {
    const pm = new PluginManager('test').addHookSpecs(
      specsOf({ on_a: hookSpec(), on_past: hookSpec.historic(), on_b: hookSpec() }),
    );
    class Waiting {
      own_hook(): void {}
      on_unknown(): void {}
    }
    pm.register({ name: 'present', hooks: { on_a: handler, extra_hook: handler } });
    pm.register(new Waiting());
    (pm.hook as unknown as { on_past: { callHistoric(args: object): void } }).on_past.callHistoric({});
    const events: string[] = [];
    for (const event of ['plugin:registered', 'plugin:unregistered', 'spec:added'] as const)
      pm.events.on(event, () => events.push(event));
    const before = stateOf(pm);

    let thrown: unknown;
    try {
      pm.register({ name: 'failing', ...rest });
    } catch (error) {
      thrown = error;
    }
    expect((thrown as { code?: string }).code ?? (thrown as Error).message).toBe(code);
    expect(stateOf(pm)).toEqual(before);
    expect(events).toEqual([]);
    expect(call(pm, 'on_a')).toEqual([1]);
    // The name and the specs are free.
    pm.register({ name: 'failing', specs: [own], hooks: { own_hook: handler } });
    expect(call(pm, 'own_hook')).toEqual([1]);
    expect(pm.getHookCallers(pm.getPlugin('Waiting') as object)).toEqual(['own_hook']);
  });

  it('also where it had declared a hook that was implemented before', () => {
    const pm = new PluginManager('test').addHookSpecs(specsOf({ on_past: hookSpec.historic() }));
    class Waiting {
      own_hook(): number {
        return 2;
      }
    }
    pm.register({ name: 'present', hooks: { own_hook: () => 1 } });
    pm.register(new Waiting());
    (pm.hook as unknown as { on_past: { callHistoric(args: object): void } }).on_past.callHistoric({});
    const before = stateOf(pm);
    const specs = [specsOf({ own_hook: hookSpec.firstResult() }, 'own')];
    const hooks = {
      on_past: () => {
        expect(call(pm, 'own_hook')).toBe(2);
        throw new Error('replay');
      },
    };
    expect(() => pm.register({ name: 'failing', specs, hooks })).toThrow('replay');
    expect(call(pm, 'own_hook')).toEqual([1]);
    expect(stateOf(pm)).toEqual(before);
    pm.addHookSpecs(specsOf({ own_hook: hookSpec() }, 'other'));
    expect(call(pm, 'own_hook')).toEqual([2, 1]);
  });

  it('not even for those who caught a caller meanwhile', () => {
    const pm = new PluginManager('test').addHookSpecs(specsOf({ on_past: hookSpec.historic() }));
    (pm.hook as unknown as { on_past: { callHistoric(args: object): void } }).on_past.callHistoric({});
    const hooks = pm.hook as unknown as Record<string, (args: object) => unknown>;
    let caught = (_: object): unknown => undefined;
    const hostile = {
      name: 'hostile',
      specs: [own],
      hooks: {
        own_hook: () => 1,
        on_past: () => {
          caught = hooks['own_hook'] as typeof caught;
          throw new Error('replay');
        },
      },
    };
    expect(() => pm.register(hostile)).toThrow('replay');
    expect(caught({})).toEqual([]);
    expect(Object.keys(hooks)).toEqual(['on_past']);
  });

  it('but for the names of hooks that it was the first to implement: those stay, as after unregister', () => {
    const pm = new PluginManager('test').addHookSpecs(specsOf({ on_past: hookSpec.historic() }));
    (pm.hook as unknown as { on_past: { callHistoric(args: object): void } }).on_past.callHistoric({});
    const fail = (): never => {
      throw new Error('replay');
    };
    const failing = { name: 'failing', hooks: { free_before: handler, on_past: fail, free_after: handler } };
    expect(() => pm.register(failing)).toThrow('replay');
    expect(Object.keys(pm.hook)).toEqual(['on_past', 'free_before']);
    expect(call(pm, 'free_before')).toEqual([]);
    expect(pendingOf(pm)).toBeUndefined();
  });

  it('whatever a listener does', async () => {
    const pm = new PluginManager('test');
    for (const event of ['plugin:registered', 'spec:added', 'plugin:unregistered', 'plugin:blocked'] as const) {
      pm.events.on(event, () => {
        throw new Error(`of ${event}`);
      });
    }
    const warnings = await warningsOf(() => {
      expect(pm.register({ name: 'a', specs: [own], hooks: { own_hook: handler } })).toBe('a');
      expect(call(pm, 'own_hook')).toEqual([1]);
      pm.block('a');
    });
    expect(warnings).toEqual([
      'PINTLE_LISTENER_FAILED: A listener of "spec:added" failed: of spec:added',
      'PINTLE_LISTENER_FAILED: A listener of "plugin:registered" failed: of plugin:registered',
      'PINTLE_LISTENER_FAILED: A listener of "plugin:unregistered" failed: of plugin:unregistered',
      'PINTLE_LISTENER_FAILED: A listener of "plugin:blocked" failed: of plugin:blocked',
    ]);
  });
});

describe('adding specs', () => {
  it('is nothing the second time', () => {
    const pm = new PluginManager('test');
    const set = specsOf({ on_a: hookSpec() });
    const events: unknown[] = [];
    pm.events.on('spec:added', (hook, namespace) => events.push([hook, namespace]));
    expect(pm.addHookSpecs(set, set)).toBe(pm);
    pm.addHookSpecs(set);
    expect(events).toEqual([['on_a', 'test']]);
  });

  it('adds all sets, or none', () => {
    const pm = new PluginManager('test').addHookSpecs(specsOf({ on_a: hookSpec() }));
    const before = stateOf(pm);
    const error = hookErrorOf(() =>
      pm.addHookSpecs(specsOf({ on_b: hookSpec() }, 'b'), specsOf({ on_a: hookSpec() }, 'c')),
    );
    expect(facts(error)).toEqual({
      code: 'HOOKSPEC_DUPLICATE',
      message: 'Hook "on_a" is declared by both "test" and "c".',
      hook: 'on_a',
      plugin: undefined,
      hint: 'Rename one of the two hooks, or share one set of specs.',
    });
    expect(stateOf(pm)).toEqual(before);
    expect(
      hookErrorOf(() => pm.addHookSpecs(specsOf({ on_d: hookSpec() }, 'd'), specsOf({ on_d: hookSpec() }, 'd')))
        .message,
    ).toBe('Hook "on_d" is declared twice by different sets called "d".');
    expect(stateOf(pm)).toEqual(before);
  });

  it('takes sets only', () => {
    const pm = new PluginManager('test');
    expect(facts(hookErrorOf(() => pm.addHookSpecs({ namespace: 'x', hooks: {} } as never)))).toMatchObject({
      code: 'HOOKSPEC_INVALID',
      message: 'addHookSpecs expects sets made by defineHookSpecs.',
      hint: "Write addHookSpecs(defineHookSpecs('…', { … })).",
    });
  });

  it('refuses a spec whose awaited methods would close a cycle, and stays as it was', () => {
    const pm = new PluginManager('test');
    class Waiting {
      on_late(): void {}
    }
    pm.register(new Waiting());
    pm.register({ name: 'a', hooks: { on_late: { before: ['Waiting'], after: ['Waiting'], handler: () => 1 } } });
    const before = stateOf(pm);
    expect(
      facts(hookErrorOf(() => pm.addHookSpecs(specsOf({ on_late: hookSpec(), on_new: hookSpec() })))),
    ).toMatchObject({
      code: 'HOOK_ORDER_CYCLE',
      hook: 'on_late',
    });
    expect(stateOf(pm)).toEqual(before);
  });

  it('says whose wrapper a historic spec meets, and stays as it was', () => {
    const pm = new PluginManager('test');
    pm.register({
      name: 'w',
      hooks: { on_past: { wrapper: (args: object, next: (args: object) => unknown) => next(args) } },
    });
    expect(facts(hookErrorOf(() => pm.addHookSpecs(specsOf({ on_past: hookSpec.historic() }))))).toEqual({
      code: 'HOOK_HISTORIC_WRAPPER',
      message: 'Plugin "w" wraps "on_past", which is historic.',
      hook: 'on_past',
      plugin: 'w',
      hint: 'Historic hooks take handlers only.',
    });
    expect(call(pm, 'on_past')).toEqual([]);
  });

  it('turns what was called before into what the spec says', () => {
    const pm = new PluginManager('test');
    pm.register({ name: 'a', hooks: { pick: () => 1 } });
    pm.register({ name: 'b', hooks: { pick: () => 2 } });
    const pick = (pm.hook as unknown as Record<string, (args: object) => unknown>)['pick'];
    expect(pick?.({})).toEqual([2, 1]);
    pm.addHookSpecs(specsOf({ pick: hookSpec.firstResult() }));
    expect(pick?.({})).toBe(2);
  });
});

describe('methods of instances', () => {
  class ProjectHooks {
    readonly log: string[] = [];
    on_now(): string {
      this.log.push('now');
      return 'now';
    }
    on_later(): string {
      this.log.push('later');
      return 'later';
    }
    helper(): void {}
  }

  it('attach when their spec is there, now or later, with the instance as this', () => {
    const pm = new PluginManager('test').addHookSpecs(specsOf({ on_now: hookSpec() }));
    const hooks = new ProjectHooks();
    pm.register(hooks);
    expect(pm.getHookCallers(hooks)).toEqual(['on_now']);
    expect(Object.keys(pm.hook)).toEqual(['on_now']);
    pm.addHookSpecs(specsOf({ on_later: hookSpec() }, 'later'));
    expect(pm.getHookCallers(hooks)).toEqual(['on_now', 'on_later']);
    expect([call(pm, 'on_now'), call(pm, 'on_later')]).toEqual([['now'], ['later']]);
    expect(hooks.log).toEqual(['now', 'later']);
    pm.unregister(hooks);
    expect(call(pm, 'on_later')).toEqual([]);
  });

  it('are no longer pending when they have attached', () => {
    const pm = new PluginManager('test');
    pm.register(new ProjectHooks());
    expect(pendingOf(pm)).toEqual([
      { hook: 'on_now', plugin: 'ProjectHooks' },
      { hook: 'on_later', plugin: 'ProjectHooks' },
    ]);
    pm.addHookSpecs(specsOf({ on_now: hookSpec(), on_later: hookSpec() }));
    expect(pendingOf(pm)).toBeUndefined();
  });

  it('attach to hooks that a plugin registered later declares', () => {
    const pm = new PluginManager('test');
    pm.register(new ProjectHooks());
    pm.register({ name: 'declares', specs: [specsOf({ on_later: hookSpec() })] });
    expect(call(pm, 'on_later')).toEqual(['later']);
  });

  it('stand by the age of their plugin, however late they attach', () => {
    const pm = new PluginManager('test');
    pm.register({ name: 'oldest', hooks: { on_later: () => 'oldest' } });
    pm.register(new ProjectHooks());
    pm.register({ name: 'youngest', hooks: { on_later: () => 'youngest' } });
    pm.addHookSpecs(specsOf({ on_later: hookSpec() }));
    expect(call(pm, 'on_later')).toEqual(['youngest', 'later', 'oldest']);
  });

  it('follow the policy of their registration', () => {
    const pm = new PluginManager('test').addHookSpecs(specsOf({ on_a: hookSpec() }));
    class Failing {
      on_a(): never {
        throw new Error('a');
      }
      on_b(): never {
        throw new Error('b');
      }
    }
    const faults: unknown[] = [];
    pm.events.on('hook:error', ({ hook, error }) => faults.push([hook, (error as Error).message]));
    pm.register(new Failing(), { onError: 'warn' });
    pm.addHookSpecs(specsOf({ on_b: hookSpec() }, 'b'));
    expect([call(pm, 'on_a'), call(pm, 'on_b')]).toEqual([[], []]);
    expect(faults).toEqual([
      ['on_a', 'a'],
      ['on_b', 'b'],
    ]);
  });

  it('hear nothing of calls that were made before their spec was there', () => {
    const pm = new PluginManager('test');
    const hooks = new ProjectHooks();
    pm.register(hooks);
    const past = pm.addHookSpecs(defineHookSpecs('past', { on_later: hookSpec.historic<object, string>() }));
    expect(hooks.log).toEqual([]);
    past.hook.on_later.callHistoric({});
    expect(hooks.log).toEqual(['later']);
  });

  it('count on from the fields that carry options', () => {
    const pm = new PluginManager('test');
    class Both extends ProjectHooks {
      hooks = { on_later: () => 'table' };
    }
    pm.register(new Both());
    pm.addHookSpecs(specsOf({ on_later: hookSpec() }));
    const impls = (pm.hook as unknown as Record<string, { getHookImpls(): { position: number }[] }>)[
      'on_later'
    ]?.getHookImpls();
    expect(impls?.map(({ position }) => position)).toEqual([0, 1]);
  });
});

describe('deprecated hooks', () => {
  const deprecated = specsOf({ old_hook: hookSpec({ deprecated: 'use new_hook' }) });
  const warning = (plugin: string): string =>
    `PINTLE_HOOK_DEPRECATED: Plugin "${plugin}" implements "old_hook", which is deprecated: use new_hook`;

  it('warn once for each plugin that implements them', async () => {
    const pm = new PluginManager('test').addHookSpecs(deprecated);
    const warnings = await warningsOf(() => {
      pm.register({ name: 'a', hooks: { old_hook: [() => 1, () => 2] } });
      pm.register({ name: 'b', hooks: { old_hook: () => 1 } });
      pm.register({ name: 'c', hooks: { new_hook: () => 1 } });
      call(pm, 'old_hook');
    });
    expect(warnings).toEqual([warning('a'), warning('b')]);
  });

  it('warn when they are declared after they are implemented, by methods too', async () => {
    const pm = new PluginManager('test');
    class Methods {
      old_hook(): void {}
    }
    const before = await warningsOf(() => {
      pm.register({ name: 'a', hooks: { old_hook: [() => 1, () => 2] } });
      pm.register(new Methods());
    });
    expect(before).toEqual([]);
    expect((await warningsOf(() => pm.addHookSpecs(deprecated))).sort()).toEqual([warning('Methods'), warning('a')]);
    await expect(warningsOf(() => pm.addHookSpecs(deprecated))).resolves.toEqual([]);
  });

  it('warn of those who implemented them before, when a plugin declares them', async () => {
    const pm = new PluginManager('test');
    pm.register({ name: 'a', hooks: { old_hook: () => 1 } });
    await expect(warningsOf(() => pm.register({ name: 'b', specs: [deprecated] }))).resolves.toEqual([warning('a')]);
  });

  it('warn when a plugin declares and implements them itself', async () => {
    const pm = new PluginManager('test');
    const warnings = await warningsOf(() =>
      pm.register({ name: 'a', specs: [deprecated], hooks: { old_hook: [() => 1, () => 2] } }),
    );
    expect(warnings).toEqual([warning('a')]);
  });
});
