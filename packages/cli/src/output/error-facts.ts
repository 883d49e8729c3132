import { type ErrorOrigin, originOf } from '@pintle/core';
import type { SerializedError } from '@pintle/hookspecs';

/** What can be told of an error: of one that was thrown, or of one that a run log remembers. */
export interface ErrorFacts {
  /** Its code, else its class: `DATASET_LOAD_FAILED`, `TypeError`. */
  readonly label: string;
  /** Whether the label is a stable code. */
  readonly isCoded: boolean;
  readonly message: string;
  readonly hint: string | undefined;
  /** The plugin and hook that threw it, or that it is about. */
  readonly origin: Partial<ErrorOrigin>;
  readonly stack: string | undefined;
  readonly cause: ErrorFacts | undefined;
  /** The members of an AggregateError. */
  readonly errors: readonly ErrorFacts[];
}

const DEPTH = 10;

/** The facts of anything that was thrown, its causes included; circles of causes end at the tenth. */
export function factsOf(thrown: unknown, depth = DEPTH): ErrorFacts {
  if (!(thrown instanceof Error))
    return { ...NOTHING, label: 'Thrown', message: textOf(thrown), origin: foreignOrigin(thrown) ?? {} };
  const { code, hint, plugin, hook } = thrown as Error & Readonly<Record<string, unknown>>;
  const isDeep = depth > 1;
  return {
    label: isCode(code) ? code : thrown.name,
    isCoded: isCode(code),
    message: thrown.message,
    hint: stringOf(hint),
    origin: foreignOrigin(thrown) ?? named(stringOf(plugin), stringOf(hook)),
    stack: thrown.stack,
    cause:
      thrown.cause === undefined || thrown.cause === null || !isDeep ? undefined : factsOf(thrown.cause, depth - 1),
    errors: thrown instanceof AggregateError && isDeep ? thrown.errors.map((one) => factsOf(one, depth - 1)) : [],
  };
}

/** The facts of an error that a run log remembers. */
export function factsOfRecorded(error: SerializedError): ErrorFacts {
  return {
    label: error.code ?? error.name,
    isCoded: error.code !== undefined,
    message: error.message,
    hint: error.hint,
    origin: named(error.plugin, error.hook),
    stack: error.stack,
    cause: error.cause === undefined ? undefined : factsOfRecorded(error.cause),
    errors: (error.errors ?? []).map(factsOfRecorded),
  };
}

/** The same facts with every text as `conceal` gives it. */
export function concealed(facts: ErrorFacts, conceal: (text: string) => string): ErrorFacts {
  const { message, hint, stack, cause, errors } = facts;
  return {
    ...facts,
    message: conceal(message),
    hint: hint && conceal(hint),
    stack: stack && conceal(stack),
    cause: cause && concealed(cause, conceal),
    errors: errors.map((one) => concealed(one, conceal)),
  };
}

/** The first place in the project's own files that a stack names: `pipelines.ts:12`; `undefined` where it names none. */
export function placeIn(stack: string | undefined, projectDir: string): string | undefined {
  for (const [, path, line] of (stack ?? '').matchAll(
    /^\s+at .*?(?:file:\/\/)?(\/[^():\n]+|[A-Za-z]:[\\/][^():\n]+):(\d+):\d+\)?$/gm,
  )) {
    if (path === undefined || !path.startsWith(projectDir) || /[\\/](?:node_modules|dist)[\\/]/.test(path)) continue;
    return `${path
      .slice(projectDir.length)
      .replace(/^[\\/]/, '')
      .replaceAll('\\', '/')}:${line}`;
  }
  return undefined;
}

/** The plugin and hook that threw an error. What nodes throw comes through the plugin of the host, which is none of them. */
export function foreignOrigin(error: unknown): ErrorOrigin | undefined {
  const origin = originOf(error);
  return origin?.plugin === 'pintle' ? undefined : origin;
}

const NOTHING = { isCoded: false, hint: undefined, stack: undefined, cause: undefined, errors: [] } as const;

function isCode(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/.test(value);
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function named(plugin: string | undefined, hook: string | undefined): Partial<ErrorOrigin> {
  return { ...(plugin === undefined ? {} : { plugin }), ...(hook === undefined ? {} : { hook }) };
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
