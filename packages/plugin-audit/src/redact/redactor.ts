import type { AuditRecord } from '../row/record.js';
import { isSecretName, snakeCase } from './secret-name.js';
import { BLANK, blankSecrets } from './secret-text.js';

/** What a redactor knows besides what secrets look like. */
export interface RedactorOptions {
  /** Names whose values are secret, besides the usual ones. */
  readonly names?: readonly string[];
  /** Texts that are secret wherever they stand. */
  readonly secrets?: readonly string[];
}

/** Blanks secrets in parameters, errors and variables, before they become rows. */
export class Redactor {
  readonly #names: ReadonlySet<string>;
  readonly #secrets: readonly string[];
  /** The secrets as they may be written, the longest first. */
  readonly #words: readonly string[];

  constructor({ names = [], secrets = [] }: RedactorOptions = {}) {
    this.#names = new Set(names.map(snakeCase));
    this.#secrets = secrets;
    this.#words = [...new Set(secrets.flatMap(spellings))].sort((a, b) => b.length - a.length);
  }

  /** Names whose values are secret besides the usual ones, as they are compared. */
  get names(): ReadonlySet<string> {
    return this.#names;
  }

  /** The same redactor, which knows more secrets. */
  and(secrets: readonly string[]): Redactor {
    if (secrets.length === 0) return this;
    return new Redactor({ names: [...this.#names], secrets: [...this.#secrets, ...secrets] });
  }

  /** The record with what people and programs wrote freely in it blanked. Names and numbers stay as they are. */
  record(record: AuditRecord): AuditRecord {
    const free = FREE.filter((field) => record[field] !== undefined);
    if (free.length === 0) return record;
    return { ...record, ...Object.fromEntries(free.map((field) => [field, this.data(record[field])])) };
  }

  /** A copy of plain data: values under the names of secrets are blanked, all other texts as {@link text} does. */
  data(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((one) => this.data(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.#member(name, inner)]));
  }

  /** A text without the secrets that are known, and without what looks like one. */
  text(text: string): string {
    return blankSecrets(this.#words.reduce((rest, word) => rest.replaceAll(word, BLANK), text));
  }

  #member(name: string, value: unknown): unknown {
    return isSecretName(name, this.#names) ? blanked(value) : this.data(value);
  }
}

/** The fields of records that hold what people and programs wrote. */
const FREE: readonly string[] = ['params', 'request', 'variables', 'error', 'reason'];

/** Blanks all texts and numbers in a value, and keeps its shape. */
function blanked(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number') return BLANK;
  if (Array.isArray(value)) return value.map(blanked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, blanked(inner)]));
}

/** A secret as it appears in URLs and in JSON, too. */
function spellings(secret: string): readonly string[] {
  return [secret, encodeURIComponent(secret.toWellFormed()), JSON.stringify(secret).slice(1, -1)];
}
