import { describe, expect, it } from 'vitest';
import { sleep } from '../test/support/sleep.js';
import { warningsOf } from '../test/support/warnings.js';
import { PluginManager } from './manager.js';
import { defineHookSpecs, hookSpec } from './spec.js';

const specs = defineHookSpecs('test', {
  on_call: hookSpec<object, unknown>(),
  pick: hookSpec.firstResult<object, unknown>(),
  pass: hookSpec.pipe<{ data: unknown }, 'data'>('data'),
});

function traced(): { pm: ReturnType<typeof make>; lines: string[] } {
  const pm = make();
  const lines: string[] = [];
  pm.enableTracing((line) => lines.push(line.replace(/\d+\.\d\d ms/g, '_ ms')));
  return { pm, lines };
}
const make = () => new PluginManager('test').addHookSpecs(specs);

describe('tracing', () => {
  it('writes calls, their implementations and results, indented by how many are open', () => {
    const { pm, lines } = traced();
    pm.register({ name: 'inner', hooks: { pick: () => 'found' } });
    pm.register({ name: 'outer', hooks: { on_call: () => pm.hook.pick({ n: 1 }) } });
    pm.register({
      name: 'around',
      hooks: { on_call: { wrapper: (args: object, next: (args: object) => unknown) => next(args) } },
    });
    void pm.hook.on_call({ name: 'x' });
    expect(lines).toEqual([
      'on_call { name: "x" }',
      '  pick { n: 1 }',
      '    inner → "found" _ ms',
      '  → "found" pick _ ms',
      '  around (wrapper) → array(1) _ ms',
      '  outer → "found" _ ms',
      '→ array(1) on_call _ ms',
    ]);
  });

  it('writes errors, and what was left running', async () => {
    const { pm, lines } = traced();
    pm.register({ name: 'a', hooks: { pick: () => sleep(1) } });
    pm.register({
      name: 'w',
      hooks: {
        pick: {
          wrapper: (args: object, next: (args: object) => unknown) => {
            void next(args);
            throw new RangeError('too far');
          },
        },
      },
    });
    expect(() => pm.hook.pick({})).toThrow('too far');
    expect(lines).toEqual([
      'pick {}',
      '  w (wrapper) ✗ RangeError: too far _ ms',
      '  a still running',
      '✗ RangeError: too far pick _ ms',
    ]);
    await sleep(2);
  });

  it('names values by kind and size, and never looks into them', () => {
    const { pm, lines } = traced();
    class Table {
      rows = 3;
    }
    const hostile = {
      get secret(): never {
        throw new Error('looked into');
      },
      toString(): never {
        throw new Error('formatted');
      },
      toJSON(): never {
        throw new Error('formatted');
      },
    };
    const sly = class {
      size = 1;
      static name(): string {
        return 'x';
      }
    };
    void pm.hook.on_call({
      none: undefined,
      nil: null,
      short: 'text',
      long: 'x'.repeat(41),
      number: 7,
      big: 7n,
      flag: false,
      list: [1, [2]],
      bytes: new Uint8Array(4),
      map: new Map([[1, 2]]),
      table: new Table(),
      bare: Object.create(null),
      plain: { a: { b: 1 } },
      hostile,
      sly: new sly(),
      fn: () => 1,
      cls: Table,
      symbol: Symbol('s'),
    });
    expect(lines[0]).toBe(
      'on_call { none: nothing, nil: null, short: "text", long: string(41), number: 7, big: 7, flag: false, list: array(2), ' +
        'bytes: Uint8Array, map: Map, table: Table, bare: object, plain: object, hostile: object, sly: object, fn: a function, ' +
        'cls: a class, symbol: a symbol }',
    );
  });

  it('bears thrown values that are no errors', () => {
    const { pm, lines } = traced();
    pm.register({
      name: 'a',
      hooks: {
        pick: () => {
          throw Object.create(null);
        },
      },
    });
    expect(() => pm.hook.pick({})).toThrow(expect.anything());
    expect(lines.at(-1)).toBe('✗ object pick _ ms');
  });

  it('stays in step when a call has no args, or writing fails', async () => {
    const { pm, lines } = traced();
    (pm.hook.on_call as unknown as () => void)();
    void pm.hook.on_call({});
    expect(lines).toEqual(['on_call {}', '→ array(0) on_call _ ms', 'on_call {}', '→ array(0) on_call _ ms']);
    const failing = make();
    const written: string[] = [];
    let fails = true;
    failing.enableTracing((line) => {
      if (fails) throw new Error('disk full');
      written.push(line);
    });
    const warnings = await warningsOf(() => failing.hook.on_call({}));
    expect(warnings).toHaveLength(2);
    fails = false;
    void failing.hook.on_call({});
    expect(written[0]).toBe('on_call {}');
  });

  it('indents calls that run at the same time by how many there are', async () => {
    const { pm, lines } = traced();
    pm.register({ name: 'a', hooks: { pick: () => sleep(1) } });
    await Promise.all([pm.hook.pick({ n: 1 }), pm.hook.pick({ n: 2 })]);
    expect(lines.slice(0, 2)).toEqual(['pick { n: 1 }', '  pick { n: 2 }']);
    expect(lines.at(-1)).toBe('→ nothing pick _ ms');
  });

  it('ends with undo, and with the block that it is used in', () => {
    const pm = make();
    const lines: string[] = [];
    const undo = pm.enableTracing((line) => lines.push(line));
    undo();
    {
      using tracing = pm.enableTracing((line) => lines.push(line));
      expect(tracing).toBeTypeOf('function');
    }
    void pm.hook.on_call({});
    expect(lines).toEqual([]);
  });
});
