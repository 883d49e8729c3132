import { isHookError } from '@pintle/hookspecs';
import { type Connection, type Engine, StatementFault } from '../engine/engine.js';
import { placed } from '../engine/run-statement.js';
import { fault } from '../fault.js';
import { checkHookCalls } from '../hook/check-calls.js';
import { onlyStatement } from '../model/build.js';
import type { TestDefinition } from '../project-file/test-definition.js';
import { Script } from '../script/script.js';
import { SourceText } from '../source/source-text.js';
import { commonFunctions, type Lookup } from '../template/functions.js';
import { Template } from '../template/template.js';
import { ValueFault } from '../value.js';
import { isSqlTest, testQuery } from './test-query.js';

/** How a test ended. `error`: it could not be made at all. */
export type TestStatus = 'pass' | 'fail' | 'warn' | 'error';

/** One line of the table of results. */
export interface TestResult {
  readonly name: string;
  readonly status: TestStatus;
  readonly severity: 'error' | 'warn';
  readonly tags: readonly string[];
  /** `project.yml:12` */
  readonly at: string;
  readonly durationMs: number;
  /** What is wrong, in words. */
  readonly message?: string;
  /** Of an `error`. */
  readonly code?: string;
}

/** What tests need besides the database. */
export interface TestSurroundings {
  readonly lookup: Lookup;
  readonly env: Readonly<Record<string, string>>;
}

/** Makes one test. Never rejects: what goes wrong is its result. */
export async function runTest(
  definition: TestDefinition,
  connection: Connection,
  surroundings: TestSurroundings,
): Promise<TestResult> {
  const { name, place, entry } = definition;
  const { severity, tags } = entry;
  const start = performance.now();
  const done = (status: TestStatus, message?: string, code?: string): TestResult => ({
    name,
    status,
    severity,
    tags,
    at: `${place.file}:${place.line}`,
    durationMs: performance.now() - start,
    ...(message === undefined ? {} : { message }),
    ...(code === undefined ? {} : { code }),
  });
  try {
    const wrong = isSqlTest(definition)
      ? await askSql(definition, connection, surroundings)
      : await askTable(definition, connection, surroundings.lookup.engine);
    return wrong === undefined ? done('pass') : done(severity === 'warn' ? 'warn' : 'fail', wrong);
  } catch (error) {
    if (!isHookError(error)) throw error;
    return done('error', error.message, error.code);
  }
}

async function askTable(
  definition: TestDefinition,
  connection: Connection,
  engine: Engine,
): Promise<string | undefined> {
  const { entry, place, text } = definition;
  if (entry.type === 'sql') return undefined;
  if (text !== undefined) checkCondition(text);
  try {
    const query = testQuery(entry, engine);
    return query.judge((await connection.query(query.sql))[0] ?? {});
  } catch (error) {
    if (error instanceof ValueFault) throw error.at(place);
    if (error instanceof StatementFault)
      throw fault('SQL_TEST_FAILED', place, error.message, { cause: error, hint: error.hint });
    throw error;
  }
}

/** A condition becomes part of a statement, which it must not end. @throws HookError `SQL_TEMPLATE_INVALID` */
function checkCondition(condition: SourceText): void {
  const { statements } = new Script([{ kind: 'text', text: condition.text, place: (offset) => condition.at(offset) }]);
  if (statements.length !== 1) throw fault('SQL_TEMPLATE_INVALID', condition.at(0), 'a condition is one expression.');
}

/** A test of SQL passes when its select gives no row. */
async function askSql(
  definition: TestDefinition & { readonly entry: { readonly params: Readonly<Record<string, unknown>> } },
  connection: Connection,
  surroundings: TestSurroundings,
): Promise<string | undefined> {
  const { lookup, env } = surroundings;
  const { params } = definition.entry;
  const template = new Template(definition.text ?? SourceText.at(definition.place, ''), {
    purpose: 'a test',
    variables: { env: 'any', params: Object.keys(params) },
    functions: ['engine', 'env', 'ref', 'source', 'var'],
  });
  checkHookCalls(template.calls, lookup, {});
  const script = template.render(lookup.engine, { ...commonFunctions(lookup, template.calls), env, params });
  const statement = onlyStatement(script, definition.place.file);
  try {
    const rows = await connection.query(`SELECT count(*) AS bad FROM (${statement.text}\n) AS rows_that_should_not_be`);
    const bad = Number(rows[0]?.['bad']);
    return bad === 0 ? undefined : `the select gives ${bad} rows, expected none`;
  } catch (error) {
    throw error instanceof StatementFault ? placed(error, statement, 'SELECT count(*) AS bad FROM ('.length) : error;
  }
}
