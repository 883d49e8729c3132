import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { PluginManager } from './manager.js';
import { defineHookSpecs, hookSpec } from './spec.js';

setFlagsFromString('--allow-natives-syntax');
// oxlint-disable-next-line typescript/no-implied-eval -- there is no other way to ask V8
const isFast = new Function('object', 'return %HasFastProperties(object)') as (object: object) => boolean;

const names = Array.from({ length: 200 }, (_, index) => `on_${index}`);
const specs = defineHookSpecs('test', {
  ...Object.fromEntries(names.map((name) => [name, hookSpec<object, string>()])),
  on_past: hookSpec.historic<object, string>(),
});
type Relay = Readonly<Record<string, (args: object) => unknown>>;

describe('pm.hook', () => {
  it('is no dictionary to V8, however many hooks there are, whatever happens to them', () => {
    const pm = new PluginManager('test').addHookSpecs(specs);
    const hooks = pm.hook as unknown as Relay;
    for (const name of names) {
      pm.register({ name, hooks: { [name]: () => name } });
      expect(hooks[name]?.({})).toEqual([name]);
    }
    expect(isFast(hooks)).toBe(true);
    pm.hook.on_past.callHistoric({});
    const fail = (): never => {
      throw new Error('no luck');
    };
    const own = defineHookSpecs('own', { on_new: hookSpec<object, string>(), on_other: hookSpec<object, string>() });
    const unfit = {
      name: 'unfit',
      specs: [own],
      extraHooks: { on_new: () => 'a', on_other: () => 'b', on_past: fail },
    };
    expect(() => pm.register(unfit)).toThrow('no luck');
    expect(Object.keys(hooks)).toEqual([...names, 'on_past']);
    expect(isFast(hooks)).toBe(true);
    for (const name of names) {
      pm.unregister(name);
      expect(hooks[name]?.({})).toEqual([]);
    }
    expect(isFast(hooks)).toBe(true);
  });
});
