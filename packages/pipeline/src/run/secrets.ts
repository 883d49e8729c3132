import { scryptSync } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { LogFields, Logger, Outcome, Params } from '@pintle/hookspecs';
import { createRedactor, type Redactor } from '../catalog/redact.js';
import type { Config, ConfigDocument } from '../config/index.js';
import type { EventDraft } from '../log/draft.js';

/** What `${env:…}` may have brought secrets into. */
type Document = Pick<ConfigDocument, 'value' | 'shown' | 'variables'>;

const PARAMETERS = 'parameters.yml';
const EMPTY: Document = { value: {}, shown: {}, variables: new Set() };

/**
 * What of a project must be neither recorded, logged nor sent: its credentials, and the environment in its parameters and
 * in the run config of its jobs.
 */
export class Secrets {
  /** By name, parameters first. */
  readonly #documents: ReadonlyMap<string, Document>;
  readonly #credentials: unknown;
  readonly #redactor: Redactor;

  private constructor(documents: ReadonlyMap<string, Document>, credentials: unknown) {
    this.#documents = documents;
    this.#credentials = credentials;
    this.#redactor = createRedactor(...[...documents.values()].map(({ variables }) => [...variables]), credentials);
  }

  /** Reads what is to be kept secret. @throws ConfigError when the parameters cannot be read */
  static async of(config: Config): Promise<Secrets> {
    const parameters = await config.read('parameters');
    // Credentials that cannot be read are reported where something needs them.
    const credentials = await config.read('credentials').then(
      (document) => document.value,
      () => undefined,
    );
    // Run config that cannot be read keeps the project from opening, with an error of its own.
    const job = await config.read('job').catch(() => EMPTY);
    const documents = { [PARAMETERS]: parameters, 'job.yml': job };
    return new Secrets(new Map(Object.entries(documents)), credentials);
  }

  /** These, and those that the environment has brought into another document. */
  and(name: string, document: Document): Secrets {
    return new Secrets(new Map([...this.#documents, [name, document]]), this.#credentials);
  }

  /** Parameters as they may be recorded: each `${env:…}` as it is written. */
  params(params: Params): Params {
    const { value: ours, shown: written } = this.#documents.get(PARAMETERS) ?? EMPTY;
    if (params === ours) return written;
    const shown = (key: string, value: unknown): unknown =>
      value === ours[key] ? written[key] : this.#redactor.data(value);
    return Object.fromEntries(Object.entries(params).map(([key, value]) => [key, shown(key, value)]));
  }

  /**
   * Digests of what the environment has put into parameters and run config, by `<document>: <key>`: they tell whether two
   * processes have the same, and are slow to guess from.
   */
  digests(salt: string): Readonly<Record<string, string>> {
    const digests: Record<string, string> = {};
    for (const [name, { value, shown }] of this.#documents) {
      for (const key of Object.keys(value)) {
        if (isDeepStrictEqual(value[key], shown[key])) continue;
        const text = JSON.stringify(value[key]);
        digests[`${name}: ${key}`] = scryptSync(text, `${salt}/${name}/${key}`, 16).toString('base64url');
      }
    }
    return digests;
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

  /** An outcome without secrets in what was thrown, and in its reason. */
  outcome(outcome: Outcome): Outcome {
    const { error, reason } = outcome;
    if (this.#redactor.isIdle || (error === undefined && reason === undefined)) return outcome;
    return Object.freeze({
      ...outcome,
      ...(error === undefined ? {} : { error: this.#redactor.error(error) }),
      ...(reason === undefined ? {} : { reason: this.#redactor.text(reason) }),
    });
  }

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
