import type { DuckDBConnection } from '@duckdb/node-api';
import type { Connection, Progress, Row, StatementFault, StatementOptions, StatementResult } from '../engine.js';
import { plainRow } from './row.js';
import { statementFault } from './statement-fault.js';

/** Milliseconds between two looks at how far a statement has come. */
const PROGRESS_MS = 500;

/** A connection to an instance of DuckDB in this process. */
export class DuckdbConnection implements Connection {
  readonly #connection: DuckDBConnection;
  readonly #onRelease: () => void;

  constructor(connection: DuckDBConnection, onRelease: () => void) {
    this.#connection = connection;
    this.#onRelease = onRelease;
  }

  async run(sql: string, options: StatementOptions = {}): Promise<StatementResult> {
    return await this.#guard(sql, options, async () => {
      await this.#expectOne(sql);
      const result = await this.#connection.run(sql);
      // What is created from a select is counted in a row of its own.
      if (/^\s*create\b/i.test(sql)) {
        const [count] = (await result.getRows())[0] ?? [];
        return { rowsAffected: typeof count === 'bigint' ? Number(count) : undefined };
      }
      return {
        rowsAffected: /^\s*(insert|update|delete|merge|copy|with)\b/i.test(sql) ? result.rowsChanged : undefined,
      };
    });
  }

  async query(sql: string, options: StatementOptions = {}): Promise<Row[]> {
    return await this.#guard(sql, options, async () => {
      await this.#expectOne(sql);
      const reader = await this.#connection.runAndReadAll(sql);
      const names = reader.deduplicatedColumnNames();
      return reader.getRowsJS().map((values) => plainRow(names, values));
    });
  }

  async check(sql: string): Promise<StatementFault | undefined> {
    try {
      await this.#connection.extractStatements(sql);
      return undefined;
    } catch (error) {
      return statementFault(error, sql);
    }
  }

  release(): Promise<void> {
    this.#connection.closeSync();
    this.#onRelease();
    return Promise.resolve();
  }

  /** DuckDB would run all statements of a text: its own parser has to agree that this is one. */
  async #expectOne(sql: string): Promise<void> {
    const { count } = await this.#connection.extractStatements(sql);
    if (count !== 1) throw new TypeError(`expected one statement, DuckDB sees ${count}`);
  }

  async #guard<T>(sql: string, { signal, onProgress }: StatementOptions, work: () => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    const interrupt = (): void => this.#connection.interrupt();
    signal?.addEventListener('abort', interrupt, { once: true });
    const watch = onProgress === undefined ? undefined : setInterval(() => onProgress(this.#progress()), PROGRESS_MS);
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      throw statementFault(error, sql);
    } finally {
      clearInterval(watch);
      signal?.removeEventListener('abort', interrupt);
    }
  }

  #progress(): Progress {
    const { percentage, rows_processed: rows } = this.#connection.progress;
    return { percent: Math.max(0, Math.min(100, percentage)), rowsProcessed: Number(rows) };
  }
}
