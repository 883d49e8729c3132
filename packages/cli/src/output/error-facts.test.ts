import { HookError, PluginManager } from '@pintle/core';
import { describe, expect, it } from 'vitest';
import { factsOf, factsOfRecorded, placeIn } from './error-facts.js';

function thrownBy(plugin: string, error: unknown): unknown {
  const pm = new PluginManager('test');
  pm.register({
    name: plugin,
    hooks: {
      on_test_call() {
        throw error;
      },
    },
  });
  try {
    (pm.hook as Record<string, (args: object) => unknown>)['on_test_call']?.({});
  } catch {
    // What matters is that it came through a hook.
  }
  return error;
}

describe('factsOf', () => {
  it('takes the code for the label, else the class', () => {
    expect(factsOf(new HookError('PLUGIN_INVALID', 'x'))).toMatchObject({ label: 'PLUGIN_INVALID', isCoded: true });
    expect(factsOf(new TypeError('x'))).toMatchObject({ label: 'TypeError', isCoded: false });
  });

  it('takes no word that is not written like a code for one', () => {
    expect(factsOf(Object.assign(new Error('x'), { code: 'some text' })).label).toBe('Error');
  });

  it('says which plugin and hook an error came from', () => {
    expect(factsOf(thrownBy('acme', new Error('x'))).origin).toEqual({ plugin: 'acme', hook: 'on_test_call' });
  });

  it('does not blame the host for what a node throws', () => {
    expect(factsOf(thrownBy('pintle', new Error('x'))).origin).toEqual({});
  });

  it('takes the plugin that a coded error is about where none threw it', () => {
    expect(factsOf(new HookError('PLUGIN_INVALID', 'x', { plugin: 'acme' })).origin).toEqual({ plugin: 'acme' });
  });

  it('follows causes and members', () => {
    const facts = factsOf(new AggregateError([new RangeError('a'), 'b'], 'two', { cause: new Error('c') }));
    expect(facts.errors.map(({ label, message }) => [label, message])).toEqual([
      ['RangeError', 'a'],
      ['Thrown', 'b'],
    ]);
    expect(facts.cause?.message).toBe('c');
  });

  it('ends where causes go in a circle', () => {
    const error = new Error('round');
    error.cause = error;
    let depth = 0;
    for (let facts = factsOf(error).cause; facts !== undefined; facts = facts.cause) depth++;
    expect(depth).toBe(9);
  });

  it.each([
    ['text', 'text'],
    [{ a: 1 }, '{"a":1}'],
    [undefined, 'undefined'],
    [10n, '10'],
  ])('shows a thrown %o', (thrown, message) => expect(factsOf(thrown)).toMatchObject({ label: 'Thrown', message }));
});

describe('factsOfRecorded', () => {
  it('reads what a run log remembers', () => {
    const facts = factsOfRecorded({
      name: 'Error',
      message: 'x',
      code: 'A_CODE',
      plugin: 'acme',
      cause: { name: 'TypeError', message: 'y' },
    });
    expect(facts).toMatchObject({
      label: 'A_CODE',
      isCoded: true,
      origin: { plugin: 'acme' },
      cause: { label: 'TypeError' },
    });
  });
});

describe('placeIn', () => {
  const stack = (...frames: readonly string[]): string =>
    ['Error: x', ...frames.map((frame) => `    at ${frame}`)].join('\n');

  it('finds the first place in the files of the project', () => {
    const frames = [
      'run (/elsewhere/a.js:1:1)',
      'node (/project/node_modules/x/index.js:1:1)',
      'sum (/project/nodes/sum.ts:5:9)',
    ];
    expect(placeIn(stack(...frames), '/project')).toBe('nodes/sum.ts:5');
  });

  it('knows frames without a function, and file URLs', () => {
    expect(placeIn(stack('/project/pipelines.ts:3:1'), '/project')).toBe('pipelines.ts:3');
    expect(placeIn(stack('async file:///project/pipelines.ts:3:1'), '/project')).toBe('pipelines.ts:3');
  });

  it('finds none where all are of others', () => {
    expect(placeIn(stack('run (/elsewhere/a.js:1:1)', 'node:internal/x:1:1'), '/project')).toBeUndefined();
    expect(placeIn(undefined, '/project')).toBeUndefined();
  });
});
