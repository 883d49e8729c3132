export { createLogger, formatLine, type LogLine, readLevel, stderrLogger } from './logger.js';
