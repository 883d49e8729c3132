import { describe, expect, it } from 'vitest';
import { facts } from '../test/support/thrown.js';
import { PendingHooksError } from './errors.js';
import { PluginManager } from './manager.js';
import { defineHookSpecs, hookSpec } from './spec.js';

const specs = defineHookSpecs('test', { before_node_run: hookSpec(), on_node_end: hookSpec() });
const handler = (): undefined => undefined;

function pendingOf(pm: PluginManager<never> | PluginManager): PendingHooksError {
  try {
    pm.checkPending();
  } catch (error) {
    if (error instanceof PendingHooksError) return error;
    throw error;
  }
  throw new Error('nothing is pending');
}

describe('checkPending', () => {
  it('is content where every hook has a spec', () => {
    const pm = new PluginManager('test').addHookSpecs(specs);
    pm.register({ name: 'a', hooks: { before_node_run: handler } });
    expect(() => pm.checkPending()).not.toThrow();
  });

  it('lists every implementation that has none', () => {
    const pm = new PluginManager('test').addHookSpecs(specs);
    pm.register({ name: 'a', hooks: { before_node_runs: [handler, handler], on_end: handler, on_node_end: handler } });
    pm.register({ name: 'b', hooks: { before_node_runs: { wrapper: handler } } });
    const error = pendingOf(pm);
    expect(error.pending).toEqual([
      { hook: 'before_node_runs', plugin: 'a' },
      { hook: 'before_node_runs', plugin: 'a' },
      { hook: 'before_node_runs', plugin: 'b' },
      { hook: 'on_end', plugin: 'a' },
    ]);
    expect(facts(error)).toEqual({
      code: 'HOOK_UNKNOWN',
      message: [
        'Plugin "a" implements "before_node_runs", which no hookspec declares. Did you mean "before_node_run"?',
        'Plugin "a" implements "before_node_runs", which no hookspec declares. Did you mean "before_node_run"?',
        'Plugin "b" implements "before_node_runs", which no hookspec declares. Did you mean "before_node_run"?',
        'Plugin "a" implements "on_end", which no hookspec declares.',
      ].join('\n'),
      hook: 'before_node_runs',
      plugin: 'a',
      hint: 'Did you mean "before_node_run"?',
    });
  });

  it('says what else to do where no name is close', () => {
    const pm = new PluginManager('test');
    pm.register({ name: 'a', hooks: { teardown: handler } });
    expect(pendingOf(pm).hint).toBe('Mark it optional: true when another plugin may declare it, or remove it.');
  });

  it('leaves optional ones alone, and names that begin with an underscore', () => {
    const pm = new PluginManager('test');
    pm.register({
      name: 'a',
      hooks: { later: { optional: true, handler }, _private: handler },
      extraHooks: { other: { optional: true, handler } },
    });
    expect(() => pm.checkPending()).not.toThrow();
  });

  it('complains of extraHooks that are not optional', () => {
    const pm = new PluginManager('test');
    pm.register({ name: 'a', extraHooks: { on_model_logged: handler } });
    expect(pendingOf(pm).pending).toEqual([{ hook: 'on_model_logged', plugin: 'a' }]);
  });

  it('is content again when the spec or the plugin has come or gone', () => {
    const pm = new PluginManager('test');
    pm.register({ name: 'a', hooks: { on_node_end: handler } });
    expect(pendingOf(pm).code).toBe('HOOK_UNKNOWN');
    pm.addHookSpecs(specs);
    expect(() => pm.checkPending()).not.toThrow();
    pm.register({ name: 'b', hooks: { on_other: handler } });
    pm.unregister('b');
    expect(() => pm.checkPending()).not.toThrow();
  });

  it('reports methods that look like hooks, and no others', () => {
    class ProjectHooks {
      before_node_runs(): void {}
      on_node_end(): void {}
      on_model_saved(): void {}
      helper_method(): void {}
      render(): void {}
    }
    const pm = new PluginManager('test').addHookSpecs(specs);
    pm.register(new ProjectHooks());
    expect(pendingOf(pm).pending).toEqual([
      { hook: 'before_node_runs', plugin: 'ProjectHooks' },
      { hook: 'on_model_saved', plugin: 'ProjectHooks' },
    ]);
  });

  it("goes by the host's own expression", () => {
    class ProjectHooks {
      onEnd(): void {}
      before_node_runs(): void {}
    }
    const pm = new PluginManager('test', { hookNames: /^on[A-Z]/ });
    pm.register(new ProjectHooks());
    expect(pendingOf(pm).pending).toEqual([{ hook: 'onEnd', plugin: 'ProjectHooks' }]);
  });
});
