/** What is known of a variable: its members, or that it may have any. */
export type Members = readonly string[] | 'any';

/** The names that a template may use, which depends on what it is for. */
export interface Vocabulary {
  /** What the template is for, in words: `a model`, `a hook on on_run_start`. */
  readonly purpose: string;
  readonly variables: Readonly<Record<string, Members>>;
  readonly functions: readonly string[];
}
