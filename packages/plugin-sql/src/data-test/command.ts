import { defineCommand } from '@pintle/hookspecs';
import { readConnections } from '../connection/connections.js';
import { transact } from '../engine/transaction.js';
import { readModels } from '../model/models.js';
import { readSources } from '../model/sources.js';
import { PROJECT_FILE, readProjectFile } from '../project-file/project-file.js';
import type { Lookup } from '../template/functions.js';
import { runTest, type TestResult } from './test-run.js';

/** `pintle test`: tests the data that is there; builds nothing. */
export default defineCommand({
  description: 'test the data that models have built, as project.yml says',
  options: {
    tags: { type: 'list', description: 'only tests that have any of these tags' },
  },
  async run({ options, project, session, output }) {
    const file = readProjectFile(project.projectDir);
    const tests = (file?.tests ?? []).filter(
      ({ entry }) => options.tags.length === 0 || options.tags.some((tag) => entry.tags.includes(tag)),
    );
    if (tests.length === 0) {
      output.show(
        { tests: [], passed: 0, failed: 0, warned: 0 },
        () => `There are no tests${options.tags.length > 0 ? ' with these tags' : ` in ${PROJECT_FILE}`}.`,
      );
      return 0;
    }
    const { context } = await session();
    const { projectDir, params } = context;
    const connections = await readConnections(context);
    const sources = readSources(projectDir);
    const vars = file?.vars ?? {};
    const models = readModels({ projectDir, modelsDir: file?.modelsDir ?? 'models', sources, vars, params });
    const lookup: Lookup = { engine: connections.engine, models, sources, vars: { ...vars, ...params } };
    const database = await connections.open();
    try {
      const results: TestResult[] = [];
      for (const test of tests) {
        results.push(
          await transact(database, (connection) => runTest(test, connection, { lookup, env: connections.env }), 'none'),
        );
      }
      return tell(results, output);
    } finally {
      await database.close();
    }
  },
});

type Output = Parameters<NonNullable<ReturnType<typeof defineCommand>['run']>>[0]['output'];

const MARKS = { pass: '✓', fail: '✗', warn: '!', error: '✗' } as const;

function tell(results: readonly TestResult[], output: Output): number {
  const count = (...statuses: readonly TestResult['status'][]): number =>
    results.filter(({ status }) => statuses.includes(status)).length;
  const [passed, failed, warned] = [count('pass'), count('fail', 'error'), count('warn')];
  output.show({ tests: results, passed, failed, warned }, () => {
    const rows = results.map(({ status, name, durationMs, at, message }) => [
      MARKS[status],
      name,
      `${Math.round(durationMs)} ms`,
      at,
      message,
    ]);
    const summary = `${passed} passed, ${failed} failed, ${warned} warned`;
    return `${output.table(
      ['', 'TEST', 'TIME', 'AT', 'WHAT IS WRONG'],
      rows.map((row) => row.map((cell) => cell ?? '')),
    )}\n\n${summary}`;
  });
  return failed > 0 ? 1 : 0;
}
