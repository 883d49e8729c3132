import { readPlace, DEFAULT_PLACE, type StorePlace } from './store/store-place.js';
import type { AuditOptions } from './options.js';

/** What a trail is kept by: options and variables, put together. */
export interface AuditSettings {
  readonly projectDir: string;
  readonly place: StorePlace;
  /** What heads are sealed with. */
  readonly key: string | undefined;
  /** Names whose values are secret, besides the usual ones. */
  readonly secretNames: readonly string[];
  /** Names of the variables that may be recorded. */
  readonly variables: readonly string[];
  /** Milliseconds that the end of a process waits for a store that does not get on. */
  readonly graceMs: number;
}

/**
 * Puts options and variables together: `PINTLE_AUDIT_URL` wins over the option `url`.
 *
 * @throws HookError `AUDIT_URL_INVALID`
 */
export function auditSettings(
  options: AuditOptions,
  projectDir: string,
  variables: Readonly<Record<string, string | undefined>>,
): AuditSettings {
  const { url = DEFAULT_PLACE, env = [], redact = [], graceMs = 2000 } = options;
  return {
    projectDir,
    place: readPlace(variables['PINTLE_AUDIT_URL'] || url, projectDir),
    key: variables['PINTLE_AUDIT_KEY'] || undefined,
    secretNames: redact,
    variables: env,
    graceMs,
  };
}

const ofPlugins = new WeakMap<object, AuditSettings>();

/** Notes what a plugin was made with, for its commands. */
export function noteSettings(plugin: object, settings: AuditSettings): void {
  ofPlugins.set(plugin, settings);
}

/** What a plugin was made with. */
export function settingsOf(plugin: object | undefined): AuditSettings | undefined {
  return plugin === undefined ? undefined : ofPlugins.get(plugin);
}
