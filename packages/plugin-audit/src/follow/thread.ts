import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { FollowerData, FromFollower, ToFollower } from './message.js';

// The thread of a follower: what it does for the store never keeps the pipeline waiting.
const port = parentPort;
if (port !== null) {
  const { settings, compileCache } = workerData as FollowerData;
  if (compileCache !== undefined) enableCompileCache(compileCache);
  const { Follower } = await import('./follower.js');
  const follower = new Follower(settings, (message: FromFollower) => port.postMessage(message));
  port.on('message', (message: ToFollower) => follower.receive(message));
  port.postMessage({ type: 'progress' } satisfies FromFollower);
  await follower.work();
  port.close();
}
