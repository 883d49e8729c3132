import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { didYouMean, HookError } from '@pintle/core';
import type { ProjectContext } from '@pintle/hookspecs';
import { localServer } from './local-server.js';

/** What `conf/<env>/bullmq.yml` says of the queue. Orchestrator and workers of a run read the same. */
export interface BullmqSettings {
  /**
   * Where Redis or Valkey is, `redis://` or `rediss://`. Default: the variable `PINTLE_REDIS_URL`, which wins over the
   * file; else the server of `pintle worker --local`; else `redis://127.0.0.1:6379`.
   */
  readonly url: string;
  /** What the names of all keys begin with. Default `pintle`. */
  readonly prefix: string;
  /** The queue: runs and workers of one queue find each other. Default `<package>-<environment>`. */
  readonly queue: string;
  /** Milliseconds that a task stays with a worker that does not say that it is alive. Default 10,000. */
  readonly lockMs: number;
  /** Milliseconds between looks for tasks whose worker has died. Default 5,000. */
  readonly checkMs: number;
  /** How often a task may lose its worker before its node ends as `crashed`. Default 3. */
  readonly maxLost: number;
  /** Milliseconds between the orchestrator's looks at its tasks, beside what events tell it. Default 2,000. */
  readonly pollMs: number;
  /** Hours that tasks and results of a run without orchestrator are kept for its resumption. Default 168, a week. */
  readonly keepHours: number;
}

type NumberKey = 'lockMs' | 'checkMs' | 'maxLost' | 'pollMs' | 'keepHours';

const NUMBERS: Readonly<Record<NumberKey, { readonly default: number; readonly min: number }>> = {
  lockMs: { default: 10_000, min: 200 },
  checkMs: { default: 5_000, min: 100 },
  maxLost: { default: 3, min: 0 },
  pollMs: { default: 2_000, min: 100 },
  keepHours: { default: 168, min: 1 },
};

const DEFAULT_URL = 'redis://127.0.0.1:6379';
const KEYS: readonly string[] = ['url', 'prefix', 'queue', ...Object.keys(NUMBERS)];

/** What says where Redis is: the variable, or a place in bullmq.yml; `undefined` where nobody says it. */
export async function urlGivenBy(
  { config }: Pick<ProjectContext, 'config'>,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string | undefined> {
  if (variables['PINTLE_REDIS_URL']) return 'PINTLE_REDIS_URL';
  const given = (await config.get('bullmq')) as { readonly url?: unknown } | null | undefined;
  return given?.url === undefined ? undefined : ((await config.locate('bullmq', ['url'])) ?? 'bullmq.yml');
}

/**
 * Reads the settings of the queue.
 *
 * @throws HookError `BULLMQ_SETTINGS_INVALID` naming file and place; what reading configuration throws
 */
export async function readSettings(
  { projectDir, env, config }: ProjectContext,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Promise<BullmqSettings> {
  const given = (await config.get('bullmq')) ?? {};
  const invalid = async (key: string, message: string, hint?: string): Promise<HookError<string>> =>
    new HookError('BULLMQ_SETTINGS_INVALID', `${(await config.locate('bullmq', [key])) ?? 'bullmq.yml'}: ${message}.`, {
      hint,
    });
  if (typeof given !== 'object' || Array.isArray(given)) throw await invalid('', 'expected a mapping of settings');
  const values = given as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(values)) {
    if (KEYS.includes(key)) continue;
    throw await invalid(
      key,
      `"${key}" is no setting of bullmq`,
      didYouMean(key, KEYS) ?? `Settings are ${KEYS.join(', ')}.`,
    );
  }
  const text = async (key: string, otherwise: string): Promise<string> => {
    const value = values[key] ?? otherwise;
    if (typeof value === 'string' && value !== '') return value;
    throw await invalid(key, `${key} must be a text, got ${JSON.stringify(value)}`);
  };
  const number = async (key: NumberKey): Promise<number> => {
    const { default: otherwise, min } = NUMBERS[key];
    const value = values[key] ?? otherwise;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min) return value;
    throw await invalid(key, `${key} must be a whole number from ${min}, got ${JSON.stringify(value)}`);
  };
  const variable = variables['PINTLE_REDIS_URL'];
  const url = variable || (await text('url', localServer(projectDir)?.url ?? DEFAULT_URL));
  if (!isRedisUrl(url)) {
    const expected = `must be a URL that begins with redis:// or rediss://, got ${JSON.stringify(shownUrl(url))}`;
    if (!variable) throw await invalid('url', `url ${expected}`);
    throw new HookError('BULLMQ_SETTINGS_INVALID', `The variable PINTLE_REDIS_URL ${expected}.`);
  }
  const queue = await text('queue', `${projectName(projectDir)}-${env}`);
  if (queue.includes(':')) throw await invalid('queue', `queue must not contain ":", got ${JSON.stringify(queue)}`);
  return {
    url,
    queue,
    prefix: await text('prefix', 'pintle'),
    lockMs: await number('lockMs'),
    checkMs: await number('checkMs'),
    maxLost: await number('maxLost'),
    pollMs: await number('pollMs'),
    keepHours: await number('keepHours'),
  };
}

function isRedisUrl(url: string): boolean {
  return /^rediss?:\/\//.test(url) && URL.canParse(url);
}

/** A URL as it may be shown: without user and password. */
export function shownUrl(url: string): string {
  return url.replace(/\/\/[^/]*@/, '//');
}

function projectName(projectDir: string): string {
  const { name } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as { readonly name?: unknown };
  return typeof name === 'string' && name !== '' ? name : basename(projectDir);
}
