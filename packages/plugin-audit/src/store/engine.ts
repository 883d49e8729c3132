import type { Dialect, Expression, RawBuilder, SelectQueryBuilder } from 'kysely';
import type { AuditDatabase } from './schema.js';

/** A value in SQL. */
export type Sql<T = unknown> = Expression<T> | RawBuilder<T>;

/** How a store is to be opened. */
export interface EngineOptions {
  /** Milliseconds that one statement may wait for others to finish, or for the server to answer. */
  readonly waitMs: number;
}

/** What differs between the databases that a trail can be kept in. One folder for each, with files of the same names. */
export interface Engine {
  /** Opens nothing yet. */
  dialect(address: string, options: EngineOptions): Promise<Dialect>;
  /** The time of the store's own clock, so many milliseconds from now; as ISO 8601 text. */
  clock(inMs?: number): Sql<string>;
  /** ISO 8601 text as what people query in this database. */
  timestamp(text: Sql): Sql;
  /** Milliseconds between two times, both ISO 8601 text. */
  elapsed(from: Sql, to: Sql): Sql<number>;
  /** Makes a query, inside a transaction, keep others from changing what it has found. */
  lock<T extends keyof AuditDatabase, O>(
    query: SelectQueryBuilder<AuditDatabase, T, O>,
  ): SelectQueryBuilder<AuditDatabase, T, O>;
  /** Whether another process is in the way for a moment only: it is worth trying again at once. */
  isBusy(error: unknown): boolean;
  /** When anybody has last written to the store, in any measure that grows; `undefined` where that cannot be seen. */
  writtenAt(address: string): number | undefined;
}
