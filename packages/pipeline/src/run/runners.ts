import { didYouMean, HookError } from '@pintle/core';
import { contributionsOf, type DiscoveredPlugin } from '@pintle/core/discovery';
import { concurrent, sequential } from '../executor/in-process.js';
import { worker } from '../executor/worker.js';
import type { Runner } from '../executor/node-executor.js';

const BUILT_IN: readonly Runner[] = [sequential, concurrent, worker];

/**
 * Finds the runner of a name: a built-in one, or one that an installed package contributes under `runners`.
 *
 * @throws HookError `RUNNER_UNKNOWN`, `RUNNER_INVALID`, or what loading its module throws
 */
export async function findRunner(name: string, packages: Iterable<DiscoveredPlugin>): Promise<Runner> {
  const builtIn = BUILT_IN.find((runner) => runner.name === name);
  if (builtIn !== undefined) return builtIn;
  const contributed = contributionsOf(packages, 'runners');
  const contribution = contributed.get(name);
  if (contribution === undefined) {
    const known = [...BUILT_IN.map((runner) => runner.name), ...contributed.keys()];
    throw new HookError('RUNNER_UNKNOWN', `There is no runner "${name}".`, {
      hint:
        didYouMean(name, known) ??
        `Runners: ${known.join(', ')}. Installed packages bring others: @pintle/runner-bullmq brings bullmq.`,
    });
  }
  const runner = await contribution.load();
  if (isRunner(runner)) return runner;
  throw new HookError(
    'RUNNER_INVALID',
    `The runner "${name}" of ${contribution.package} is not made by defineRunner.`,
    {
      plugin: contribution.package,
      hint: 'Its module exports by default defineRunner({ name, concurrency, open }).',
    },
  );
}

function isRunner(value: unknown): value is Runner {
  const { name, concurrency, open } = (value ?? {}) as Partial<Record<keyof Runner, unknown>>;
  return typeof name === 'string' && typeof concurrency === 'function' && typeof open === 'function';
}
