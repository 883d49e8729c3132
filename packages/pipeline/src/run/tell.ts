import { type Awaitable, isThenable } from '@pintle/core';
import type { Waits } from './cancellation.js';
import type { AttemptRecorder, HookPlace } from './recorder.js';

/**
 * Calls a hook that guards nothing: what fails in it is recorded, and the run goes on.
 *
 * @param waits - gives the hook up when the run is cancelled and its grace is over
 */
export function tell(
  hook: string,
  call: () => Awaitable<void>,
  recorder: Pick<AttemptRecorder, 'hookFailed' | 'isClosed'>,
  waits: Waits,
  place: HookPlace = {},
): void | Promise<void> {
  if (recorder.isClosed) return undefined;
  try {
    const told = call();
    if (!isThenable(told)) return undefined;
    return waits.for(Promise.resolve(told)).catch((error: unknown) => recorder.hookFailed(hook, error, place));
  } catch (error) {
    return recorder.hookFailed(hook, error, place);
  }
}
