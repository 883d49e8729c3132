import type { SqlValue } from '../value.js';

/** The engines that there are. */
export type EngineName = 'duckdb' | 'postgres';

/** A table or view: its name, and the schema it is in where that is not the connection's own. */
export interface Relation {
  readonly schema: string | undefined;
  readonly name: string;
}

/** What a relation is, or that there is none. */
export type RelationKind = 'table' | 'view' | undefined;

/** A row as plain data: dates as `Date`, whole numbers as `number` where that is exact and else as `bigint`. */
export type Row = Readonly<Record<string, unknown>>;

/** What a statement did. */
export interface StatementResult {
  /** Rows that it wrote, as the engine counted; `undefined` where it does not say. */
  readonly rowsAffected: number | undefined;
}

/** How far a statement has come. */
export interface Progress {
  /** 0 to 100. */
  readonly percent: number;
  readonly rowsProcessed: number;
}

/** What goes along with a statement. */
export interface StatementOptions {
  /** Stops the statement. */
  readonly signal?: AbortSignal | undefined;
  /** Called now and then while it runs, by engines that know. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** What an engine said of a statement that it refused. */
export class StatementFault extends Error {
  /** The SQLSTATE, or the engine's name for the kind of error. */
  readonly kind: string | undefined;
  /** Where in the statement, in UTF-16 units from 0. */
  readonly offset: number | undefined;
  readonly hint: string | undefined;

  constructor(
    message: string,
    details: { kind?: string | undefined; offset?: number | undefined; hint?: string | undefined; cause?: unknown },
  ) {
    super(message, { cause: details.cause });
    this.kind = details.kind;
    this.offset = details.offset;
    this.hint = details.hint;
  }
}

/** One connection: one statement at a time, transactions of its own. */
export interface Connection {
  /**
   * Runs one statement.
   *
   * @throws StatementFault
   */
  run(sql: string, options?: StatementOptions): Promise<StatementResult>;
  /**
   * Runs one statement and gives its rows.
   *
   * @throws StatementFault
   */
  query(sql: string, options?: StatementOptions): Promise<Row[]>;
  /** What is wrong with the syntax of one statement, which is not run. */
  check(sql: string): Promise<StatementFault | undefined>;
  /** Gives it back; a broken one, whose transaction could not be ended, is closed for good. */
  release(isBroken?: boolean): Promise<void>;
}

/** An open database. */
export interface Database {
  readonly engine: Engine;
  /** Whether it is gone with the process. */
  readonly ephemeral: boolean;
  /** A connection for the one who asks, to be released. */
  connect(): Promise<Connection>;
  close(): Promise<void>;
}

/** What a statement that builds something has to know. */
export interface BuildRequest {
  readonly relation: Relation;
  /** The columns that tell rows apart, for incremental tables; none appends. */
  readonly uniqueKey: readonly string[];
  /** Whether a view is a model of the project: these may be dropped along. */
  readonly isOwn: (relation: Relation) => boolean;
}

/** Runs the statements of a build: counts rows and time. */
export interface BuildRunner {
  /** Runs the select of the model with text before it; what is wrong in the select is told where it is written. */
  build(before: string): Promise<StatementResult>;
  /** Runs a statement of the plugin's own making. */
  run(sql: string): Promise<StatementResult>;
  query(sql: string): Promise<Row[]>;
  /** Tells something that a person would want to know. */
  warn(message: string): void;
}

/** What models and hooks need of a database product. One object of this shape an engine. */
export interface Engine {
  readonly name: EngineName;
  /** @throws ValueFault */
  literal(value: SqlValue): string;
  /** @throws ValueFault */
  identifier(...parts: readonly string[]): string;
  /** A relation as it is written in SQL. @throws ValueFault */
  relation(relation: Relation): string;
  /** What there is of a name. */
  kindOf(runner: Pick<BuildRunner, 'query'>, relation: Relation): Promise<RelationKind>;
  /** Builds a table anew. @returns its rows */
  buildTable(runner: BuildRunner, request: BuildRequest): Promise<number | undefined>;
  buildView(runner: BuildRunner, request: BuildRequest): Promise<void>;
  /** Adds to a table that exists, in place of rows of the same key. @returns rows that were added */
  addToTable(runner: BuildRunner, request: BuildRequest): Promise<number | undefined>;
  /** A file as a table; `undefined` where the engine does not read such files. */
  file(path: string, format: string | undefined): string | undefined;
  /** Opens a database. Nothing is connected before the first statement needs it. @throws HookError `SQL_CONNECTION_FAILED` */
  open(profile: unknown, surroundings: Surroundings): Promise<Database>;
}

/** Where a database is opened. */
export interface Surroundings {
  /** Absolute. */
  readonly projectDir: string;
  /** `conf/base/connections.yml, profile "dev"`, for messages. */
  readonly where: string;
}
