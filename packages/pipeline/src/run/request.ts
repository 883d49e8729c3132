import { didYouMean, HookError } from '@pintle/core';
import type { RunRequest } from '@pintle/hookspecs';
import type { JobConfig } from '../job/config.js';

/** What to run: every filter is optional, and those that are given must all hold. */
export interface RunOptions extends Partial<RunRequest> {
  /** Cancels the run when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Run config for the jobs of this run, over what `conf/<env>/job.yml` says: itself, or a YAML file of it, from the
   * project's folder, in which `${env:…}` and `${params:…}` work as in `conf`. Never recorded.
   */
  readonly jobConfig?: JobConfig | string | undefined;
}

const NONE: readonly string[] = Object.freeze([]);

/** The filters of a request: each is a list of names, empty where it was not given. */
const LISTS = ['select', 'exclude', 'nodes', 'fromNodes', 'toNodes', 'fromInputs', 'toOutputs', 'tags'] as const;

const OTHERS = [
  'pipeline',
  'loadVersions',
  'runner',
  'concurrency',
  'onlyMissingOutputs',
  'keepGoing',
  'resume',
  'signal',
  'jobConfig',
];
const KEYS: readonly string[] = [...LISTS, ...OTHERS];

/**
 * Fills in what was not asked for. A run that is resumed is asked the same as before, but for what is asked anew.
 *
 * @param before - the request of the run that is resumed, as its log has it
 * @throws HookError `RUN_REQUEST_INVALID`
 */
export function requestOf(options: RunOptions, before: Readonly<Record<string, unknown>> = {}): RunRequest {
  check(options);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const asked: Partial<RunRequest> = { ...before, ...given };
  const list = (key: (typeof LISTS)[number]): readonly string[] => Object.freeze([...(asked[key] ?? NONE)]);
  return Object.freeze({
    pipeline: asked.pipeline,
    select: list('select'),
    exclude: list('exclude'),
    nodes: list('nodes'),
    fromNodes: list('fromNodes'),
    toNodes: list('toNodes'),
    fromInputs: list('fromInputs'),
    toOutputs: list('toOutputs'),
    tags: list('tags'),
    loadVersions: Object.freeze({ ...asked.loadVersions }),
    runner: runnerOf(options, before),
    concurrency: asked.concurrency,
    onlyMissingOutputs: asked.onlyMissingOutputs ?? false,
    keepGoing: asked.keepGoing ?? false,
    resume: options.resume,
  });
}

/** A runner that was asked for; a concurrency alone asks for one that has it. */
function runnerOf({ runner, concurrency }: RunOptions, before: Readonly<Record<string, unknown>>): string {
  if (runner !== undefined) return runner;
  const last = before['runner'] as string | undefined;
  if (last !== undefined && (last !== 'sequential' || concurrency === undefined)) return last;
  return concurrency === undefined || concurrency === 1 ? 'sequential' : 'concurrent';
}

/** The parts of a request that were set, for the run log. */
export function askedOf(request: RunRequest): Readonly<Record<string, unknown>> {
  const isSet = (value: unknown): boolean =>
    value !== undefined && value !== false && (typeof value !== 'object' || Object.keys(value ?? {}).length > 0);
  return Object.fromEntries(Object.entries(request).filter(([key, value]) => key !== 'runner' && isSet(value)));
}

function check(options: RunOptions): void {
  for (const [key, value] of Object.entries(options)) {
    if (!KEYS.includes(key)) {
      throw invalid(`there is no option "${key}"`, didYouMean(key, KEYS) ?? `Options are ${KEYS.join(', ')}.`);
    }
    if ((LISTS as readonly string[]).includes(key) && value !== undefined && !Array.isArray(value)) {
      throw invalid(`${key} must be a list of strings, got ${typeof value}`, `Write ${key}: ['…'].`);
    }
  }
  const { concurrency } = options;
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency >= 1)) {
    throw invalid(`concurrency must be a whole number from 1, got ${concurrency}`);
  }
}

function invalid(what: string, hint?: string): HookError<string> {
  return new HookError('RUN_REQUEST_INVALID', `session.run(): ${what}.`, { hint });
}
