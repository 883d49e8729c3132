import { type DeferredPlugin, defineHookSpecs, defineHost, definePluginFactory, hookSpec } from '@pintle/core';
import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';

const specs = defineHookSpecs('kiln', { on_fire: hookSpec.sync<{ temp: number }, string>() });
const kiln = defineHost('kiln-factory-test', [specs]);
const options = z.object({
  url: z.string(),
  retries: z.number().default(3),
  since: z.string().transform((text) => new Date(text)),
});

describe('definePluginFactory of a host', () => {
  const factory = kiln.definePluginFactory({
    options,
    setup(given, host) {
      expectTypeOf(given).toEqualTypeOf<{ url: string; retries: number; since: Date }>();
      expectTypeOf(host.hook.on_fire).returns.toEqualTypeOf<string[]>();
      expectTypeOf(host.projectDir).toEqualTypeOf<string>();
      // @ts-expect-error no such hook
      void host.hook.on_fires;
      return [kiln.definePlugin({ name: 'a' }), null, Promise.resolve(undefined)];
    },
  });

  it('takes what the schema takes, when it is called', () => {
    expectTypeOf(factory({ url: 'x', since: '2026-01-01' })).toEqualTypeOf<DeferredPlugin>();
    expectTypeOf(factory)
      .parameter(0)
      .toEqualTypeOf<{ url: string; retries?: number | undefined; since: string } | undefined>();
    // @ts-expect-error an option is missing
    factory({ url: 'x' });
    // @ts-expect-error an option is of the wrong type
    factory({ url: 7, since: '' });
    // @ts-expect-error no such option
    factory({ url: 'x', since: '', other: 1 });
  });

  it('keeps its schema', () => {
    expectTypeOf(factory.options).toEqualTypeOf<typeof options>();
  });

  it('refuses what is no schema, and what gives no plugin', () => {
    // @ts-expect-error a schema
    kiln.definePluginFactory({ options: {}, setup: () => ({ name: 'a' }) });
    // @ts-expect-error a number is no plugin
    kiln.definePluginFactory({ options, setup: () => 7 });
  });
});

describe('definePluginFactory that is bound to no host', () => {
  it('types options all the same', () => {
    definePluginFactory({
      options,
      setup: ({ retries }, { hook, env }) => {
        expectTypeOf(retries).toEqualTypeOf<number>();
        expectTypeOf(hook).toEqualTypeOf<Readonly<Record<string, unknown>>>();
        expectTypeOf(env).toEqualTypeOf<string>();
        return { name: 'a' };
      },
    });
  });
});
