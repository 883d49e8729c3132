/** Text that is SQL already: no value to be quoted. */
export class SqlText {
  readonly text: string;
  /** Whether it is one thing, such as a literal or a name; other text is read together with what surrounds it. */
  readonly isWhole: boolean;

  constructor(text: string, isWhole: boolean) {
    this.text = text;
    this.isWhole = isWhole;
  }

  /** What operators of the template see: plain text, which is quoted again where it is put out. */
  toString(): string {
    return this.text;
  }
}
