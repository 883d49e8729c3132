import type { PipelineNode } from '@pintle/hookspecs';
import { describe, expectTypeOf, it } from 'vitest';
import { dataset, param } from './handle.js';
import { node } from './node.js';

interface Row {
  readonly day: string;
}

const rows = dataset<Row[]>('rows');
const year = param<number>('year');

describe('node', () => {
  it('hands a single input as the value itself', () => {
    node({ name: 'n', inputs: rows }, (input) => {
      expectTypeOf(input).toEqualTypeOf<Row[]>();
    });
  });

  it('hands a record as a record', () => {
    node({ name: 'n', inputs: { rows, year, plain: 'other' } }, (inputs) => {
      expectTypeOf(inputs.rows).toEqualTypeOf<Row[]>();
      expectTypeOf(inputs.year).toEqualTypeOf<number>();
      expectTypeOf(inputs.plain).toEqualTypeOf<unknown>();
    });
  });

  it('hands a list as a tuple', () => {
    node({ name: 'n', inputs: [rows, year, 'other'] }, ([first, second, third]) => {
      expectTypeOf(first).toEqualTypeOf<Row[]>();
      expectTypeOf(second).toEqualTypeOf<number>();
      expectTypeOf(third).toEqualTypeOf<unknown>();
    });
  });

  it('takes outputs in their declared shape, now or later', () => {
    expectTypeOf(node({ name: 'n', outputs: rows }, () => [{ day: 'x' }])).toExtend<PipelineNode>();
    node({ name: 'n', outputs: rows }, async () => [{ day: 'x' }]);
    node({ name: 'n', inputs: year, outputs: [rows, year] }, (y) => [[{ day: 'x' }], y]);
    node({ name: 'n', inputs: year, outputs: [rows, year] }, async (y) => [[], y]);
    node({ name: 'n', outputs: { rows, year } }, async () => ({ rows: [], year: 1 }));
    // @ts-expect-error a number is no list of rows
    node({ name: 'n', outputs: rows }, () => 1);
    // @ts-expect-error the record lacks a key
    node({ name: 'n', outputs: { rows, year } }, () => ({ rows: [] }));
    // @ts-expect-error the tuple is too short
    node({ name: 'n', inputs: year, outputs: [rows, year] }, (y) => [y]);
  });

  it('refuses inputs that the function does not understand', () => {
    // @ts-expect-error the year is a number
    node({ name: 'n', inputs: year }, (value: string) => void value);
  });

  it('gives the context', () => {
    node({ name: 'n', inputs: rows }, (_, { signal, log, attempt, run, resources, idempotencyKey }) => {
      expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
      expectTypeOf(attempt).toEqualTypeOf<number>();
      expectTypeOf(run.runId).toEqualTypeOf<string>();
      expectTypeOf(idempotencyKey).toEqualTypeOf<string>();
      log.info('x');
      void resources;
    });
  });
});
