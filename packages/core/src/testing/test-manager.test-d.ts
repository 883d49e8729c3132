import { defineHookSpecs, definePluginFactory, hookSpec, type PluginManager } from '@pintle/core';
import { createTestManager, type RecordedCall, setUpPlugins } from '@pintle/core/testing';
import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';

const specs = defineHookSpecs('kiln', {
  on_fire: hookSpec<{ temp: number }, string>(),
  on_cool: hookSpec.sync<{ by: number }, string>(),
});

describe('createTestManager', () => {
  it('is typed by the specs', async () => {
    await using pm = createTestManager({ specs: [specs], plugins: [{ name: 'a' }] });
    expectTypeOf(pm).toExtend<PluginManager<(typeof specs)['hooks']>>();
    expectTypeOf(pm.hook.on_cool).returns.toEqualTypeOf<string[]>();
    expectTypeOf(pm.calls).toEqualTypeOf<readonly RecordedCall[]>();
    expectTypeOf(pm.callsOf('on_fire')).toEqualTypeOf<readonly RecordedCall<'on_fire', { temp: number }>[]>();
    // @ts-expect-error no such hook
    pm.callsOf('on_fires');
  });

  it('may do without specs', () => {
    const pm = createTestManager({ plugins: [] });
    // @ts-expect-error no specs, no hooks
    pm.hook.on_fire({ temp: 1 });
  });
});

describe('setUpPlugins', () => {
  const factory = definePluginFactory({ options: z.object({ url: z.string() }), setup: () => ({ name: 'a' }) });

  it('types options by the schema', () => {
    expectTypeOf(setUpPlugins(factory, { url: 'x' })).toEqualTypeOf<Promise<object[]>>();
    void setUpPlugins(factory, { url: 'x' }, { env: 'prod' });
    // @ts-expect-error an option of the wrong type
    void setUpPlugins(factory, { url: 7 });
    // @ts-expect-error no such thing about a host
    void setUpPlugins(factory, { url: 'x' }, { environment: 'prod' });
  });
});
