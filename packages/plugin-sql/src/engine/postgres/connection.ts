import type { Pool, PoolClient, QueryArrayResult } from 'pg';
import type { Connection, Row, StatementFault, StatementOptions, StatementResult } from '../engine.js';
import { ParseOnly } from './parse-only.js';
import { plainTypes } from './row.js';
import { statementFault } from './statement-fault.js';

const SYNTAX_ERROR = '42601';

/** A session of a server, lent by the pool. */
export class PostgresConnection implements Connection {
  readonly #client: PoolClient;
  readonly #pool: Pool;
  readonly #types = plainTypes();

  constructor(client: PoolClient, pool: Pool) {
    this.#client = client;
    this.#pool = pool;
  }

  async run(sql: string, options: StatementOptions = {}): Promise<StatementResult> {
    const { command, rowCount } = await this.#send(sql, options);
    // What a select gives was not written, unless a table was created of it.
    const wrote = ['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COPY'].includes(command) || /^\s*create\b/i.test(sql);
    return { rowsAffected: wrote ? (rowCount ?? undefined) : undefined };
  }

  async query(sql: string, options: StatementOptions = {}): Promise<Row[]> {
    const { fields, rows } = await this.#send(sql, options);
    return rows.map((values) => Object.fromEntries(fields.map(({ name }, index) => [name, values[index]])));
  }

  async check(sql: string): Promise<StatementFault | undefined> {
    const request = new ParseOnly(sql);
    this.#client.query(request);
    const error = await request.answer;
    if (error === undefined) return undefined;
    const fault = statementFault(error, sql);
    // That a table is not there yet is no fault of the text.
    return fault.kind === SYNTAX_ERROR ? fault : undefined;
  }

  release(isBroken = false): Promise<void> {
    this.#client.release(isBroken);
    return Promise.resolve();
  }

  async #send(sql: string, { signal }: StatementOptions): Promise<QueryArrayResult<unknown[]>> {
    signal?.throwIfAborted();
    const cancel = await this.#canceller(signal);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      // The extended protocol takes one statement and refuses a second.
      const request = { text: sql, types: this.#types, queryMode: 'extended', rowMode: 'array' } as const;
      return await this.#client.query<unknown[]>(request);
    } catch (error) {
      signal?.throwIfAborted();
      throw statementFault(error, sql);
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  async #canceller(signal: AbortSignal | undefined): Promise<() => void> {
    if (signal === undefined) return () => {};
    this.#pid ??= this.#client
      .query<{ pid: number }>('select pg_backend_pid() as pid')
      .then(({ rows }) => rows[0]?.pid);
    const pid = await this.#pid;
    return () => {
      // A cancel that comes too late, or not at all, leaves the statement to its end.
      this.#pool.query('select pg_cancel_backend($1)', [pid]).catch(() => {});
    };
  }

  #pid: Promise<number | undefined> | undefined;
}
