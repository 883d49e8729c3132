// Prints `N passed, N failed`, alone on the last line: the tests, and every other step of `check` that failed.
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { checkReport, vitestReport } from './report-file.mjs';

export function printSummary() {
  const tests = existsSync(vitestReport) ? JSON.parse(readFileSync(vitestReport, 'utf8')) : undefined;
  const check = existsSync(checkReport) ? JSON.parse(readFileSync(checkReport, 'utf8')) : undefined;
  const passed = tests?.numPassedTests ?? 0;
  const skipped = (tests?.numPendingTests ?? 0) + (tests?.numTodoTests ?? 0);
  const failedTests = tests?.numFailedTests ?? 0;
  // A step that does not count its failures counts as one; so does a test run that failed with no test to blame.
  const failedSteps = check
    ? check.failedSteps.filter(({ counted }) => !counted || failedTests === 0).map(({ name }) => name)
    : ['check'];
  if (skipped > 0) console.log(`\n${skipped} tests skipped.`);
  if (failedSteps.length > 0) console.log(`\nFailed: ${failedSteps.join(', ')}.`);
  console.log(`\n${passed} passed, ${failedTests + failedSteps.length} failed`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) printSummary();
