import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PACKAGES = fileURLToPath(new URL('../../../packages', import.meta.url));

/** Whether a redis-server can be started. */
export const hasRedis: boolean = spawnSync('redis-server', ['--version']).error === undefined;

/** Starts a Redis server on a free port, durable as asked. */
export async function startRedis(appendfsync: 'always' | 'everysec'): Promise<{ url: string; stop(): Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), 'pintle-bench-redis-'));
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  const options = { port, bind: '127.0.0.1', dir, save: '', appendonly: 'yes', appendfsync };
  const words = Object.entries(options).flatMap(([key, value]) => [`--${key}`, String(value)]);
  const child = spawn('redis-server', words, { stdio: 'ignore' });
  await sleep(500);
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGKILL');
      await once(child, 'exit');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A project on disk whose nodes do next to nothing, and workers for it. */
export class Farm {
  readonly dir = mkdtempSync(join(tmpdir(), 'pintle-bench-workers-'));
  readonly #url: string;
  readonly #workers: ChildProcess[] = [];

  constructor(url: string, settings: Readonly<Record<string, number>> = {}) {
    this.#url = url;
    const text = Object.entries(settings).map(([key, value]) => `${key}: ${value}\n`);
    this.#write(
      'package.json',
      '{ "name": "farm", "type": "module", "dependencies": { "@pintle/runner-bullmq": "*" } }',
    );
    this.#write('pipelines.ts', PIPELINES);
    this.#write('conf/base/parameters.yml', 'n: 1\nms: 3000\n');
    this.#write('conf/base/catalog.yml', "'{name}':\n  type: json\n  path: data/{name}.json\n");
    this.#write('conf/base/bullmq.yml', text.join(''));
    for (const name of ['core', 'hookspecs', 'pipeline', 'runner-bullmq']) this.#link(`@pintle/${name}`, name);
  }

  /** Starts workers and waits until they listen. @returns their process ids */
  async work(count: number, concurrency: number): Promise<readonly ChildProcess[]> {
    const bin = join(PACKAGES, 'cli/dist/bin.js');
    const started = Array.from({ length: count }, () => {
      const words = [bin, 'worker', '--concurrency', String(concurrency), '--grace', '0'];
      const env = { ...process.env, PINTLE_REDIS_URL: this.#url, NO_COLOR: '1' };
      return spawn(process.execPath, words, { cwd: this.dir, env, stdio: ['ignore', 'ignore', 'pipe'] });
    });
    this.#workers.push(...started);
    await Promise.all(started.map(({ stderr }) => says(stderr, 'takes')));
    return started;
  }

  /** Stops all workers. */
  async rest(): Promise<void> {
    const ending = this.#workers
      .splice(0)
      .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    for (const worker of ending) worker.kill('SIGKILL');
    await Promise.all(ending.map((worker) => once(worker, 'exit')));
  }

  /** What nodes have noted: `<attempt> <pid> <milliseconds since 1970>` a line. */
  notes(): readonly { readonly attempt: number; readonly pid: number; readonly at: number }[] {
    const file = join(this.dir, 'notes.log');
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    return lines.map((line) => {
      const [attempt = 0, pid = 0, at = 0] = line.split(' ').map(Number);
      return { attempt, pid, at };
    });
  }

  forget(): void {
    rmSync(join(this.dir, 'notes.log'), { force: true });
    rmSync(join(this.dir, '.pintle'), { recursive: true, force: true });
  }

  async close(): Promise<void> {
    await this.rest();
    rmSync(this.dir, { recursive: true, force: true });
  }

  #write(path: string, text: string): void {
    mkdirSync(dirname(join(this.dir, path)), { recursive: true });
    writeFileSync(join(this.dir, path), text);
  }

  #link(name: string, folder: string): void {
    const path = join(this.dir, 'node_modules', name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(PACKAGES, folder), path);
  }
}

/** Resolves when a stream has said something; what follows is read and dropped. */
async function says(stream: NodeJS.ReadableStream | null, text: string): Promise<void> {
  await new Promise<void>((resolve) => {
    stream?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes(text)) resolve();
    });
  });
}

/** Nodes that compute nothing: `wide` side by side, `saving` the same with an output each, `chain` one after another. */
const PIPELINES = `
import { appendFileSync } from 'node:fs';
import { node, param, pipeline } from '@pintle/pipeline';
const names = (count) => Array.from({ length: count }, (_, index) => 'n' + index);
export const wide = pipeline('wide', names(1000).map((name) => node({ name, inputs: param('n') }, () => {})));
export const saving = pipeline('saving', names(200).map((name) => node({ name: 's' + name, inputs: param('n'), outputs: name }, (n) => n)));
export const chain = pipeline('chain', names(50).map((name, index) =>
  node({ name: 'c' + name, inputs: index === 0 ? param('n') : 'c' + (index - 1), outputs: 'c' + index }, (n) => n)));
export const slow = pipeline('slow', [node({ name: 'slow', inputs: param('ms') }, async (ms, { attempt }) => {
  appendFileSync('notes.log', attempt + ' ' + process.pid + ' ' + Date.now() + '\\n');
  await new Promise((resolve) => setTimeout(resolve, ms));
})]);
`;
