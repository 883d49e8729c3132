import type { AroundNode } from '@pintle/hookspecs';
import { describe, expect, it } from 'vitest';
import { runAround } from './around-node.js';

/** The URL of a module with this text. */
const moduleOf = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`;

const marking = (mark: string): string =>
  moduleOf(`export default async (carrier, run) => ({ out: '${mark}(' + (await run()).out + carrier.by + ')' });`);

const run: Parameters<AroundNode>[1] = () => Promise.resolve({ out: 'x' });

describe('modules around nodes on other threads', () => {
  it('are put around them, the first outermost, and see the carrier', async () => {
    expect(await runAround([marking('a'), marking('b')], { by: '!' }, run)).toEqual({ out: 'a(b(x!)!)' });
  });

  it('are not needed', async () => {
    expect(await runAround([], {}, run)).toEqual({ out: 'x' });
  });

  it('have to export a function', async () => {
    await expect(runAround([moduleOf('export default 1;')], {}, run)).rejects.toMatchObject({
      code: 'THREAD_MODULE_INVALID',
      hint: expect.stringContaining('export default'),
    });
  });
});
