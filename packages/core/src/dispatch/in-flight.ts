import type { Implementation } from '../impl.js';
import type { Owner } from '../owner.js';
import { isThenable } from '../thenable.js';
import type { Invoke } from './plan.js';

/** Told when the last call under way that includes a masked plugin has ended. */
export type Retire = (owner: Owner) => void;

/** Whether calls that include it are counted. */
export function isCounted({ owner }: Implementation): boolean {
  return owner?.isDisableable === true;
}

/** Counts the calls under way for plugins that a fault may take out. */
export function counted(impls: readonly Implementation[], call: Invoke, retire: Retire): Invoke {
  const owners = [...new Set(impls.filter(isCounted).map((impl) => impl.owner as Owner))];
  if (owners.length === 0) return call;
  const end = (): void => owners.forEach((owner) => leave(owner, retire));
  return (args) => {
    owners.forEach(enter);
    let result: unknown;
    try {
      result = call(args);
    } catch (error) {
      end();
      throw error;
    }
    if (isThenable(result)) return Promise.resolve(result).finally(end);
    end();
    return result;
  };
}

/** Something that includes the plugin has begun. */
export function enter(owner: Owner): void {
  owner.inFlight++;
}

/** It has ended. */
export function leave(owner: Owner, retire: Retire): void {
  owner.inFlight--;
  retireIfIdle(owner, retire);
}

/** Takes a masked plugin out once nothing that includes it is under way. */
export function retireIfIdle(owner: Owner, retire: Retire): void {
  if (owner.isMasked && owner.inFlight === 0) retire(owner);
}
