import { HookError } from '@pintle/core';
import { readCommandLine } from './command-line/read-command-line.js';
import { firstWords } from './command-line/first-words.js';
import { EXIT, exitCodeOfError } from './exit-code.js';
import { invoke } from './invoke.js';
import { factsOf } from './output/error-facts.js';
import { catchWrites } from './output/catch-writes.js';
import { Lines } from './output/lines.js';
import { Reporter } from './output/reporter.js';
import { drained, processTerminal } from './output/terminal.js';

/** Runs the command that a command line names. @returns the exit code, when all output has left the process */
export async function start(argv: readonly string[]): Promise<number> {
  const terminal = processTerminal();
  const lines = new Lines(terminal.err);
  const first = firstWords(argv);
  const reporter = new Reporter(terminal, lines, first.common);
  // What settings, plugins and nodes print must not come between the JSON.
  const release = first.common.json ? catchWrites(process.stdout, (line) => lines.write(line)) : undefined;
  let code: number;
  try {
    const read = await readCommandLine(argv, first, lines, terminal);
    code = typeof read === 'number' ? read : await invoke(read.invocation, { terminal, lines, reporter, ...read });
  } catch (error) {
    reporter.report(error);
    code = exitCodeOfError(error);
  }
  release?.();
  await drained();
  const { outFailure } = terminal;
  if (outFailure === undefined) return code;
  lines.write(reporter.text(factsOf(unwritable(outFailure))));
  await drained();
  return code === EXIT.success ? EXIT.failed : code;
}

function unwritable(cause: Error): HookError<string> {
  return new HookError('OUTPUT_UNWRITABLE', `Standard output could not be written to: ${cause.message}.`, {
    cause,
    hint: 'What the command did is done; what it printed is not complete.',
  });
}
