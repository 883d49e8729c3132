import { describe, expectTypeOf, it } from 'vitest';
import { type CommandDefinition, defineCommand } from './index.js';

describe('defineCommand', () => {
  it('types arguments and options by how they are declared', () => {
    defineCommand({
      description: 'x',
      args: {
        run: { description: 'a', required: true },
        to: { description: 'b' },
        rest: { description: 'c', variadic: true },
      },
      options: {
        force: { type: 'boolean', description: 'd' },
        format: { type: 'string', choices: ['jsonl', 'csv'], default: 'jsonl', description: 'e' },
        name: { type: 'string', description: 'f' },
        limit: { type: 'number', description: 'g', default: 20 },
        tags: { type: 'list', description: 'h' },
      },
      run({ args, options }) {
        expectTypeOf(args.run).toEqualTypeOf<string>();
        expectTypeOf(args.to).toEqualTypeOf<string | undefined>();
        expectTypeOf(args.rest).toEqualTypeOf<readonly string[]>();
        expectTypeOf(options.force).toEqualTypeOf<boolean>();
        expectTypeOf(options.format).toEqualTypeOf<'jsonl' | 'csv'>();
        expectTypeOf(options.name).toEqualTypeOf<string | undefined>();
        expectTypeOf(options.limit).toEqualTypeOf<number>();
        expectTypeOf(options.tags).toEqualTypeOf<readonly string[]>();
        // @ts-expect-error no such option
        void options.missing;
      },
    });
  });

  it('puts commands below a command', () => {
    const show = defineCommand({ description: 'x', args: { run: { description: 'a', required: true } }, run: () => 1 });
    expectTypeOf(defineCommand({ description: 'y', commands: { show } })).toExtend<CommandDefinition>();
  });
});
