/** One code of the error table: what it takes to meet it, and all that a reader is told. */
export interface ErrorRow {
  /** Throws the error, or rejects with it. */
  cause(): unknown;
  /** Whole, or what it must match where a folder of the machine is in it. */
  readonly message: string | RegExp;
  readonly hint: string | RegExp;
  readonly hook?: string;
  readonly plugin?: string;
}
