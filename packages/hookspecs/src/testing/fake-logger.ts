import type { LogFields, Logger, LogLevel } from '../domain/logger.js';

/** One line that was logged. */
export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  /** The fields of the line and of the loggers it came through. */
  readonly fields: LogFields;
}

/** A logger that keeps what it is told. */
export interface FakeLogger extends Logger {
  /** In order, those of its children included. */
  readonly lines: readonly LogLine[];
  child(fields: LogFields): FakeLogger;
}

/** Makes a logger that prints nothing and keeps everything. */
export function buildLogger(): FakeLogger {
  const lines: LogLine[] = [];
  const logger = (bound: LogFields): FakeLogger => {
    const at =
      (level: LogLevel) =>
      (message: string, fields: LogFields = {}): void => {
        lines.push({ level, message, fields: { ...bound, ...fields } });
      };
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      lines,
      child: (fields) => logger({ ...bound, ...fields }),
    };
  };
  return logger({});
}
