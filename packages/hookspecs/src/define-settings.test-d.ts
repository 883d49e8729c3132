import { describe, expectTypeOf, it } from 'vitest';
import { definePlugin, defineSettings } from './index.js';

const plugin = definePlugin({ name: 'acme', hooks: { on_run_end() {} } });

describe('defineSettings', () => {
  it('takes settings, or a function that gives them for an environment', () => {
    const settings = defineSettings({
      HOOKS: [plugin, false, [plugin], Promise.resolve(plugin)],
      DISCOVERY: ['@acme/x'],
    });
    expectTypeOf(settings).toHaveProperty('HOOKS');
    defineSettings(({ env, projectDir }) => {
      expectTypeOf(env).toEqualTypeOf<string>();
      expectTypeOf(projectDir).toEqualTypeOf<string>();
      return { HOOKS: [plugin] };
    });
    defineSettings(async () => ({ HOOK_POLICY: { acme: { onError: 'warn', select: ['tag:mart', '!kind:sql'] } } }));
  });

  it('refuses what no setting is', () => {
    // @ts-expect-error a single plugin without brackets
    defineSettings({ HOOKS: plugin });
    // @ts-expect-error a bare string
    defineSettings({ DISABLE_HOOKS_FOR_PLUGINS: 'acme' });
    // @ts-expect-error an unknown policy
    defineSettings({ HOOK_POLICY: { acme: { onError: 'ignore' } } });
    // @ts-expect-error a selector is text
    defineSettings({ HOOK_POLICY: { acme: { select: { tag: 'mart' } } } });
  });
});
