export { createTestManager, type RecordedCall, type TestManagerOptions, TestManager } from './test-manager.js';
export { setUpPlugins } from './set-up-plugins.js';
