import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Carrier, Logger } from '@pintle/hookspecs';
import { takesMetrics, takesSpans, unseenSdk } from './registered.js';
import type { Sdk } from './sdk.js';
import { type SdkSettings, sdkSettings, type Variables } from './sdk-settings.js';
import { acquireSdk, isOurs, releaseSdk } from './shared-sdk.js';
import { CHANNEL_HEADER } from './channel-header.js';

/** What an SDK is wanted for. */
export interface OwnSdkOptions {
  /** The option `sdk`. */
  readonly asked: boolean | undefined;
  readonly variables: Variables;
  readonly projectDir: string;
  readonly env: string;
}

/** The SDK that this plugin starts when it is asked to, and when nobody else has: that of the user always wins. */
export class OwnSdk {
  readonly #options: OwnSdkOptions;
  readonly #settings: SdkSettings | undefined;
  #sdk: Sdk | undefined;

  constructor(options: OwnSdkOptions) {
    this.#options = options;
    this.#settings = sdkSettings(options.asked, options.variables);
  }

  /** Whether it would take metrics. */
  get wantsMetrics(): boolean {
    return this.#settings?.metrics === true;
  }

  /** Where it sends to, while it runs; for people. */
  get endpoint(): string | undefined {
    return this.#sdk === undefined ? undefined : this.#settings?.endpoint;
  }

  /** What goes along with tasks that leave this thread. */
  get headers(): Carrier {
    const channel = this.#sdk?.channel;
    return channel === undefined ? {} : { [CHANNEL_HEADER]: channel };
  }

  /** Starts it, where it is wanted. Never fails: what goes wrong is logged. */
  async start(log: Logger): Promise<void> {
    if (this.#sdk !== undefined) return;
    const unseen = unseenSdk();
    if (unseen !== undefined) log.warn(unseen);
    const settings = this.#settings;
    if (settings === undefined || (!isOurs() && (takesSpans() || takesMetrics()))) return;
    for (const note of settings.notes) log.warn(note);
    try {
      const { variables } = this.#options;
      this.#sdk = await acquireSdk({ settings, variables, service: this.#service(), log });
    } catch (error) {
      log.warn('the OpenTelemetry SDK could not be started: nothing is traced', { error });
    }
  }

  async stop(): Promise<void> {
    if (this.#sdk === undefined) return;
    this.#sdk = undefined;
    await releaseSdk();
  }

  #service(): Readonly<Record<string, string>> {
    const { projectDir, env } = this.#options;
    const manifest: unknown = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8'));
    const { name, version } = manifest as { readonly name?: unknown; readonly version?: unknown };
    return {
      'service.name': typeof name === 'string' && name !== '' ? name : 'pintle',
      ...(typeof version === 'string' ? { 'service.version': version } : {}),
      'deployment.environment.name': env,
    };
  }
}
