/** What an implementation knows of the plugin that it belongs to. */
export interface Owner {
  /** The name the plugin is registered under. */
  readonly name: string;
  readonly plugin: object;
  /** The version it was registered with, else the one it states. */
  readonly version: string | undefined;
  /** Whether the plugin is a class instance, which its implementations get as `this`. */
  readonly isInstance: boolean;
  /** Whether a failing implementation takes the plugin out: calls that include it are counted then. */
  readonly isDisableable: boolean;
  /** Set once an implementation under `onError: 'disable'` failed: nothing of the plugin is called any more. */
  isMasked: boolean;
  /** Calls under way that include the plugin, where it is disableable; its registration counts as one. */
  inFlight: number;
}
