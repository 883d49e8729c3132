import { describe, expect, it } from 'vitest';
import { isCalledByCompiledCode } from '../../test/support/compiled.js';
import { PluginManager } from '../manager.js';
import { defineHookSpecs, hookSpec } from '../spec.js';
import { type AdaptiveOptions, adaptive } from './adaptive-engine.js';

const specs = defineHookSpecs('test', {
  on_call: hookSpec.sync<object, boolean>(),
  pass: hookSpec.sync.pipe<{ x: boolean }, 'x'>('x'),
});

/** A manager whose plugins say whether compiled code calls them. */
function manager(plugins: number, options?: AdaptiveOptions) {
  const pm = new PluginManager('test', { engine: adaptive(options) }).addHookSpecs(specs);
  for (let i = 0; i < plugins; i++) {
    pm.register({ name: `p${i}`, hooks: { on_call: isCalledByCompiledCode, pass: isCalledByCompiledCode } });
  }
  return pm;
}

/** Which of some calls were made by compiled code. */
function compiledCalls(pm: ReturnType<typeof manager>, calls: number): boolean[] {
  return Array.from({ length: calls }, () => pm.hook.on_call({}).includes(true));
}

describe('the adaptive engine', () => {
  it('compiles a hook at the call that makes it worth it', () => {
    expect(compiledCalls(manager(2, { minSteps: 2, minCalls: 3 }), 5)).toEqual([false, false, true, true, true]);
  });

  it('begins anew when the implementations change', () => {
    const pm = manager(2, { minSteps: 2, minCalls: 3 });
    expect(compiledCalls(pm, 3)).toEqual([false, false, true]);
    pm.register({ name: 'late', hooks: { on_call: isCalledByCompiledCode } });
    // The first call passes through the compiled code that has become stale.
    pm.hook.on_call({});
    expect(compiledCalls(pm, 2)).toEqual([false, true]);
    pm.unregister('late');
    pm.hook.on_call({});
    expect(compiledCalls(pm, 2)).toEqual([false, true]);
  });

  it('leaves hooks of few implementations as they are', () => {
    expect(compiledCalls(manager(1, { minSteps: 2, minCalls: 1 }), 3)).toEqual([false, false, false]);
    expect(compiledCalls(manager(2, { minSteps: 2, minCalls: 1 }), 1)).toEqual([true]);
  });

  it('leaves pipes as they are', () => {
    expect(manager(3, { minSteps: 1, minCalls: 1 }).hook.pass({ x: false })).toBe(false);
  });

  it('by default compiles hooks of nine, at the hundred thousandth call', () => {
    const pm = manager(0);
    let isCompiled = false;
    let isAsked = false;
    const look = (): boolean => isAsked && (isCompiled = isCalledByCompiledCode());
    const answers = [look, ...Array.from({ length: 8 }, () => () => false)];
    answers.forEach((handler, i) => pm.register({ name: `q${i}`, hooks: { on_call: handler } }));
    for (let call = 1; call < 99_999; call++) pm.hook.on_call({});
    isAsked = true;
    pm.hook.on_call({});
    expect(isCompiled).toBe(false);
    pm.hook.on_call({});
    expect(isCompiled).toBe(true);
  });
});
