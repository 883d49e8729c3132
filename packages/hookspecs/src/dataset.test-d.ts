import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { type DatasetType, defineDatasetType, definePlugin } from './index.js';

const dataset = { type: 'clock', load: () => 1, save: () => {} };

describe('defineDatasetType', () => {
  it('types the config by the schema', () => {
    const clock = defineDatasetType({
      type: 'clock',
      schema: z.object({ utc: z.boolean() }),
      create({ config, name, projectDir }) {
        expectTypeOf(config).toEqualTypeOf<{ utc: boolean }>();
        expectTypeOf([name, projectDir]).toEqualTypeOf<string[]>();
        return dataset;
      },
    });
    expectTypeOf(clock).toEqualTypeOf<DatasetType<{ utc: boolean }>>();
    definePlugin({ name: 'acme', hooks: { register_dataset_types: () => [clock] } });
  });

  it('refuses what cannot load and save', () => {
    defineDatasetType({
      type: 'clock',
      schema: z.object({}),
      // @ts-expect-error there is no save
      create: () => ({ type: 'clock', load: () => 1 }),
    });
  });
});
