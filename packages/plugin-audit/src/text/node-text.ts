import type { SerializedError } from '@pintle/hookspecs';
import type { HookUse } from '../trail/hook-use.js';
import type { DatasetUse, NodeAttemptTrail, NodeTrail } from '../trail/node-trail.js';
import { paint } from './paint.js';
import { markOf, words } from './status.js';
import { count, formatDuration } from './wording.js';

/** A node and what it did, attempt by attempt. */
export function nodeLines({ node, status, durationMs, reason, rowsAffected, attempts }: NodeTrail): readonly string[] {
  const started = attempts.filter(({ attempt }) => attempt > 0);
  const details = [
    words(status),
    ...(durationMs === undefined ? [] : [formatDuration(durationMs)]),
    ...(rowsAffected === undefined ? [] : [count(rowsAffected, 'row')]),
    ...(started.length > 1 ? [`${started.length} attempts`] : []),
    ...(reason === undefined || reason === status ? [] : [words(reason)]),
  ];
  const head = `${markOf(status)} ${node}  ${paint('dim', details.join(', '))}`;
  if (started.length <= 1) return [head, ...attempts.flatMap((attempt) => attemptLines(attempt, '    '))];
  return [head, ...attempts.flatMap((attempt) => [attemptHead(attempt), ...attemptLines(attempt, '      ')])];
}

function attemptHead({ attempt, status, durationMs }: NodeAttemptTrail): string {
  const name = attempt === 0 ? 'before any attempt' : `attempt ${attempt}`;
  const details = [words(status), ...(durationMs === undefined ? [] : [formatDuration(durationMs)])];
  return `  ${attempt === 0 ? ' ' : markOf(status)} ${name}${attempt === 0 ? '' : `  ${paint('dim', details.join(', '))}`}`;
}

function attemptLines({ datasets, hooks, error }: NodeAttemptTrail, indent: string): readonly string[] {
  return [
    ...datasets.map((use) => `${indent}${datasetText(use)}`),
    ...hookLines(hooks, indent),
    ...(error === undefined ? [] : errorLines(error, indent)),
  ];
}

function datasetText({ operation, dataset, rows, version, contentHash, durationMs, error }: DatasetUse): string {
  const arrow = operation === 'load' ? '←' : '→';
  if (error !== undefined) return `${paint('red', arrow)} ${dataset}  ${paint('red', `${operation} failed`)}`;
  const details = [
    ...(rows === undefined ? [] : [count(rows, 'row')]),
    ...(version === undefined ? [] : [`version ${version}`]),
    ...(contentHash === undefined ? [] : [shortHash(contentHash)]),
    ...(durationMs === undefined ? [] : [formatDuration(durationMs)]),
  ];
  return `${paint('dim', arrow)} ${dataset}  ${paint('dim', details.join(', '))}`;
}

/** Enough of a hash to see by eye whether two are the same. */
function shortHash(contentHash: string): string {
  return contentHash.replace(/(?<=:[0-9a-f]{12})[0-9a-f]+$/, '');
}

/** Hooks by plugin: which of them took part, and how long. */
export function hookLines(hooks: readonly HookUse[], indent: string): readonly string[] {
  const byPlugin = Map.groupBy(hooks, ({ plugin, version }) =>
    version === undefined ? plugin : `${plugin} ${version}`,
  );
  return [...byPlugin].flatMap(([plugin, uses]) => [
    `${indent}${paint('dim', '◇')} ${plugin}  ${paint('dim', uses.map(useText).join(', '))}`,
    ...uses.flatMap(({ hook, errors }) =>
      errors.map((error) => `${indent}  ${paint('red', `${hook} failed: ${error}`)}`),
    ),
  ]);
}

function useText({ hook, implementation, label, calls, durationMs }: HookUse): string {
  const [, number = '1'] = /#(\d+)$/.exec(implementation) ?? [];
  const name = label ?? (number === '1' ? undefined : `#${number}`);
  return [
    hook,
    ...(name === undefined ? [] : [name]),
    ...(calls === 1 ? [] : [`×${calls}`]),
    formatDuration(durationMs),
  ].join(' ');
}

/** An error, what caused it, and what to do about it. */
export function errorLines(error: SerializedError, indent: string): readonly string[] {
  const causes: SerializedError[] = [];
  for (let cause = error.cause; cause !== undefined && causes.length < MOST_CAUSES; cause = cause.cause)
    causes.push(cause);
  return [
    `${indent}${paint('red', errorText(error))}`,
    ...causes.map((cause) => `${indent}  ${paint('dim', `caused by ${errorText(cause)}`)}`),
    ...(error.hint === undefined ? [] : [`${indent}  ${paint('dim', `hint      ${error.hint}`)}`]),
  ];
}

/** Causes beyond are in what `--json` prints. */
const MOST_CAUSES = 5;

/** `CODE  message` of an error, on one line. */
export function errorText({
  name,
  code,
  message,
}: {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
}): string {
  const [line = ''] = message.split('\n', 1);
  return `${code ?? name}  ${line}`;
}
