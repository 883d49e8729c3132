/** What a term looks at: the word before its colon; `node` for bare words. */
export type SelectMethod = 'node' | 'tag' | 'kind' | 'pipeline' | 'namespace' | 'dataset' | 'result';

/** A selector as it is written: a string, or several (repeated flags) that must all hold. */
export type SelectInput = string | readonly SelectInput[];

/** One alternative of a word: `tag:mart`, `!kind:sql`, `2+orders_*`. */
export interface SelectTerm {
  /** As written. */
  readonly text: string;
  /** Where it begins in its string, from 1. */
  readonly position: number;
  /** Written with `!`: holds for all nodes that the rest of the term does not select. */
  readonly negated: boolean;
  /** Levels of ancestors to add: 0 none, `Infinity` all. */
  readonly ancestors: number;
  /** Levels of descendants to add: 0 none, `Infinity` all. */
  readonly descendants: number;
  readonly method: SelectMethod;
  /** What the method looks for; a glob for `node` and `dataset`. */
  readonly value: string;
}

/** Alternatives joined by commas: ANY of them must hold. */
export interface SelectWord {
  /** As written. */
  readonly text: string;
  readonly terms: readonly SelectTerm[];
}

/** A parsed selector: words that must ALL hold. No words select everything. */
export interface SelectExpression {
  /** The strings it was parsed from, joined by spaces. */
  readonly source: string;
  readonly words: readonly SelectWord[];
}
