import type { NodeContext } from '@pintle/hookspecs';
import { node, pipeline } from '@pintle/pipeline';

/** What the function of n2 does; the parameter `function` says which. */
const ACTS: Readonly<Record<string, (value: unknown, context: NodeContext) => unknown>> = {
  throws() {
    throw new RangeError('the function failed');
  },
  'returns-two': (value) => [value, value],
  'returns-nothing': () => [undefined],
  'is-interrupted': (_, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    }),
};

/** The pipeline with which Kedro's calls were recorded. */
export const parity = pipeline('parity', [
  node({ name: 'n1', inputs: ['raw', 'params:k'], outputs: ['mem'] }, ([raw, k]) => [[raw, k]]),
  node({ name: 'n2', inputs: ['mem'], outputs: ['stored'] }, async ([mem], context) => {
    const act = ACTS[String(context.run.params['function'])];
    return act === undefined ? [mem] : ((await act(mem, context)) as [unknown]);
  }),
  node({ name: 'n3', inputs: ['stored'], outputs: ['final'] }, ([stored]) => [stored]),
]);
