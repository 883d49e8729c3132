import { didYouMean, HookError } from '@pintle/core';
import { checkAttached, type PipelineNode, type RetryPolicy } from '@pintle/hookspecs';
import { deepFreeze, isPlain } from '../config/plain.js';
import { isParameter } from './handle.js';

const checked = new WeakSet<PipelineNode>();
const NAME = /^[\p{L}\p{N}_.:-]+$/u;

/** Refuses a node that cannot work, whoever made it. */
export function checkNode(node: PipelineNode): void {
  if (checked.has(node)) return;
  check(node);
  protect(node);
  checked.add(node);
}

/** From now on many share it. Instances of classes are left to their class. */
function protect(node: PipelineNode): void {
  if (!isPlain(node)) return;
  const { inputs, loads, outputs, tags, hooks, retry, model, meta, config } = node;
  for (const plain of [inputs, loads, outputs, tags, retry, model, meta, config]) deepFreeze(plain);
  Object.freeze(hooks);
  Object.freeze(node);
}

/** Refuses keys that mean nothing: what was meant by them would silently not be there. */
export function checkKeys(definition: { readonly name: unknown }, keys: readonly string[]): void {
  const unknown = Object.keys(definition).find((key) => !keys.includes(key));
  if (unknown === undefined) return;
  throw new HookError('NODE_INVALID', `Node "${String(definition.name)}" has the unknown key "${unknown}".`, {
    hint: didYouMean(unknown, keys) ?? `Its keys are ${keys.join(', ')}.`,
  });
}

/** Refuses what cannot be called where the function of a node is expected. */
export function checkFunction(name: string, fn: unknown): void {
  if (typeof fn === 'function') return;
  throw new HookError(
    'NODE_INVALID',
    `Node "${name}": expected a function to run, got ${fn === null ? 'null' : typeof fn}.`,
    {
      hint: 'Write node({ name, inputs, outputs }, (inputs, context) => …).',
    },
  );
}

function check(node: PipelineNode): void {
  const { name } = node;
  checkName(name, 'node', 'NODE_NAME_INVALID');
  checkFunction(name, node.run);
  for (const [side, names] of [
    ['inputs', node.inputs],
    ['outputs', node.outputs],
  ] as const) {
    if (!Array.isArray(names) || names.some((dataset) => typeof dataset !== 'string' || dataset === '')) {
      throw new HookError('NODE_INVALID', `Node "${name}": ${side} must be a list of dataset names.`);
    }
  }
  const twice = [...repeated(node.inputs), ...repeated(node.outputs)];
  if (twice.length > 0)
    throw new HookError('NODE_INVALID', `Node "${name}" names ${quoted(twice)} twice, expected each dataset once.`);
  if (node.inputs.length === 0 && node.outputs.length === 0) {
    throw new HookError(
      'NODE_WITHOUT_DATASETS',
      `Node "${name}" has neither inputs nor outputs, so it has no place in a pipeline.`,
      {
        hint: 'Declare what it reads or what it makes.',
      },
    );
  }
  const strangers = (node.loads ?? []).filter((dataset) => !node.inputs.includes(dataset));
  if (strangers.length > 0) {
    throw new HookError('NODE_INVALID', `Node "${name}" loads ${quoted(strangers)}, which is not among its inputs.`);
  }
  const own = node.outputs.filter((dataset) => node.inputs.includes(dataset));
  if (own.length > 0) {
    throw new HookError(
      'NODE_READS_OWN_OUTPUT',
      `Node "${name}" has ${quoted(own)} among both its inputs and its outputs.`,
      {
        hint: 'Save the result under a name of its own.',
      },
    );
  }
  const parameters = node.outputs.filter(isParameter);
  if (parameters.length > 0) {
    throw new HookError(
      'NODE_OUTPUT_IS_PARAMETER',
      `Node "${name}" has the parameter ${quoted(parameters)} among its outputs; parameters are only read.`,
    );
  }
  checkRetry(`Node "${name}"`, node.retry, 'NODE_INVALID');
  for (const attached of node.hooks ?? []) checkAttached(attached, `node "${name}"`);
  checkTraits(`Node "${name}"`, node, 'NODE_INVALID');
}

/** Refuses tags, meta and a time limit that are none; `who` begins the message. */
export function checkTraits(
  who: string,
  { tags, meta, timeoutMs }: Pick<PipelineNode, 'tags' | 'meta' | 'timeoutMs'>,
  code: string,
): void {
  if (tags !== undefined && !(Array.isArray(tags) && tags.every((tag) => typeof tag === 'string'))) {
    throw new HookError(code, `${who}: tags must be a list of strings.`, { hint: "Write tags: ['staging']." });
  }
  if (meta !== undefined && (typeof meta !== 'object' || meta === null || Array.isArray(meta))) {
    throw new HookError(code, `${who}: meta must be an object.`);
  }
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs > 0)) {
    throw new HookError(code, `${who}: timeoutMs must be a positive number of milliseconds, got ${String(timeoutMs)}.`);
  }
}

/** Refuses a name with other characters than letters, digits, `_`, `-`, `.` and `:`. */
export function checkName(name: unknown, what: string, code: string): void {
  if (typeof name === 'string' && NAME.test(name)) return;
  throw new HookError(code, `The ${what} name ${typeof name === 'string' ? `"${name}"` : String(name)} is not valid.`, {
    hint: 'Use letters, digits, "_", "-", "." and ":".',
  });
}

/** Refuses a retry policy with numbers that cannot be, or with no function to ask; `who` begins the message. */
export function checkRetry(who: string, retry: RetryPolicy | undefined, code: string): void {
  if (retry === undefined) return;
  const { delayMs = 0, backoff = 1, jitter = 0, when } = retry;
  const faults = [
    Number.isInteger(retry.maxAttempts) && retry.maxAttempts >= 1
      ? ''
      : `maxAttempts must be a whole number from 1, got ${retry.maxAttempts}`,
    Number.isFinite(delayMs) && delayMs >= 0 ? '' : `delayMs must be a number from 0, got ${delayMs}`,
    Number.isFinite(backoff) && backoff > 0 ? '' : `backoff must be a positive number, got ${backoff}`,
    Number.isFinite(jitter) && jitter >= 0 && jitter <= 1 ? '' : `jitter must be a number from 0 to 1, got ${jitter}`,
    when === undefined || typeof when === 'function' ? '' : `when must be a function, got ${typeof when}`,
  ].filter((fault) => fault !== '');
  if (faults.length > 0) throw new HookError(code, `${who}, retry: ${faults.join('; ')}.`);
}

function repeated(names: readonly string[]): readonly string[] {
  return new Set(names).size === names.length ? [] : names.filter((name, at) => names.indexOf(name) !== at);
}

/** Names in double quotes, separated by commas. */
export function quoted(names: Iterable<string>): string {
  return [...names].map((name) => `"${name}"`).join(', ');
}
