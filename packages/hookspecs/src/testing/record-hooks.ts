import type { AnyPlugin } from '@pintle/core';
import type { DeclaredHookName } from './build-args.js';
import { DECLARED_HOOKS } from './declared-hooks.js';
import { formatCall, recordCall, type RecordedCall } from './recorded-call.js';

/** Options of {@link recordHooks}. */
export interface RecordOptions {
  /** The plugin's name. Default `recorder`. */
  readonly name?: string;
  /** Record these hooks. Default: all. */
  readonly only?: readonly DeclaredHookName[];
  /** Leave these hooks out: `['on_run_event']` makes snapshots shorter. */
  readonly except?: readonly DeclaredHookName[];
  /** Be called before implementations that may fail. Default `true`. */
  readonly tryFirst?: boolean;
}

/** A plugin that records the hooks it is called for, and what it recorded. */
export interface HookRecorder extends AnyPlugin {
  /** In the order of the calls. */
  readonly calls: readonly RecordedCall[];
  /** The same as lines, one a call. What snapshots are made of. */
  lines(): string[];
  /** The lines of one node. */
  linesOf(node: string): string[];
  /** Forgets what it recorded. */
  clear(): void;
}

/**
 * Makes a plugin that implements every hook, answers none and records the sequence of calls.
 *
 * @example
 * ```ts
 * import { buildArgs, recordHooks } from '@pintle/hookspecs/testing';
 * import { PluginManager } from '@pintle/core';
 * import { pintleSpecs } from '@pintle/hookspecs';
 *
 * const recorder = recordHooks();
 * const pm = new PluginManager('pintle').addHookSpecs(...pintleSpecs);
 * pm.register(recorder);
 * await pm.hook.before_dataset_loaded(buildArgs('before_dataset_loaded'));
 * recorder.lines(); // ['before_dataset_loaded raw · clean']
 * ```
 */
export function recordHooks({
  name = 'recorder',
  only = DECLARED_HOOKS,
  except = [],
  tryFirst = true,
}: RecordOptions = {}): HookRecorder {
  const calls: RecordedCall[] = [];
  const implement = (hook: DeclaredHookName) => ({
    tryFirst,
    handler: (args: object): void => {
      calls.push(recordCall(hook, args));
    },
  });
  return {
    name,
    hooks: Object.fromEntries(only.filter((hook) => !except.includes(hook)).map((hook) => [hook, implement(hook)])),
    calls,
    lines: () => calls.map(formatCall),
    linesOf: (node) => calls.filter((call) => call.node?.name === node).map(formatCall),
    clear: () => {
      calls.length = 0;
    },
  };
}
