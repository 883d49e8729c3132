import type { EventEmitter } from 'eventemitter3';
import { messageOf } from './describe.js';
import { type Retire, retireIfIdle } from './dispatch/in-flight.js';
import type { ReportFault } from './dispatch/policy.js';
import { type ManagerEvents, tell } from './events.js';

/** What becomes of faults that a policy keeps from the caller, and of the plugins that had them. */
export class Faults {
  /** Takes a masked plugin out. */
  readonly retire: Retire;
  readonly #events: EventEmitter<ManagerEvents>;

  constructor(events: EventEmitter<ManagerEvents>, retire: Retire) {
    this.#events = events;
    this.retire = retire;
  }

  /** Says a fault, as a warning where nobody listens; under `onError: 'disable'` its plugin is masked. */
  readonly report: ReportFault = (impl, error) => {
    const { hook, pluginName: plugin, owner } = impl;
    const policy = impl.options.onError === 'disable' ? 'disable' : 'warn';
    if (!tell(this.#events, 'hook:error', { hook, plugin, impl: impl.record, error, policy })) {
      process.emitWarning(`Plugin "${plugin}" failed in "${hook}": ${messageOf(error)}`, { code: 'PINTLE_HOOK_ERROR' });
    }
    if (policy === 'warn' || owner === null || owner.isMasked) return;
    owner.isMasked = true;
    tell(this.#events, 'plugin:disabled', plugin, error);
    // A wrapper may have let go of the call that this fault was in.
    retireIfIdle(owner, this.retire);
  };
}
