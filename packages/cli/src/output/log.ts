import { inspect } from 'node:util';
import type { Logger, LogLevel } from '@pintle/hookspecs';
import { createLogger, type LogLine, readLevel } from '@pintle/pipeline/logger';
import type { Lines } from './lines.js';
import type { Colors, Terminal } from './terminal.js';
import { timeOfDay } from './wording.js';

/** Takes finished lines of a log. */
export type LogSink = (line: string) => void;

/** A logger that gives lines of text to a sink, from a level on. */
export function lineLogger(sink: LogSink, level: LogLevel, colors: Colors): Logger {
  return createLogger((line) => sink(logLine(line, colors)), level);
}

/** The logger of a command: to a person as it is, elsewhere with the time. */
export function commandLogger({ err, env }: Terminal, lines: Lines): Logger {
  const { colors, isTerminal } = err;
  const sink = (line: string): void => lines.write(isTerminal ? line : `${colors.dim(timeOfDay(new Date()))} ${line}`);
  return lineLogger(sink, readLevel(env['PINTLE_LOG_LEVEL']), colors);
}

/** `warn  clean · message  key=value`; the run goes without saying. */
function logLine({ level, message, fields }: LogLine, colors: Colors): string {
  const { run: _run, node, plugin, ...others } = fields;
  const who = [plugin, node].filter((name) => typeof name === 'string').join(', ');
  const details = Object.entries(others).map(([key, value]) => `  ${colors.dim(`${key}=`)}${shown(value)}`);
  return `${painted(level, colors)} ${who === '' ? '' : `${colors.dim(`${who} ·`)} `}${message}${details.join('')}`;
}

function painted(level: LogLevel, colors: Colors): string {
  const word = level.padEnd(5);
  if (level === 'error') return colors.red(word);
  if (level === 'warn') return colors.yellow(word);
  return level === 'info' ? colors.cyan(word) : colors.gray(word);
}

function shown(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(value.message);
  if (typeof value === 'string') return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 2 });
}
