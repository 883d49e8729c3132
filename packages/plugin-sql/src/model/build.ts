import type { Logger, Model, NodeReport } from '@pintle/hookspecs';
import type {
  BuildRequest,
  BuildRunner,
  Connection,
  Database,
  Progress,
  Row,
  StatementResult,
} from '../engine/engine.js';
import { placed, runStatement } from '../engine/run-statement.js';
import { StatementFault } from '../engine/engine.js';
import { transact } from '../engine/transaction.js';
import { fault } from '../fault.js';
import { logList } from '../hook/hook-list.js';
import type { Script, Statement } from '../script/script.js';
import { type InsideHook, insideHooks } from './inside-model.js';
import type { ModelDefinition } from './models.js';

/** What building a model takes. */
export interface Build {
  readonly definition: ModelDefinition;
  readonly model: Model;
  readonly database: Database;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Builds the table anew although it could be added to. */
  readonly fullRefresh: boolean;
  readonly isOwn: BuildRequest['isOwn'];
  render(isIncremental: boolean): Script;
}

/** Milliseconds between two lines on how far a build has come. */
const PROGRESS_MS = 1000;

/**
 * Builds a model in one transaction, with the hooks that take part in it.
 *
 * @returns rows and time as the engine has them, hooks not counted
 * @throws HookError `SQL_STATEMENT_FAILED`, `SQL_MODEL_INVALID`, `SQL_DEPENDENTS_EXIST`, …
 */
export async function buildModel(build: Build): Promise<NodeReport> {
  const { database, model, log } = build;
  const hooks = insideHooks.getStore() ?? [];
  const runHooks = async (when: string, connection: Connection, now: Model): Promise<void> => {
    const own = hooks.filter(({ definition }) => definition.when === when);
    if (own.length > 0)
      logList(
        log,
        when,
        model.name,
        own.map(({ definition }: InsideHook) => definition),
      );
    for (const hook of own) await hook.run(connection, now);
  };
  return await transact(database, async (connection) => {
    await runHooks('before_model', connection, { ...model, status: 'running' });
    const report = await new Builder(build, connection).perform();
    await runHooks('after_model', connection, { ...model, ...report, status: 'success' });
    return report;
  });
}

/** Runs the statements of one build, and measures them. */
class Builder implements BuildRunner {
  readonly #build: Build;
  readonly #connection: Connection;
  #elapsedMs = 0;
  #statement: Statement | undefined;
  #told = performance.now();

  constructor(build: Build, connection: Connection) {
    this.#build = build;
    this.#connection = connection;
  }

  /** Builds it by what the model is to become. */
  async perform(): Promise<NodeReport> {
    const { definition, database, fullRefresh, isOwn, render } = this.#build;
    const { engine } = database;
    const { materialized, uniqueKey } = definition.config;
    const relation = { schema: undefined, name: definition.name };
    const adds = materialized === 'incremental' && !fullRefresh && (await engine.kindOf(this, relation)) === 'table';
    this.#statement = onlyStatement(render(adds), definition.path);
    const request = { relation, uniqueKey, isOwn };
    if (materialized === 'view') {
      await engine.buildView(this, request);
      return { elapsedMs: this.#elapsedMs };
    }
    const rows = adds ? await engine.addToTable(this, request) : await engine.buildTable(this, request);
    return { elapsedMs: this.#elapsedMs, ...(rows === undefined ? {} : { rowsAffected: rows }) };
  }

  async build(before: string): Promise<StatementResult> {
    const statement = this.#statement as Statement;
    return await this.#measure(() => runStatement(this.#connection, statement, this.#options(), before));
  }

  async run(sql: string): Promise<StatementResult> {
    return await this.#measure(() => this.#own(() => this.#connection.run(sql, this.#options())));
  }

  async query(sql: string): Promise<Row[]> {
    return await this.#measure(() => this.#own(() => this.#connection.query(sql, this.#options())));
  }

  warn(message: string): void {
    this.#build.log.warn(message);
  }

  async #measure<T>(work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#elapsedMs += performance.now() - start;
    }
  }

  /** A statement of ours that fails is told at the top of the model. */
  async #own<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StatementFault)) throw error;
      const place = { file: this.#build.definition.path, line: 1, column: 1 };
      throw placed(error, { text: '', place: () => place });
    }
  }

  #options(): { readonly signal: AbortSignal; readonly onProgress: (progress: Progress) => void } {
    return { signal: this.#build.signal, onProgress: (progress) => this.#tell(progress) };
  }

  #tell({ percent, rowsProcessed }: Progress): void {
    const now = performance.now();
    if (now - this.#told < PROGRESS_MS || percent <= 0) return;
    this.#told = now;
    this.#build.log.info(`  ${this.#build.model.name} ${Math.floor(percent)} %`, { rowsProcessed });
  }
}

/** A model is one select. @throws HookError `SQL_MODEL_INVALID` */
export function onlyStatement({ statements }: Script, path: string): Statement {
  const [first, second] = statements;
  if (first === undefined)
    throw fault('SQL_MODEL_INVALID', { file: path, line: 1, column: 1 }, 'the model has no select.');
  if (second !== undefined) {
    throw fault('SQL_MODEL_INVALID', second.place(0), 'a model is one select, here begins a second statement.', {
      hint: 'Move other statements to a hook.',
    });
  }
  return first;
}
