/** A spot in a file of the project; lines and columns from 1. */
export interface Place {
  /** Relative to the project. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `project.yml:12:5` */
export function at({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** Finds lines and columns in a text. */
export class LineMap {
  readonly #starts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) starts.push(index + 1);
    this.#starts = starts;
  }

  /** Line and column of an offset, both from 1. */
  at(offset: number): { readonly line: number; readonly column: number } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] as number) + 1 };
  }

  /** The offset of a line and column, both from 0. */
  offset(line: number, column: number): number {
    return (this.#starts[Math.min(line, this.#starts.length - 1)] ?? 0) + column;
  }
}
