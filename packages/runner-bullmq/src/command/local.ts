import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { HookError } from '@pintle/core';
import type { ProjectContext } from '@pintle/hookspecs';
import { Redis } from 'ioredis';
import { envOption } from '../env-option.js';
import { localServer, localServerFile } from '../local-server.js';
import { urlGivenBy } from '../settings.js';

/** The project of a local trial, and how it is stopped. */
export interface LocalContext extends Pick<ProjectContext, 'projectDir' | 'env' | 'config' | 'log'> {
  readonly signal: AbortSignal;
}

/** Set for workers that are started here. */
const LOCAL_WORKER = 'PINTLE_LOCAL_WORKER';

/** Milliseconds that the server may take to start. */
const START_MS = 10_000;

/**
 * Starts a Redis server for a project and workers on it, until the signal aborts. Runs of the project find the server by
 * themselves. Its data is kept in `.pintle/redis`.
 *
 * @returns the exit code
 * @throws HookError `LOCAL_SERVER_UNUSED`, `LOCAL_SERVER_RUNNING`, `REDIS_NOT_INSTALLED`, `REDIS_NOT_STARTED`
 */
export async function runLocally(workers: number, context: LocalContext): Promise<number> {
  const { projectDir, env, log, signal } = context;
  const given = await urlGivenBy(context);
  if (given !== undefined) {
    throw new HookError('LOCAL_SERVER_UNUSED', `${given} says where Redis is: nobody would use a local server.`, {
      hint: 'Start a worker on that Redis, without --local: pintle worker. Or take its address away.',
    });
  }
  const known = localServer(projectDir);
  if (known !== undefined) {
    throw new HookError('LOCAL_SERVER_RUNNING', `A local server of this project runs already, at ${known.url}.`, {
      hint: 'Start more workers on it: pintle worker.',
    });
  }
  const { server, url } = await startServer(projectDir);
  const file = localServerFile(projectDir);
  writeFileSync(file, JSON.stringify({ url, pid: server.pid }));
  const children: ChildProcess[] = [];
  // Who leaves at once leaves nothing behind, either.
  const leave = (): void => {
    for (const child of children) child.kill('SIGKILL');
    server.kill('SIGTERM');
    rmSync(file, { force: true });
  };
  process.once('exit', leave);
  try {
    log.info(`redis-server is at ${url}; its data is in .pintle/redis`);
    for (let number = 1; number <= workers; number++) children.push(startWorker(number));
    log.info(`in another terminal: pintle run --runner bullmq${envOption(env)}`);
    const codes = await Promise.race([aborted(signal), ended(server), Promise.all(children.map(ended))]);
    return codes === undefined ? 0 : 1;
  } finally {
    for (const child of children) child.kill('SIGTERM');
    await Promise.all(children.map(ended));
    server.kill('SIGTERM');
    await ended(server);
    process.off('exit', leave);
    rmSync(file, { force: true });
    log.info('the workers and redis-server have stopped');
  }
}

/**
 * For a worker that was started here: stops it when the process that started it has died, as SIGTERM would.
 *
 * @param signal - aborts when it is stopped already
 * @returns what then stops the server, when the worker has stopped; `undefined` for other workers
 */
export function watchParent(url: string, signal: AbortSignal): (() => Promise<void>) | undefined {
  if (process.env[LOCAL_WORKER] === undefined || process.channel === undefined) return undefined;
  // The channel is for noticing alone: it keeps nobody from ending.
  process.channel.unref();
  let isAlone = false;
  process.once('disconnect', () => {
    isAlone = true;
    // Once more would have it leave at once.
    if (!signal.aborted) process.kill(process.pid, 'SIGTERM');
  });
  return async () => {
    if (isAlone) await shutDown(url);
  };
}

async function shutDown(url: string): Promise<void> {
  const redis = new Redis(url, { retryStrategy: () => null, lazyConnect: true });
  redis.on('error', () => {});
  try {
    await redis.connect();
    await redis.shutdown();
  } catch {
    // Another worker was quicker.
  } finally {
    redis.disconnect();
  }
}

async function startServer(projectDir: string): Promise<{ server: ChildProcess; url: string }> {
  if (spawnSync('redis-server', ['--version']).error !== undefined) {
    throw new HookError('REDIS_NOT_INSTALLED', 'There is no redis-server on the PATH.', {
      hint: 'Install it (apt-get install redis-server, brew install redis), or use one that runs: PINTLE_REDIS_URL.',
    });
  }
  const dir = join(projectDir, '.pintle', 'redis');
  mkdirSync(dir, { recursive: true });
  const port = await freePort();
  const options = {
    port: String(port),
    bind: '127.0.0.1',
    dir,
    appendonly: 'yes',
    save: '',
    'maxmemory-policy': 'noeviction',
  };
  const words = Object.entries(options).flatMap(([key, value]) => [`--${key}`, value]);
  // In a group of its own: ctrl-C is for us, who stop the workers before the server.
  const server = spawn('redis-server', words, { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  const said: string[] = [];
  if (server.stdout !== null) createInterface(server.stdout).on('line', (line) => said.push(line));
  const url = `redis://127.0.0.1:${port}`;
  if (await answers(url, server)) return { server, url };
  const how =
    server.exitCode === null
      ? `does not answer after ${START_MS / 1000} seconds`
      : `ended with exit code ${server.exitCode}`;
  server.kill('SIGKILL');
  throw new HookError('REDIS_NOT_STARTED', `redis-server ${how}. Its data is in ${dir}.`, {
    hint: `It said: ${said
      .filter((line) => line !== '')
      .slice(-5)
      .join('\n')}`,
  });
}

async function answers(url: string, server: ChildProcess): Promise<boolean> {
  const end = performance.now() + START_MS;
  while (performance.now() < end && server.exitCode === null) {
    const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => {});
    try {
      await redis.connect();
      await redis.ping();
      return true;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      redis.disconnect();
    }
  }
  return false;
}

/** One worker: this very command again, without `--local`. */
function startWorker(number: number): ChildProcess {
  const words = process.argv
    .slice(1)
    .filter((word, index, all) => !isLocalOption(word) && !isLocalOption(all[index - 1], true));
  const child = spawn(process.execPath, [...process.execArgv, ...words, '--name', `local-${number}`], {
    // By the channel it notices when this process is killed.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, [LOCAL_WORKER]: '1' },
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface(stream).on('line', (line) => process.stderr.write(`[${number}] ${line}\n`));
  }
  return child;
}

/** Whether a word is `--local`, or `--local=2`; with `alone`, whether the word after it is its value. */
function isLocalOption(word: string | undefined, alone = false): boolean {
  return word === '--local' || (!alone && word?.startsWith('--local=') === true);
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  return await new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  return undefined;
}
