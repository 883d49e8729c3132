/** What a check found first, and where. */
export interface Flaw {
  /**
   * - `changed`: a record is not what it was, or its columns do not say what it says
   * - `gap`: records are missing at this place · `disorder`: it does not follow the one before it, so that something was
   *   removed, inserted or moved here · `truncated`: the end of a strand is missing · `added`: it stands after the end
   * - `head_missing`, `head_changed`: as named · `head_unsealed`, `head_resealed`: the head was not sealed with the key
   * - `rewritten`: it is not the trail that an exported head was taken of
   */
  readonly kind:
    | 'changed'
    | 'gap'
    | 'disorder'
    | 'truncated'
    | 'added'
    | 'head_missing'
    | 'head_changed'
    | 'head_unsealed'
    | 'head_resealed'
    | 'rewritten';
  /** Where; absent for flaws of the head as a whole. */
  readonly strand?: string;
  /** The place in the strand, from 1. */
  readonly position?: number;
  /** The key of the record, where there is one. */
  readonly key?: string;
  /** What is wrong, for people: a sentence, or what goes on after `Record n of the log`. */
  readonly message: string;
}

/** What a check says of a run. */
export interface Verdict {
  readonly runId: string;
  readonly isSound: boolean;
  /** Whether the run has ended: more may follow in one that has not. */
  readonly isClosed: boolean;
  /** Tells the key apart that its head was sealed with; absent where it was not. */
  readonly sealedBy?: string | undefined;
  /** Records that are as they were written. */
  readonly records: number;
  /** What a rewritten head is noticed by; `nothing` without a key and without heads that were exported. */
  readonly anchor: 'key' | 'exported head' | 'key and exported head' | 'nothing';
  readonly flaw?: Flaw;
}
