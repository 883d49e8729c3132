export { default } from './plugin.js';
export type { AuditOptions } from './options.js';
