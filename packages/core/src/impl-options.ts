import { describe } from './describe.js';
import { HookError } from './errors.js';
import { didYouMean } from './near-match.js';

/** What happens when an implementation fails: pass the error on, report it and go on, or take the plugin out. */
export type OnError = 'throw' | 'warn' | 'disable';

/** Options of one implementation, beside its `handler` or `wrapper`. */
export interface ImplOptions {
  /** What listings call it: `audit_run_start (project.yml:12)`. For plugins that have several implementations of a hook. */
  readonly label?: string;
  /** Called before the plain ones; the last registered tryFirst is the very first. */
  readonly tryFirst?: boolean;
  /** Called after the plain ones; the last registered tryLast is the very last. */
  readonly tryLast?: boolean;
  /** Names of plugins whose implementations of this hook are called after this one. Beats tryFirst and tryLast. */
  readonly before?: readonly string[];
  /** Names of plugins whose implementations of this hook are called before this one. Beats tryFirst and tryLast. */
  readonly after?: readonly string[];
  /** No complaint when no spec declares the hook. */
  readonly optional?: boolean;
  /** What the host's scopes decide by; core keeps it as given. */
  readonly select?: unknown;
  /** Default `throw`. */
  readonly onError?: OnError;
  /** Milliseconds that what it awaits may take; running over is `IMPL_TIMEOUT`. Default: no limit. */
  readonly timeoutMs?: number;
}

/** Options given at registration: they hold for all implementations of the plugin, and the operator's word wins. */
export type RegistrationPolicy = Pick<ImplOptions, 'select' | 'onError' | 'timeoutMs' | 'tryFirst' | 'tryLast'>;

/** No options at all. */
export const NO_OPTIONS: Readonly<Record<never, never>> = Object.freeze({});

const IMPL_KEYS: ReadonlySet<string> = new Set([
  'label',
  'tryFirst',
  'tryLast',
  'before',
  'after',
  'optional',
  'select',
  'onError',
  'timeoutMs',
]);
const POLICY_KEYS: ReadonlySet<string> = new Set(['select', 'onError', 'timeoutMs', 'tryFirst', 'tryLast']);

interface Whose {
  readonly hook?: string;
  readonly plugin: string;
}

/**
 * Checks the options of an implementation.
 *
 * @param where - begins messages: who implements what with
 * @throws HookError `IMPL_INVALID`, `IMPL_ORDER_CONFLICT`
 */
export function readOptions(given: Record<string, unknown>, where: string, whose: Whose): ImplOptions {
  return read(given, IMPL_KEYS, where, whose);
}

/**
 * Checks the options of `register`.
 *
 * @throws HookError `IMPL_INVALID`, `IMPL_ORDER_CONFLICT`
 */
export function readPolicy(given: RegistrationPolicy, plugin: string): RegistrationPolicy {
  return read({ ...given }, POLICY_KEYS, `Plugin "${plugin}" is registered with`, { plugin });
}

/** An implementation's own options with those of its registration over them; of two `select`s both must hold. */
export function merged(own: ImplOptions, policy: RegistrationPolicy): ImplOptions {
  const select = [own.select, policy.select].filter((one) => one !== undefined);
  return Object.freeze({
    ...own,
    ...policy,
    ...(policy.tryFirst === true && { tryLast: false }),
    ...(policy.tryLast === true && { tryFirst: false }),
    ...(select.length > 1 && { select }),
  });
}

function read(given: Record<string, unknown>, known: ReadonlySet<string>, where: string, whose: Whose): ImplOptions {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return NO_OPTIONS;
  for (const [key, value] of entries) {
    if (!known.has(key)) {
      const hint = didYouMean(key, known) ?? `Options are ${[...known].join(', ')}.`;
      throw new HookError('IMPL_INVALID', `${where} the unknown option "${key}".`, { ...whose, hint });
    }
    const expected = EXPECTED[key];
    if (expected === undefined || expected.holds(value)) continue;
    throw new HookError('IMPL_INVALID', `${where} ${key}: ${describe(value)}, expected ${expected.words}.`, {
      ...whose,
      hint: `Give ${key} ${expected.words}, or leave it out.`,
    });
  }
  const options: ImplOptions = Object.fromEntries(entries);
  if (options.tryFirst === true && options.tryLast === true) {
    throw new HookError('IMPL_ORDER_CONFLICT', `${where} both tryFirst and tryLast, expected at most one.`, {
      ...whose,
      hint: 'Keep the one that you mean.',
    });
  }
  // The plugin's own lists may change later; the order that was checked may not.
  return Object.freeze({
    ...options,
    ...(options.before && { before: Object.freeze([...options.before]) }),
    ...(options.after && { after: Object.freeze([...options.after]) }),
  });
}

/** The longest delay that a Node timer can have. */
const MAX_TIMEOUT = 2_147_483_647;

interface Expectation {
  readonly words: string;
  holds(value: unknown): boolean;
}

const BOOLEAN: Expectation = { words: 'a boolean', holds: (value) => typeof value === 'boolean' };
const PLUGIN_NAMES: Expectation = {
  words: 'an array of plugin names',
  holds: (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
};
/** What each option must be; `select` is the host's affair. */
const EXPECTED: Readonly<Record<string, Expectation>> = {
  label: { words: 'a string', holds: (value) => typeof value === 'string' },
  tryFirst: BOOLEAN,
  tryLast: BOOLEAN,
  optional: BOOLEAN,
  before: PLUGIN_NAMES,
  after: PLUGIN_NAMES,
  onError: {
    words: "'throw', 'warn' or 'disable'",
    holds: (value) => value === 'throw' || value === 'warn' || value === 'disable',
  },
  timeoutMs: {
    words: `milliseconds from 1 to ${MAX_TIMEOUT}`,
    holds: (value) => typeof value === 'number' && value > 0 && value <= MAX_TIMEOUT,
  },
};
