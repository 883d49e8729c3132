import type { LogFields, Logger, Params } from '@pintle/hookspecs';
import { createRedactor, type Redactor } from '../catalog/redact.js';
import type { Config } from '../config/index.js';
import type { EventDraft } from '../log/draft.js';

/**
 * What of a project must be neither recorded nor logged: its credentials, and the environment in its parameters and in the
 * run config of its jobs.
 */
export class Secrets {
  readonly #params: Params;
  readonly #shown: Params;
  readonly #known: readonly unknown[];
  readonly #redactor: Redactor;

  private constructor(params: Params, shown: Params, known: readonly unknown[]) {
    this.#params = params;
    this.#shown = shown;
    this.#known = known;
    this.#redactor = createRedactor(...known);
  }

  /** Reads what is to be kept secret. @throws ConfigError when the parameters cannot be read */
  static async of(config: Config): Promise<Secrets> {
    const { value, shown, variables } = await config.read('parameters');
    // Credentials that cannot be read are reported where something needs them.
    const credentials = await config.read('credentials').then(
      (document) => document.value,
      () => undefined,
    );
    // Run config that cannot be read keeps the project from opening, with an error of its own.
    const ofJobs = await config.read('job').then(
      (document) => document.variables,
      () => [],
    );
    return new Secrets(value, shown, [[...variables], credentials, [...ofJobs]]);
  }

  /** These, and further values of the environment. */
  and(variables: Iterable<string>): Secrets {
    return new Secrets(this.#params, this.#shown, [...this.#known, [...variables]]);
  }

  /** Parameters as they may be recorded: each `${env:…}` as it is written. */
  params(params: Params): Params {
    if (params === this.#params) return this.#shown;
    const shown = (key: string, value: unknown): unknown =>
      value === this.#params[key] ? this.#shown[key] : this.#redactor.data(value);
    return Object.fromEntries(Object.entries(params).map(([key, value]) => [key, shown(key, value)]));
  }

  /** An event without secrets in what was thrown, and in reasons. */
  draft(draft: EventDraft): EventDraft {
    if (this.#redactor.isIdle || !('error' in draft || 'reason' in draft)) return draft;
    const { error, reason } = draft as { readonly error?: unknown; readonly reason?: string };
    return {
      ...draft,
      ...(error === undefined ? {} : { error: this.#redactor.data(error) }),
      ...(reason === undefined ? {} : { reason: this.#redactor.text(reason) }),
    } as EventDraft;
  }

  /** Blanks the secrets in a text. */
  readonly conceal = (text: string): string => this.#redactor.text(text);

  /** A logger whose lines show no secret. */
  logger(log: Logger): Logger {
    return this.#redactor.isIdle ? log : redacting(log, this.#redactor);
  }
}

function redacting(log: Logger, redactor: Redactor): Logger {
  const clean = (fields: LogFields): LogFields =>
    Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, redactor.value(value)]));
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields?: LogFields): void =>
      log[level](redactor.text(message), fields && clean(fields));
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => redacting(log.child(clean(fields)), redactor),
  };
}
