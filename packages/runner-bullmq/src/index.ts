export { BullmqExecutor } from './executor.js';
export { default as bullmq } from './runner.js';
export { type BullmqSettings, readSettings } from './settings.js';
export { TaskWorker, type TaskWatcher, type TaskWorkerOptions, type WorkedAttempt } from './worker/task-worker.js';
