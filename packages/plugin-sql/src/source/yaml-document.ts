import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, Scalar } from 'yaml';
import { fault } from '../fault.js';
import type { Place } from '../place.js';
import { SourceText } from './source-text.js';

/** Keys and list positions from the top of a document to a value. */
export type Path = readonly (string | number)[];

/** Where a part of a file begins that is read as YAML: front matter, say. */
export interface YamlPart {
  readonly file: string;
  readonly text: string;
  /** Lines of the file before the text. */
  readonly lineOffset?: number;
}

/** A parsed YAML text that knows where everything is written. */
export class YamlDocument {
  readonly value: unknown;
  readonly #part: YamlPart;
  readonly #root: Node | null;
  readonly #lines: LineCounter;

  /** @throws HookError `SQL_YAML_INVALID` */
  constructor(part: YamlPart) {
    this.#part = part;
    this.#lines = new LineCounter();
    const document = parseDocument(part.text, {
      lineCounter: this.#lines,
      merge: true,
      prettyErrors: false,
      stringKeys: true,
    });
    const [error] = document.errors;
    if (error !== undefined) {
      const message =
        error.code === 'DUPLICATE_KEY'
          ? 'this key is written twice in the same mapping.'
          : `not valid YAML: ${error.message}`;
      throw fault('SQL_YAML_INVALID', this.#at(error.pos[0]), message, { cause: error });
    }
    this.#root = document.contents;
    this.value = document.toJS();
  }

  /** Where a value is written, or the nearest thing above it that is; of a mapping's entry, its key. */
  place(path: Path): Place {
    let node: unknown = this.#root;
    let offset = this.#root?.range?.[0] ?? 0;
    for (const key of path) {
      const child = childOf(node, key);
      if (child === undefined) break;
      node = child.node;
      offset = child.offset ?? offset;
    }
    return this.#at(offset);
  }

  /** A text of the document as a source of its own: places in it are places in the file. */
  text(path: Path, value: string): SourceText {
    const node = this.#scalar(path);
    const { file, text, lineOffset = 0 } = this.#part;
    const start = node?.range?.[0];
    if (node === undefined || start === undefined) return SourceText.at(this.place(path), value);
    if (node.type !== Scalar.BLOCK_LITERAL) {
      const isQuoted = node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE;
      return SourceText.at(this.#at(start + (isQuoted ? 1 : 0)), value);
    }
    const first = text.indexOf('\n', start) + 1;
    const indent = /^ */.exec(text.slice(skipBlank(text, first)))?.[0].length ?? 0;
    const { line } = this.#lines.linePos(first);
    return SourceText.indented({ file, line: line + lineOffset, indent }, value);
  }

  #scalar(path: Path): Scalar | undefined {
    let node: unknown = this.#root;
    for (const key of path) node = childOf(node, key)?.node;
    return isScalar(node) ? node : undefined;
  }

  #at(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.#part.file, line: line + (this.#part.lineOffset ?? 0), column: col };
  }
}

function childOf(
  node: unknown,
  key: string | number,
): { readonly node: unknown; readonly offset: number | undefined } | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
    return pair && { node: pair.value, offset: isScalar(pair.key) ? pair.key.range?.[0] : undefined };
  }
  if (!isSeq(node)) return undefined;
  const item = node.items[Number(key)];
  if (item === undefined) return undefined;
  return {
    node: item,
    offset: isAlias(item) || isScalar(item) || isMap(item) || isSeq(item) ? item.range?.[0] : undefined,
  };
}

/** The first line from an offset on that has something in it. */
function skipBlank(text: string, offset: number): number {
  let start = offset;
  for (
    let end = text.indexOf('\n', start);
    end >= 0 && text.slice(start, end).trim() === '';
    end = text.indexOf('\n', start)
  )
    start = end + 1;
  return start;
}
