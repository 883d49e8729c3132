export { type Config, type ConfigDocument, type ConfigOptions, createConfig } from './config.js';
export { ConfigError, type ConfigErrorCode } from './error.js';
export { parseParams } from './params.js';
export type { ConfigPath } from './yaml-file.js';
