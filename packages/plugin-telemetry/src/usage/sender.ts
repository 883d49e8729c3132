// A process of its own: it sends one event, and lives a second at most. Nobody waits for it.
import { env, kill, pid } from 'node:process';

const BOUND_MS = 1000;
const { PINTLE_USAGE_ENDPOINT: endpoint = '', PINTLE_USAGE_EVENT: body = '' } = env;

// Not even a name server that says nothing may keep it.
setTimeout(() => kill(pid, 'SIGKILL'), BOUND_MS);
await fetch(endpoint, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body,
  // It goes where it was agreed that it goes, and nowhere else.
  redirect: 'error',
}).catch(() => {});
kill(pid, 'SIGKILL');
