import type { Resource, ResourceTemplate } from '@pintle/hookspecs';
import { expectTypeOf, it } from 'vitest';
import { defineResource } from './resource.js';

it('is ready when it takes no config, and wants its config otherwise', () => {
  const plain = defineResource({ name: 'now', create: () => new Date() });
  expectTypeOf(plain).toExtend<Resource<Date>>();

  const client = defineResource({ name: 'client', create: (config: { url: string }) => config.url.length });
  expectTypeOf(client).toEqualTypeOf<ResourceTemplate<number, { url: string }>>();
  expectTypeOf(client.configured({ url: 'x' })).toEqualTypeOf<Resource<number>>();
  // @ts-expect-error it is no resource yet
  const early: Resource<number> = client;
  void early;
});
