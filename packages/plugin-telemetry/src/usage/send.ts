import { spawn } from 'node:child_process';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@pintle/hookspecs';

/** Hands an event to a process of its own, which sends it within a second or not at all. Waits for nothing. */
export function sendUsage(endpoint: string, text: string, log: Logger): void {
  // What is loaded into Node everywhere, tracing say, has no business there.
  const { NODE_OPTIONS: _, ...variables } = process.env;
  const sender = spawn(process.execPath, [fileURLToPath(new URL('./sender.js', import.meta.url))], {
    cwd: parse(process.execPath).root,
    detached: true,
    env: { ...variables, PINTLE_USAGE_ENDPOINT: endpoint, PINTLE_USAGE_EVENT: text },
    stdio: 'ignore',
    windowsHide: true,
  });
  sender.on('error', (error) => log.debug('usage statistics could not be sent', { error }));
  sender.unref();
}
