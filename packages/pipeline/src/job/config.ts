import { didYouMean, HookError } from '@pintle/core';
import type { ConfigPath } from '../config/index.js';
import { isPlain, type Plain } from '../config/plain.js';

/** What the run config says of one op or one resource. */
export interface ConfigEntry {
  /** Of an op: its `opConfig`. Of a resource: what its `create` is handed. */
  readonly config?: unknown;
}

/** The run config of jobs: what `conf/<env>/job.yml`, `--job-config` and `runLocal({ config })` hold. */
export interface JobConfig {
  /** By the name of the node. Mappings are laid over `config` of the node, at every depth; all else replaces it. */
  readonly ops?: Readonly<Record<string, ConfigEntry>>;
  /** By the key under which the job has the resource. */
  readonly resources?: Readonly<Record<string, ConfigEntry>>;
}

/** A run config with what messages need of it. */
export interface JobConfigSource {
  readonly value: JobConfig;
  /** Where a path is written: `conf/prod/job.yml:3:5`. */
  where(path: ConfigPath): string;
}

const SECTIONS = ['ops', 'resources'];

/**
 * Checks the shape of a run config. Sections without anything in them are left out.
 *
 * @throws HookError `JOB_CONFIG_INVALID` naming the place
 */
export function checkJobConfig(value: unknown, where: JobConfigSource['where']): JobConfig {
  const root = mapping(value, [], where);
  for (const section of Object.keys(root)) {
    if (!SECTIONS.includes(section)) throw unknownKey(section, [section], SECTIONS, where);
    for (const [name, entry] of Object.entries(mapping(root[section] ?? {}, [section], where))) {
      for (const key of Object.keys(mapping(entry, [section, name], where))) {
        if (key !== 'config') throw unknownKey(key, [section, name, key], ['config'], where);
      }
    }
  }
  return Object.fromEntries(Object.entries(root).filter(([, section]) => section !== null));
}

/** The names that a run config may speak of. */
export interface KnownNames {
  /** For messages: `job "nightly"`, `this project`. */
  readonly who: string;
  readonly ops: ReadonlySet<string>;
  readonly resources: ReadonlySet<string>;
  /** Those of the resources that take a configuration. */
  readonly configurable: ReadonlySet<string>;
}

/**
 * Checks that a run config speaks of ops and resources that there are, and that take what it says.
 *
 * @throws HookError `JOB_CONFIG_INVALID` naming the place, with a near match
 */
export function checkNames({ value, where }: JobConfigSource, known: KnownNames): void {
  for (const section of ['ops', 'resources'] as const) {
    for (const name of Object.keys(value[section] ?? {})) {
      if (known[section].has(name)) continue;
      const what = section === 'ops' ? 'op' : 'resource';
      const message = `${where([section, name])}: ${known.who} has no ${what} "${name}".`;
      throw new HookError('JOB_CONFIG_INVALID', message, {
        hint: didYouMean(name, known[section]) ?? `Its ${what}s: ${[...known[section]].join(', ') || 'none'}.`,
      });
    }
  }
  for (const [key, entry] of Object.entries(value.resources ?? {})) {
    if (!('config' in entry) || known.configurable.has(key)) continue;
    const message = `${where(['resources', key])}: the resource "${key}" of ${known.who} has its configuration in code.`;
    throw new HookError('JOB_CONFIG_INVALID', message, { hint: 'Give the job the resource without .configured(…).' });
  }
}

function mapping(value: unknown, path: ConfigPath, where: JobConfigSource['where']): Plain {
  if (isPlain(value)) return value;
  const what = path.length === 0 ? 'the run config of a job' : path.join('.');
  const got = value === null ? 'nothing' : Array.isArray(value) ? 'a list' : typeof value;
  throw new HookError('JOB_CONFIG_INVALID', `${where(path)}: ${what} must be a mapping, got ${got}.`, {
    hint: 'Write ops: { <op>: { config: … } } and resources: { <key>: { config: … } }.',
  });
}

function unknownKey(
  key: string,
  path: ConfigPath,
  known: readonly string[],
  where: JobConfigSource['where'],
): HookError<string> {
  const message = `${where(path)}: the unknown key "${path.join('.')}" in the run config of a job.`;
  return new HookError('JOB_CONFIG_INVALID', message, { hint: didYouMean(key, known) ?? `Keys: ${known.join(', ')}.` });
}
