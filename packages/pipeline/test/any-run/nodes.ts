import type { Model, PipelineNode } from '@pintle/hookspecs';

/** How a node fares. Plain data: a project writes it into its pipelines.ts, for threads to read. */
export interface Fate {
  /** Positions of earlier nodes that it reads from. */
  readonly reads: readonly number[];
  readonly maxAttempts: number;
  /** Attempts that fail, from the first. */
  readonly failures: number;
  readonly failsAt: 'load' | 'run' | 'save' | 'time';
  /** Turns of the event loop that it takes. */
  readonly turns: number;
  readonly hasModel: boolean;
  /** A plugin answers for it. */
  readonly isCached: boolean;
  /** A plugin runs it twice in each attempt. */
  readonly isRepeated: boolean;
  /** Its output exists before the run. */
  readonly isThere: boolean;
}

const MODEL: Model = { name: 'm', path: 'm.sql', tags: [], meta: {}, status: 'pending' };
const TIMEOUT_MS = 30;

/** One turn of the event loop. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Nodes that fare so: `n0` makes `d0` of `in0` and a parameter, and so on. */
export function nodesOf(fates: readonly Fate[]): PipelineNode[] {
  return fates.map((fate, at) => ({
    name: `n${at}`,
    inputs: [...fate.reads.filter((from) => from < at).map((from) => `d${from}`), `in${at}`, 'params:p'],
    outputs: [`d${at}`],
    retry: { maxAttempts: fate.maxAttempts },
    ...(fate.hasModel ? { model: MODEL } : {}),
    ...(fate.failsAt === 'time' && fate.failures > 0 ? { timeoutMs: TIMEOUT_MS } : {}),
    async run(_, { attempt, signal }) {
      for (let left = fate.turns; left > 0; left--) await turn();
      if (attempt <= fate.failures && fate.failsAt === 'run') throw new RangeError(`n${at} failed`);
      if (attempt <= fate.failures && fate.failsAt === 'time') await aborted(signal);
      return { [`d${at}`]: at };
    },
  }));
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
