/** The header by which threads learn where to hand over their spans. */
export const CHANNEL_HEADER = 'pintle-telemetry-channel';
