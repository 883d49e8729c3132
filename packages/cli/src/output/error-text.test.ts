import { HookError } from '@pintle/core';
import { describe, expect, it } from 'vitest';
import { NAMED_COLORS, PLAIN } from '../../test/fake-terminal.js';
import { factsOf, factsOfRecorded } from './error-facts.js';
import { errorText, type ErrorTextOptions } from './error-text.js';

const OPTIONS: ErrorTextOptions = { colors: PLAIN, verbose: false, projectDir: '/project' };

function text(thrown: unknown, options: Partial<ErrorTextOptions> = {}): string {
  return errorText(factsOf(thrown), { ...OPTIONS, ...options });
}

describe('errorText', () => {
  it('shows code, message and hint of a coded error', () => {
    expect(
      text(new HookError('SETTINGS_UNKNOWN_KEY', 'settings.ts exports "HOOK".', { hint: 'Did you mean "HOOKS"?' })),
    ).toMatchInlineSnapshot(`
      "✗ SETTINGS_UNKNOWN_KEY  settings.ts exports "HOOK".
        hint   Did you mean "HOOKS"?"
    `);
  });

  it('shows node, plugin and place of an error without a code', () => {
    const error = {
      name: 'TypeError',
      message: 'no sum',
      plugin: 'acme',
      hook: 'run_node',
      stack: 'TypeError: no sum\n    at f (/project/nodes/sum.ts:5:9)',
    };
    expect(errorText(factsOfRecorded(error), { ...OPTIONS, node: 'sum' })).toMatchInlineSnapshot(`
      "✗ TypeError  no sum
        node   sum
        plugin acme, in its run_node
        at     nodes/sum.ts:5"
    `);
  });

  it('repeats neither node, nor plugin, nor hint that the message names', () => {
    const error = new HookError('X_Y', 'Plugin "acme" of node "sum" fails. Do this.', {
      plugin: 'acme',
      hint: 'Do this.',
    });
    expect(text(error, { node: 'sum' })).toBe('✗ X_Y  Plugin "acme" of node "sum" fails. Do this.');
  });

  it('shows the chain of causes, each with its hint', () => {
    const root = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', stack: '' });
    const middle = new HookError('DISCOVERY_X', 'No database.', { cause: root, hint: 'Start it.' });
    expect(
      text(new HookError('DATASET_LOAD_FAILED', 'Dataset "a" could not be loaded.', { cause: middle })),
    ).toMatchInlineSnapshot(`
      "✗ DATASET_LOAD_FAILED  Dataset "a" could not be loaded.
        cause  DISCOVERY_X  No database.
               cause  ECONNREFUSED  connect ECONNREFUSED
               hint   Start it."
    `);
  });

  it('does not tell a cause twice that the message quotes', () => {
    const cause = Object.assign(new Error('Unexpected token'), { stack: '' });
    expect(text(new HookError('SETTINGS_LOAD_FAILED', 'Could not load settings.ts: Unexpected token', { cause }))).toBe(
      '✗ SETTINGS_LOAD_FAILED  Could not load settings.ts: Unexpected token',
    );
  });

  it('lists the members of an AggregateError instead of its message of many lines', () => {
    const errors = [new HookError('A_B', 'first', { hint: 'Help it.' }), new HookError('C_D', 'second')];
    const error = new AggregateError(errors, '2 failures:\n- first\n- second', { cause: errors[0] });
    expect(text(error)).toMatchInlineSnapshot(`
      "✗ AggregateError  2 failures:
        1. A_B  first
           hint   Help it.
        2. C_D  second"
    `);
  });

  it('leaves out what Node adds to a missing module, and a code that the message repeats', () => {
    const missing = Object.assign(
      new Error("Cannot find module 'x'\nRequire stack:\n- /project/a.ts\n- /project/b.ts"),
      { code: 'MODULE_NOT_FOUND' },
    );
    expect(text(missing)).toBe("✗ MODULE_NOT_FOUND  Cannot find module 'x'");
    const enoent = Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' });
    expect(text(enoent)).toBe('✗ ENOENT  no such file');
  });

  it('shows stacks only when asked to', () => {
    const error = Object.assign(new HookError('A_B', 'x'), {
      stack: 'Error: x\n    at f (/a.js:1:1)\n    at g (/b.js:2:2)',
    });
    expect(text(error)).toBe('✗ A_B  x');
    expect(text(error, { verbose: true })).toBe('✗ A_B  x\n  at f (/a.js:1:1)\n  at g (/b.js:2:2)');
  });

  it('indents further lines of a message', () => {
    expect(text(new HookError('A_B', 'one\ntwo'))).toBe('✗ A_B  one\n  two');
  });

  it('paints the code and the hint', () => {
    const painted = text(new HookError('A_B', 'x', { hint: 'y' }), { colors: NAMED_COLORS });
    expect(painted).toBe('<red>✗</red> <red><bold>A_B</bold></red>  x\n  <dim>hint   </dim><cyan>y</cyan>');
  });
});
