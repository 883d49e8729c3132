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
  return new BoundLogger({ write, least: LEVELS.indexOf(level) }, undefined, bound);
}

interface Sink {
  readonly write: (line: LogLine) => void;
  readonly least: number;
}

type Say = (message: string, fields?: LogFields) => void;

// Each implementation of each call gets a child of its own, and few say anything: so a child costs next to nothing, and
// what it takes to say something, also for methods that were taken out of it, is made on use.
class BoundLogger implements Logger {
  readonly #sink: Sink;
  readonly #parent: BoundLogger | undefined;
  readonly #fields: LogFields;

  constructor(sink: Sink, parent: BoundLogger | undefined, fields: LogFields) {
    this.#sink = sink;
    this.#parent = parent;
    this.#fields = fields;
  }

  get debug(): Say {
    return this.#at('debug');
  }
  get info(): Say {
    return this.#at('info');
  }
  get warn(): Say {
    return this.#at('warn');
  }
  get error(): Say {
    return this.#at('error');
  }
  get child(): Logger['child'] {
    return (fields) => new BoundLogger(this.#sink, this, fields);
  }

  #at(level: LogLevel): Say {
    const { write, least } = this.#sink;
    if (LEVELS.indexOf(level) < least) return ignore;
    return (message, fields) => write({ level, message, fields: { ...this.#bound(), ...fields } });
  }

  #bound(): LogFields {
    return this.#parent === undefined ? this.#fields : { ...this.#parent.#bound(), ...this.#fields };
  }
}

function ignore(): void {}

/** A logger that writes a line of text to standard error, from the level that `PINTLE_LOG_LEVEL` names; default `info`. */
export function stderrLogger(): Logger {
  return createLogger(
    (line) => process.stderr.write(`${formatLine(line)}\n`),
    readLevel(process.env['PINTLE_LOG_LEVEL']),
  );
}

/** A line as text: `warn message key=value`; what is undefined is left out. */
export function formatLine({ level, message, fields }: LogLine): string {
  const said = Object.entries(fields).filter(([, value]) => value !== undefined);
  const details = said.map(([key, value]) => ` ${key}=${shown(value)}`);
  return `${level} ${message}${details.join('')}`;
}

/**
 * The level that `PINTLE_LOG_LEVEL` names, in any case; `info` where it names none.
 *
 * @throws HookError `LOG_LEVEL_UNKNOWN`
 */
export function readLevel(level: string | undefined): LogLevel {
  if (level === undefined || level === '') return 'info';
  const known = LEVELS.find((one) => one === level.toLowerCase());
  if (known !== undefined) return known;
  throw new HookError('LOG_LEVEL_UNKNOWN', `PINTLE_LOG_LEVEL is "${level}", expected one of ${LEVELS.join(', ')}.`, {
    hint: didYouMean(level, LEVELS),
  });
}

function shown(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(value.message);
  return typeof value === 'string' && /^[^\s"=]+$/.test(value)
    ? value
    : inspect(value, { breakLength: Infinity, depth: 2 });
}
