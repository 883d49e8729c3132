import { definePlugin } from '@pintle/core';
import type { Dataset, PipelineNode } from '@pintle/hookspecs';
import { type Fate, turn } from './nodes.ts';
import type { Fault } from './world.ts';

/** Datasets that fail as the fates of their nodes say. They outlive runs, as files would. */
export function data(fates: readonly Fate[]): object {
  const kept = new Map<string, number>(fates.flatMap(({ isThere }, at) => (isThere ? [[`d${at}`, at]] : [])));
  const datasets = (): Map<string, Dataset> =>
    new Map(
      fates.flatMap(({ failures, failsAt }, at) => {
        let left = failures;
        const strike = (phase: Fate['failsAt']): void => {
          if (failsAt === phase && left-- > 0) throw new RangeError(`could not ${phase}`);
        };
        const name = `d${at}`;
        const given: Dataset = { type: 'given', load: () => (strike('load'), at), save: () => {}, exists: () => true };
        const output: Dataset = {
          type: 'kept',
          load: () => kept.get(name),
          save: () => (strike('save'), void kept.set(name, at)),
          exists: () => kept.has(name),
        };
        return [[`in${at}`, given] as const, [name, output] as const];
      }),
    );
  return definePlugin({
    name: 'data',
    hooks: {
      after_catalog_created({ catalog }: { catalog: { set(name: string, dataset: Dataset): void } }) {
        for (const [name, dataset] of datasets()) catalog.set(name, dataset);
      },
    },
  });
}

/** A plugin with a fault. */
export function faulty({ hook, from, times, isAsync, isWrapper, onError, act }: Fault, at: number): object {
  let calls = 0;
  const strike = (): undefined | Promise<void> => {
    const call = calls++;
    if (call < from || call >= from + times) return undefined;
    if (act === 'wait') return turn().then(turn);
    const error = new TypeError(`${hook} failed`);
    if (isAsync) return turn().then(() => Promise.reject(error));
    throw error;
  };
  const wrapper = (args: object, next: (args: object) => unknown): unknown => {
    const struck = strike();
    return struck === undefined ? next(args) : struck.then(() => next(args));
  };
  const impl = isWrapper ? { wrapper, onError } : { handler: strike, onError };
  return definePlugin({ name: `fault-${at}`, hooks: { [hook]: impl } });
}

/** Answers for the nodes that are cached, and runs others twice. */
export function runs(fates: readonly Fate[]): object {
  return definePlugin({
    name: 'runs',
    hooks: {
      run_node: {
        async wrapper(args: { node: PipelineNode; markCached(): void }, next: (args: object) => unknown) {
          const at = Number(args.node.name.slice(1));
          const fate = fates[at];
          if (fate?.isCached !== true) {
            if (fate?.isRepeated === true) await Promise.resolve(next(args)).catch(() => {});
            return await next(args);
          }
          args.markCached();
          return { [`d${at}`]: at };
        },
      },
    },
  });
}
