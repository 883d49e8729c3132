import { messageOf } from '../describe.js';
import { HookError, isHookError } from '../errors.js';
import {
  isDeferredPlugin,
  isPluginFactory,
  flatten,
  type MadePlugins,
  type PluginHost,
  setUpFactory,
} from '../plugin-factory.js';

/** Makes plugins from what was listed or exported, and remembers which of them it made. */
export class Workshop {
  readonly #host: PluginHost;
  readonly #made = new Set<object>();

  constructor(host: PluginHost) {
    this.#host = host;
  }

  /**
   * The plugins that a value stands for: those that a factory makes, else itself.
   *
   * @param options - for a factory that was not called
   * @param who - names the value in errors
   * @throws HookError `PLUGIN_INVALID` for options that do not pass, `PLUGIN_SETUP_FAILED` with what the factory threw
   */
  async make(value: object, options: unknown, who: string): Promise<readonly object[]> {
    if (!isFactory(value) && !isDeferredPlugin(value)) return [value];
    const plugins = await this.#setUp(value, options, who);
    for (const plugin of plugins) this.#made.add(plugin);
    return plugins;
  }

  /** Disposes a plugin that was made here and is not to be used. Others are not touched: nobody has set them up. */
  async discard(plugin: object): Promise<void> {
    if (this.#made.delete(plugin)) await (plugin as { dispose?(): unknown }).dispose?.();
  }

  /** Disposes all that was made here and that nobody else disposes, last made first. Gives the errors of these. */
  async discardAll(isOwned: (plugin: object) => boolean): Promise<unknown[]> {
    const errors: unknown[] = [];
    for (const plugin of [...this.#made].reverse()) {
      if (isOwned(plugin)) continue;
      try {
        await this.discard(plugin);
      } catch (error) {
        errors.push(error);
      }
    }
    return errors;
  }

  async #setUp(value: object, options: unknown, who: string): Promise<object[]> {
    try {
      if (isDeferredPlugin(value)) return await setUpFactory(value.factory, value.options, this.#host, who);
      if (isPluginFactory(value)) return await setUpFactory(value, options, this.#host, who);
      return await flatten((value as BareFactory)(options ?? {}, this.#host), who);
    } catch (cause) {
      if (isHookError(cause)) throw cause;
      throw new HookError('PLUGIN_SETUP_FAILED', `The factory of plugin "${who}" failed: ${messageOf(cause)}`, {
        cause,
        plugin: who,
        hint: 'The cause is what its setup threw.',
      });
    }
  }
}

type BareFactory = (options: unknown, host: PluginHost) => MadePlugins;

/** Whether a value is a factory that takes options: made by `definePluginFactory`, or a bare function. */
export function isFactory(value: object): boolean {
  return typeof value === 'function';
}
