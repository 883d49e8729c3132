import { describe, expect, it } from 'vitest';
import type { HookImpl } from '../hook-impl.js';
import { PluginManager } from '../manager.js';
import { defineHookSpecs, hookSpec } from '../spec.js';

interface Args {
  readonly value: number;
  readonly for?: string;
}

const argsFor = (args: Args, { pluginName }: HookImpl): Args => ({ ...args, for: pluginName });
const specs = defineHookSpecs('test', {
  on_call: hookSpec<Args, string>({ argsFor }),
  on_event: hookSpec.notify<Args>({ argsFor }),
  before_value: hookSpec.pipe<Args, 'value'>('value', { argsFor }),
  run_it: hookSpec.firstResult<Args, string>({ argsFor }),
});

class Methods {
  on_call(args: Args): string {
    return `${args.for} ${this instanceof Methods}`;
  }
}

describe('argsFor', () => {
  it('makes the args of each implementation, also of methods, extras and wrappers', () => {
    const pm = new PluginManager('test').addHookSpecs(specs);
    const seen: (string | undefined)[] = [];
    pm.register(new Methods());
    pm.register({ name: 'plain', hooks: { on_call: (args: Args) => args.for } });
    pm.register({
      name: 'outer',
      hooks: {
        on_call: {
          wrapper(args: Args, next: (args: Args) => string[]) {
            seen.push(args.for);
            return next(args);
          },
        },
      },
    });
    expect(pm.hook.on_call({ value: 1 })).toEqual(['plain', 'Methods true']);
    expect(pm.hook.on_call.callExtra([(args) => String(args.for)], { value: 1 })).toContain('<extra>');
    expect(seen).toEqual(['outer', 'outer']);
  });

  it('keeps what one does to its args from all others, and from the caller', () => {
    const pm = new PluginManager('test').addHookSpecs(specs);
    const seen: number[] = [];
    const spoil = (args: { value: number }): void => {
      seen.push(args.value);
      args.value = 7;
    };
    pm.register({ name: 'a', hooks: { on_event: spoil, before_value: spoil, run_it: spoil } });
    pm.register({ name: 'b', hooks: { on_event: spoil, before_value: spoil, run_it: spoil } });
    const args = { value: 1 };
    void pm.hook.on_event(args);
    expect(pm.hook.before_value(args)).toBe(1);
    void pm.hook.run_it(args);
    expect(seen).toEqual([1, 1, 1, 1, 1, 1]);
    expect(args).toEqual({ value: 1 });
  });

  it('is called for calls that are observed, too', () => {
    const pm = new PluginManager('test').addHookSpecs(specs);
    pm.addHookCallMonitoring({});
    pm.register({ name: 'plain', hooks: { on_call: (args: Args) => args.for } });
    expect(pm.hook.on_call({ value: 1 })).toEqual(['plain']);
  });
});

describe('pipe.assign', () => {
  it('hands on a frozen value where it was given one', () => {
    const assigning = defineHookSpecs('a', {
      change: hookSpec.pipe.assign<{ inputs: Readonly<Record<string, number>> }, 'inputs'>('inputs'),
    });
    const pm = new PluginManager('test').addHookSpecs(assigning);
    const frozen: boolean[] = [];
    const change = ({ inputs }: { inputs: object }): object => {
      frozen.push(Object.isFrozen(inputs));
      return { b: 2 };
    };
    pm.register({ name: 'a', hooks: { change } });
    pm.register({ name: 'b', hooks: { change } });
    const changed = pm.hook.change({ inputs: Object.freeze({ a: 1 }) });
    expect([changed, Object.isFrozen(changed), ...frozen]).toEqual([{ a: 1, b: 2 }, true, true, true]);
    expect(Object.isFrozen(pm.hook.change({ inputs: { a: 1 } }))).toBe(false);
  });
});
