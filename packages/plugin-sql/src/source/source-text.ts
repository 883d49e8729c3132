import { LineMap, type Place } from '../place.js';

/** A text of a project that knows where in which file it is written. */
export class SourceText {
  readonly text: string;
  readonly #lines: LineMap;
  readonly #place: (line: number, column: number) => Place;

  constructor(text: string, place: (line: number, column: number) => Place) {
    this.text = text;
    this.#lines = new LineMap(text);
    this.#place = place;
  }

  /** A whole file, or the end of one. */
  static file(file: string, text: string, lineOffset = 0): SourceText {
    return new SourceText(text, (line, column) => ({ file, line: line + lineOffset, column }));
  }

  /** A text that begins at a place and goes on as it is written there. */
  static at({ file, line: first, column: indent }: Place, text: string): SourceText {
    return new SourceText(text, (line, column) => ({
      file,
      line: first + line - 1,
      column: line === 1 ? indent + column - 1 : column,
    }));
  }

  /** A block of lines that all are indented. */
  static indented(
    { file, line: first, indent }: { readonly file: string; readonly line: number; readonly indent: number },
    text: string,
  ): SourceText {
    return new SourceText(text, (line, column) => ({ file, line: first + line - 1, column: column + indent }));
  }

  /** The place of an offset. */
  at(offset: number): Place {
    const { line, column } = this.#lines.at(offset);
    return this.#place(line, column);
  }

  /** The offset of a line and column, both from 0. */
  offset(line: number, column: number): number {
    return this.#lines.offset(line, column);
  }
}
