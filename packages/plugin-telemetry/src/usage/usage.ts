import { randomUUID } from 'node:crypto';
import type { CommandArgs, HookArgs, Pipeline } from '@pintle/hookspecs';
import type { Variables } from '../sdk/sdk-settings.js';
import { type Consent, readConsent, writeConsent } from './consent.js';
import { eventText, usageEvent } from './event.js';
import { type Permission, usagePermission } from './permission.js';
import { sendUsage } from './send.js';

/** What usage statistics are kept with. */
export interface UsageOptions {
  readonly projectDir: string;
  /** Where they go; `undefined` for nowhere. */
  readonly endpoint: string | undefined;
  readonly variables: Variables;
}

/** Usage statistics of one project: off, until somebody agrees. */
export class Usage {
  readonly endpoint: string | undefined;
  readonly #projectDir: string;
  readonly #variables: Variables;
  #pipelines: ReadonlyMap<string, Pipeline> | undefined;

  constructor({ projectDir, endpoint, variables }: UsageOptions) {
    this.endpoint = endpoint;
    this.#projectDir = projectDir;
    this.#variables = variables;
  }

  /** The command has loaded the project's pipelines. */
  loaded({ pipelines }: HookArgs<'after_pipelines_registered'>): void {
    this.#pipelines = pipelines;
  }

  /** Sends the event of a command, where that is allowed. Waits for nothing but the file of the consent. */
  async ended({ commandArgs, projectMetadata, log }: HookArgs<'after_command_run'>): Promise<void> {
    if (this.endpoint === undefined || commandArgs.command[0] === OWN_COMMAND) return;
    const { isOn, reasons, consent } = await this.permission();
    if (consent.state === 'unreadable') log.warn(`usage statistics are off: ${reasons.join(', ')}`);
    if (!isOn) return;
    try {
      sendUsage(this.endpoint, this.preview(commandArgs, projectMetadata.pintleVersion), log);
    } catch (error) {
      log.warn('usage statistics could not be sent', { error });
    }
  }

  async permission(): Promise<Permission> {
    // It looks at the variables of dozens of services as it loads.
    const { isCI: isCi } = await import('ci-info');
    return usagePermission({
      projectDir: this.#projectDir,
      endpoint: this.endpoint,
      variables: this.#variables,
      isCi,
    });
  }

  /** What is sent of a command, to the byte. @throws what the file system throws, where there is no id yet */
  preview(commandArgs: CommandArgs, pintleVersion: string): string {
    const id = this.#id();
    return eventText(usageEvent({ id, commandArgs, pintleVersion, pipelines: this.#pipelines }));
  }

  /** Somebody agrees that statistics go to the endpoint that is configured now. */
  agree(): void {
    writeConsent(this.#projectDir, { consent: true, id: this.#id(), endpoint: this.endpoint ?? null });
  }

  /** Somebody says no. The id is forgotten. */
  refuse(): void {
    writeConsent(this.#projectDir, { consent: false });
  }

  /** The id of this checkout: that which it has, or a new one, which is kept. */
  #id(): string {
    const found = readConsent(this.#projectDir);
    const consent: Consent = found.state === 'given' ? found.consent : { consent: false };
    if (consent.id !== undefined) return consent.id;
    const id = randomUUID();
    // What cannot be read is not overwritten, but by somebody who decides.
    if (found.state !== 'unreadable') writeConsent(this.#projectDir, { ...consent, id });
    return id;
  }
}

/** The command that looks after usage statistics: of it, nothing is sent. */
const OWN_COMMAND = 'telemetry';

const ofPlugins = new WeakMap<object, Usage>();

/** Notes what a plugin was made with, for its commands. */
export function noteUsage(plugin: object, usage: Usage): void {
  ofPlugins.set(plugin, usage);
}

/** What a plugin was made with. */
export function usageOf(plugin: object | undefined): Usage | undefined {
  return plugin === undefined ? undefined : ofPlugins.get(plugin);
}
