import { inspect } from 'node:util';
import { didYouMean, HookError } from '@pintle/core';
import type { LogFields, Logger, LogLevel } from '@pintle/hookspecs';

/** One line of a log, before it is written anywhere. */
export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  /** What the logger is bound to, with the details of the line over it. */
  readonly fields: LogFields;
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Makes a logger of what takes its lines. */
export function createLogger(write: (line: LogLine) => void, level: LogLevel = 'debug', bound: LogFields = {}): Logger {
  const least = LEVELS.indexOf(level);
  const at =
    (line: LogLevel) =>
    (message: string, fields?: LogFields): void => {
      if (LEVELS.indexOf(line) >= least) write({ level: line, message, fields: { ...bound, ...fields } });
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => createLogger(write, level, { ...bound, ...fields }),
  };
}

/** A logger that writes a line of text to standard error, from the level that `PINTLE_LOG_LEVEL` names; default `info`. */
export function stderrLogger(): Logger {
  return createLogger(
    (line) => process.stderr.write(`${formatLine(line)}\n`),
    readLevel(process.env['PINTLE_LOG_LEVEL']),
  );
}

/** A line as text: `warn message key=value`. */
export function formatLine({ level, message, fields }: LogLine): string {
  const details = Object.entries(fields).map(([key, value]) => ` ${key}=${shown(value)}`);
  return `${level} ${message}${details.join('')}`;
}

/** @throws HookError `LOG_LEVEL_UNKNOWN` */
export function readLevel(level: string | undefined): LogLevel {
  const known = LEVELS.find((one) => one === (level ?? 'info'));
  if (known !== undefined) return known;
  throw new HookError('LOG_LEVEL_UNKNOWN', `PINTLE_LOG_LEVEL is "${level}", expected one of ${LEVELS.join(', ')}.`, {
    hint: didYouMean(level ?? '', LEVELS),
  });
}

function shown(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(value.message);
  return typeof value === 'string' && /^[^\s"=]+$/.test(value)
    ? value
    : inspect(value, { breakLength: Infinity, depth: 2 });
}
