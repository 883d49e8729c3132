import type { AroundNode } from '@pintle/hookspecs';
import { activateCarrier } from './activate-carrier.js';
import { CHANNEL_HEADER } from './sdk/channel-header.js';
import { takesSpans } from './sdk/registered.js';

/**
 * Runs a node on a worker thread in the trace context of its attempt. An SDK of the user on this thread takes the spans;
 * where there is none and the process has one that this package started, that one gets them.
 */
const aroundNode: AroundNode = async (carrier, run) => {
  const channel = carrier[CHANNEL_HEADER];
  if (channel !== undefined && !takesSpans()) {
    const { startThreadSdk } = await import('./sdk/thread-sdk.js');
    startThreadSdk(channel);
  }
  return await activateCarrier(carrier, run);
};

export default aroundNode;
