import { didYouMean, HookError } from '@pintle/core';
import type { Config } from '../config/index.js';
import { LEASE_MS } from '../log/lease.js';
import type { Durability } from '../log/run-log.js';
import { GRACE_MS } from './cancellation.js';

/** What `conf/<env>/run.yml` says of how runs are run. */
export interface RunSettings {
  /** Default `run`. */
  readonly durability: Durability;
  /** Milliseconds that what goes on may take to stop after a cancel. Default 10,000. */
  readonly graceMs: number;
  /** Milliseconds after which a run of another host that was not heard of is taken for dead. Default 60,000. */
  readonly leaseMs: number;
}

const KEYS = ['durability', 'graceMs', 'leaseMs'];

/** @throws HookError `RUN_SETTINGS_INVALID` naming the file and place */
export async function runSettings(config: Config): Promise<RunSettings> {
  const { value, locate } = await config.read('run');
  const invalid = (key: string, expected: string, hint?: string): HookError<string> =>
    new HookError(
      'RUN_SETTINGS_INVALID',
      `${locate([key]) ?? 'run.yml'}: ${expected}, got ${JSON.stringify(value[key])}.`,
      { hint },
    );
  for (const key of Object.keys(value)) {
    if (!KEYS.includes(key))
      throw invalid(key, `"${key}" is no setting of runs`, didYouMean(key, KEYS) ?? `Settings are ${KEYS.join(', ')}.`);
  }
  const { durability = 'run', graceMs = GRACE_MS, leaseMs = LEASE_MS } = value;
  if (durability !== 'run' && durability !== 'node') throw invalid('durability', 'durability must be "run" or "node"');
  if (typeof graceMs !== 'number' || !(graceMs > 0))
    throw invalid('graceMs', 'graceMs must be a positive number of milliseconds');
  if (typeof leaseMs !== 'number' || !(leaseMs > 0))
    throw invalid('leaseMs', 'leaseMs must be a positive number of milliseconds');
  return { durability, graceMs, leaseMs };
}
