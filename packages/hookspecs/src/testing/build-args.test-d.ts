import { describe, expectTypeOf, it } from 'vitest';
import type { HookArgs } from '../index.js';
import { buildArgs, buildEvent, failAt } from './index.js';

describe('buildArgs', () => {
  it('gives the args of its hook', () => {
    expectTypeOf(buildArgs('on_node_error')).toEqualTypeOf<HookArgs<'on_node_error'>>();
    buildArgs('on_node_error', { phase: 'load', willRetry: true });
    // @ts-expect-error no such arg
    buildArgs('on_node_end', { phase: 'load' });
    // @ts-expect-error no such hook
    buildArgs('on_nod_end');
  });
});

describe('buildEvent', () => {
  it('gives the event of its type', () => {
    expectTypeOf(buildEvent('node_ended').status).toExtend<string>();
    expectTypeOf(buildEvent('dataset_saved').dataset).toEqualTypeOf<string>();
    // @ts-expect-error not of this event
    buildEvent('run_planned', { dataset: 'raw' });
  });
});

describe('failAt', () => {
  it('takes the hooks that there are', () => {
    expectTypeOf(failAt('on_run_end').hits).toEqualTypeOf<number>();
    // @ts-expect-error no such hook
    failAt('on_run_ends');
  });
});
