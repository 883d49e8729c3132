export { activateCarrier } from './activate-carrier.js';
export type { TelemetryOptions } from './options.js';
export { telemetry, telemetry as default } from './plugin.js';
