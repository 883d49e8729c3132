/** The hooks of a scenario: one of each kind, synchronous or not, and one that no spec declares. */
export const HOOKS = [
  'collect',
  'first',
  'notify',
  'pipe',
  'assign',
  'sync_collect',
  'sync_first',
  'sync_notify',
  'sync_pipe',
  'past',
  'free',
] as const;
export type HookName = (typeof HOOKS)[number];

/** How a hook combines results. */
export function kindOf(hook: HookName): 'collect' | 'first' | 'notify' | 'pipe' | 'assign' {
  if (hook === 'past' || hook === 'free') return 'collect';
  return hook.replace('sync_', '') as 'collect';
}

export function isSync(hook: HookName): boolean {
  return hook.startsWith('sync_') || hook === 'past';
}

/** What every hook is called with: `text` goes through pipes, `table` through pipe.assign. */
export interface Args {
  readonly text: string;
  readonly table: Readonly<Record<string, unknown>>;
}

export type OnError = 'throw' | 'warn' | 'disable';

/** What an implementation does besides, at once when it is called: things that change the manager under a call. */
export type Aside =
  | { readonly op: 'register' | 'unregister'; readonly plugin: number }
  | { readonly op: 'call'; readonly hook: HookName };

/** One implementation as data. */
export interface ImplData {
  /** Unique in the scenario. */
  readonly id: string;
  readonly hook: HookName;
  readonly order: 'tryFirst' | 'plain' | 'tryLast';
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly onError: OnError | undefined;
  readonly select: string | undefined;
  readonly aside: Aside | undefined;
  /** Whether it answers at once, by a promise, or by a thenable that is no promise. */
  readonly mode: 'sync' | 'async' | 'lazy';
  readonly does: HandlerDoes | WrapperDoes;
}

/** What a handler does: it gives a value (what that is, its hook decides), nothing, something falsy, or an error. */
export type HandlerDoes = 'value' | 'undefined' | 'null' | 'falsy' | 'throw' | 'hang';
/** What a wrapper does around `next`. */
export type WrapperDoes =
  | 'w:pass'
  | 'w:change args'
  | 'w:replace'
  | 'w:return nothing'
  | 'w:skip'
  | 'w:twice'
  | 'w:throw before'
  | 'w:throw after'
  | 'w:catch'
  | 'w:throw over'
  | 'w:hang before'
  | 'w:hang after';

export function isWrapper(impl: ImplData): boolean {
  return impl.does.startsWith('w:');
}

/** One plugin as data. */
export interface PluginData {
  readonly name: string;
  readonly impls: readonly ImplData[];
  /** Given at registration. */
  readonly policy: OnError | undefined;
}

/** One thing that is done to a manager. A `kept` caller is one that was caught when it was first asked for. */
export type Step =
  | { readonly op: 'register' | 'unregister' | 'block' | 'unblock'; readonly plugin: number }
  | { readonly op: 'call'; readonly hook: HookName; readonly args: Args; readonly kept: boolean }
  | { readonly op: 'callExtra'; readonly hook: HookName; readonly args: Args; readonly extras: readonly ImplData[] }
  | {
      readonly op: 'callSubset';
      readonly hook: HookName;
      readonly args: Args;
      readonly removed: readonly number[];
      readonly kept: boolean;
    }
  | {
      readonly op: 'callScope';
      readonly hook: HookName;
      readonly args: Args;
      readonly select: string;
      readonly kept: boolean;
    }
  | { readonly op: 'explain'; readonly hook: HookName };

export interface Scenario {
  readonly plugins: readonly PluginData[];
  readonly steps: readonly Step[];
}

/** What a step came to, and all that happened meanwhile. */
export interface Result {
  readonly isPromise: boolean;
  readonly value?: unknown;
  readonly error?: unknown;
  readonly log: readonly unknown[];
}

/** What a handler or wrapper answers with when it answers with a value. */
export function answerOf({ id, hook }: ImplData, args: Args): unknown {
  const kind = kindOf(hook);
  if (kind === 'pipe') return `${args.text}.${id}`;
  if (kind === 'assign') return { [id]: Object.keys(args.table).length, last: id };
  return `${id}(${args.text})`;
}

/** Something that is a result although it is falsy. */
export function falsyOf({ hook }: ImplData): unknown {
  const kind = kindOf(hook);
  if (kind === 'pipe') return '';
  return kind === 'assign' ? {} : 0;
}

/** What the args are that a wrapper hands on when it changes them. */
export function changed(args: Args, { id }: ImplData): Args {
  return { text: `${args.text}>${id}`, table: { ...args.table, [`>${id}`]: true } };
}
