import { expect, it } from 'vitest';
import { defineHookSpecs, hookSpec } from '../../src/spec.js';
import { PluginManager } from '../../src/manager.js';
import { isCalledByCompiledCode } from '../support/compiled.js';

// Runs beside the suite with the compiled engine forced on: that it is.
it('managers compile without being told to', () => {
  const specs = defineHookSpecs('test', { on_call: hookSpec<object, boolean>() });
  const pm = new PluginManager('test').addHookSpecs(specs);
  pm.register({ name: 'a', hooks: { on_call: isCalledByCompiledCode } });
  expect(pm.hook.on_call({})).toEqual([true]);
});
