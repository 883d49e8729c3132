import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A server that `pintle worker --local` has started for a project. */
export interface LocalServer {
  readonly url: string;
  readonly pid: number;
}

/** The file in which a running local server is noted: runs of the project find it there. */
export function localServerFile(projectDir: string): string {
  return join(projectDir, '.pintle', 'redis', 'server.json');
}

/** The local server of a project, if one is running. */
export function localServer(projectDir: string): LocalServer | undefined {
  const file = localServerFile(projectDir);
  if (!existsSync(file)) return undefined;
  try {
    const server = JSON.parse(readFileSync(file, 'utf8')) as LocalServer;
    process.kill(server.pid, 0);
    return server;
  } catch {
    // It was killed, and its note left behind.
    return undefined;
  }
}
