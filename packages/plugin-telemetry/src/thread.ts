import type { AroundNode } from '@pintle/hookspecs';
import { activateCarrier } from './activate-carrier.js';
import { CHANNEL_HEADER } from './sdk/channel-header.js';
import { flush } from './sdk/flush.js';
import { takesSpans } from './sdk/registered.js';
import { TimeBudget } from './sdk/time-budget.js';

/** What all nodes of a thread may wait, in milliseconds, for an SDK of the user that has something to send. */
const budget = new TimeBudget(1000);
let isOurs = false;

/**
 * Runs a node on a worker thread in the trace context of its attempt. An SDK of the user on this thread takes the spans;
 * where there is none and the process has one that this package started, that one gets them.
 */
const aroundNode: AroundNode = async (carrier, run) => {
  const channel = carrier[CHANNEL_HEADER];
  if (channel !== undefined && !takesSpans()) {
    const { startThreadSdk } = await import('./sdk/thread-sdk.js');
    startThreadSdk(channel);
    isOurs = true;
  }
  try {
    return await activateCarrier(carrier, run);
  } finally {
    // A thread may be ended as soon as its node is.
    if (!isOurs) await budget.spend(flush() ?? Promise.resolve()).catch(() => {});
  }
};

export default aroundNode;
