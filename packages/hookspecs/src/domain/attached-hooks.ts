/**
 * Hooks that are attached to nodes and called for these alone: an op hook, or any plugin whose hooks are of nodes,
 * datasets or models and which wraps none.
 */
export interface AttachedHooks<Needs = unknown> {
  /** Names it in listings, logs and messages. */
  readonly name: string;
  /** Implementations by hook name. */
  readonly hooks?: Readonly<Record<string, unknown>>;
  /** Carries the type of the resources that it needs, by key; never there at run time. */
  readonly '~needs'?: Needs;
}

/** The resources that something needs, as its type tells: an attached hook, a node, a pipeline. */
export type NeedsOf<A> = A extends { readonly '~needs'?: infer N } ? Known<N> : Readonly<Record<never, never>>;

/** The resources that all of a list need together. */
export type NeedsOfAll<L extends readonly unknown[]> = Known<
  UnionToIntersection<{ [I in keyof L]: { need: NeedsOf<L[I]> } }[number]> extends { need: infer N } ? N : unknown
>;

type Known<N> = unknown extends N ? Readonly<Record<never, never>> : N;

type UnionToIntersection<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void ? I : never;
