/**
 * Every code that `@pintle/core` throws. Codes are stable: they are never renamed and never reused.
 *
 * The codes of a host's own errors (a pipeline's, say) are strings of the same shape; `HookError` carries any of them.
 */
export type HookErrorCode =
  | 'PLUGIN_NAME_TAKEN'
  | 'PLUGIN_ALREADY_REGISTERED'
  | 'PLUGIN_NOT_REGISTERED'
  | 'PLUGIN_UNNAMED'
  | 'PLUGIN_IS_CLASS'
  | 'PLUGIN_INVALID'
  | 'PLUGIN_INCOMPATIBLE'
  | 'PLUGIN_SETUP_FAILED'
  | 'HOOKSPEC_DUPLICATE'
  | 'HOOKSPEC_INVALID'
  | 'HOOK_UNKNOWN'
  | 'HOOK_HISTORIC_WRAPPER'
  | 'HOOK_HISTORIC_CALL'
  | 'HOOK_NOT_HISTORIC'
  | 'HOOK_SYNC_PROMISE'
  | 'HOOK_ORDER_CYCLE'
  | 'HOOK_RESULT_INVALID'
  | 'IMPL_ORDER_CONFLICT'
  | 'IMPL_INVALID'
  | 'IMPL_TIMEOUT'
  | `DISCOVERY_${string}`
  | `SETTINGS_${string}`;

/** What a {@link HookError} is made of, besides its code and message. */
export interface HookErrorDetails {
  /** One sentence that says what to do now. */
  readonly hint?: string | undefined;
  /** The error that led to this one. */
  readonly cause?: unknown;
  /** The hook it is about. */
  readonly hook?: string | undefined;
  /** The registered name of the plugin it is about. */
  readonly plugin?: string | undefined;
}

const BRAND = Symbol.for('pintle.error');

/**
 * The one base class of all coded errors.
 *
 * The message says who, where, what was expected and what came; {@link HookError.hint} says what to do. An error that a
 * plugin threw is never wrapped in this: it travels untouched, see {@link originOf}.
 */
export class HookError<Code extends string = HookErrorCode> extends Error {
  /** Stable, upper-case, for programs. */
  readonly code: Code;
  /** One sentence that says what to do now. */
  declare readonly hint?: string;
  /** The hook it is about. */
  declare readonly hook?: string;
  /** The registered name of the plugin it is about. */
  declare readonly plugin?: string;

  constructor(code: Code, message: string, details: HookErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    if (details.hint !== undefined) this.hint = details.hint;
    if (details.hook !== undefined) this.hook = details.hook;
    if (details.plugin !== undefined) this.plugin = details.plugin;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** The name of the class, as `Error.prototype.name` of built-in errors. */
  override get name(): string {
    return 'HookError';
  }
}

/** Whether a thrown value is a coded error of any copy of `@pintle/core` in the process. */
export function isHookError(value: unknown): value is HookError<string> {
  return typeof value === 'object' && value !== null && (value as { [BRAND]?: unknown })[BRAND] === true;
}

/** One implementation of a hook that no spec declares: what `HOOK_UNKNOWN` lists in `pending`. */
export interface PendingImpl {
  /** The hook's name as the plugin wrote it. */
  readonly hook: string;
  /** The registered name of the plugin. */
  readonly plugin: string;
}

/** `HOOK_UNKNOWN` of `checkPending`: lists every non-optional implementation without a spec. */
export class PendingHooksError extends HookError<'HOOK_UNKNOWN'> {
  /** All of them, in registration order. */
  readonly pending: readonly PendingImpl[];

  constructor(message: string, pending: readonly PendingImpl[], details: HookErrorDetails) {
    super('HOOK_UNKNOWN', message, details);
    this.pending = pending;
  }
}
