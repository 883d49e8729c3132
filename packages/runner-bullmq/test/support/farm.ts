import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkSequence, formatViolations, type RecordedCall } from '@pintle/hookspecs/testing';
import { type Pintle, until } from './process.js';
import { ProjectProcesses } from './project-processes.js';
import type { RedisServer } from './redis.js';

const PACKAGES = fileURLToPath(new URL('../../..', import.meta.url));

/** A hook call, and where and when it was made. */
export interface PlacedCall extends RecordedCall {
  readonly pid: number;
}

/** A project with a queue of its own on a server, and the processes that work on it. */
export class Farm extends ProjectProcesses {
  /** Its name and that of its queue: no two farms have the same. */
  readonly queue: string;
  readonly #redis: RedisServer | undefined;

  /**
   * @param redis - the server; without one the processes look for it themselves
   * @param files - text by path; other values are written as JSON. They win over those of the diamond
   */
  constructor(redis: RedisServer | undefined, files: Readonly<Record<string, unknown>> = {}) {
    super(mkdtempSync(join(tmpdir(), 'pintle-workers-')), { PINTLE_REDIS_URL: redis?.url ?? '', PINTLE_ENV: 'local' });
    this.#redis = redis;
    const name = basename(this.dir).toLowerCase();
    this.queue = `${name}-local`;
    const dependencies = { pintle: '*', '@pintle/runner-bullmq': '*', '@pintle/plugin-audit': '*' };
    this.write({ 'package.json': { name, type: 'module', dependencies }, ...DIAMOND, ...files });
    for (const name of ['core', 'hookspecs', 'pipeline', 'plugin-audit', 'runner-bullmq'])
      this.#link(`@pintle/${name}`, name);
    this.#link('pintle', 'cli');
  }

  write(files: Readonly<Record<string, unknown>>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.dir, path)), { recursive: true });
      writeFileSync(join(this.dir, path), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    }
  }

  json(path: string): unknown {
    return JSON.parse(readFileSync(join(this.dir, path), 'utf8')) as unknown;
  }

  has(path: string): boolean {
    return existsSync(join(this.dir, path));
  }

  /** Files of the `data` folder, hidden ones included. */
  data(): readonly string[] {
    return readdirSync(join(this.dir, 'data')).sort();
  }

  /** Starts a run. */
  run(...argv: readonly string[]): Pintle {
    return this.pintle('run', '--runner', 'bullmq', ...argv);
  }

  /** Waits until a node has said that it is at some point of its work: `clean 2 begins`. @returns the process that said so */
  async marked(mark: string, ms = 30_000): Promise<number> {
    const file = join(this.dir, 'marks.log');
    const line = (): string | undefined =>
      existsSync(file)
        ? readFileSync(file, 'utf8')
            .split('\n')
            .find((one) => one.startsWith(`${mark} `))
        : undefined;
    const said = (): string => this.processes.map((one) => one.said).join('\n---\n');
    await until(
      () => line() !== undefined,
      ms,
      () => `Nobody marked "${mark}". The processes said:\n${said()}`,
    );
    return Number(line()?.slice(mark.length + 1));
  }

  /** How often marks of a node were made, by mark. */
  marks(): readonly string[] {
    const file = join(this.dir, 'marks.log');
    return existsSync(file)
      ? readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map((line) => line.replace(/ \d+$/, ''))
      : [];
  }

  /** The process of a pid. */
  of(pid: number): Pintle {
    const found = this.processes.find(({ child }) => child.pid === pid);
    if (found === undefined) throw new Error(`No process of the farm has the pid ${pid}.`);
    return found;
  }

  /** Keys of tasks and runs that are left on the server. */
  async left(): Promise<readonly string[] | undefined> {
    return await this.#redis?.ask((client) => client.keys(`pintle*:${this.queue}:*-*-*-*`));
  }

  /** Hook calls of all processes, in the order in which they were made. */
  calls(): readonly PlacedCall[] {
    return readFileSync(join(this.dir, 'calls.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { at: string; pid: number; call: RecordedCall })
      .sort((a, b) => (BigInt(a.at) < BigInt(b.at) ? -1 : 1))
      .map(({ pid, call }) => ({ ...call, pid }));
  }

  /** What is wrong with the hook calls of a run; an empty text when nothing is. */
  violations(runId = this.lastRun()): string {
    const calls = this.calls().filter((call) => call.runId === runId);
    return formatViolations(checkSequence(calls, { distributed: true }));
  }

  #link(name: string, folder: string): void {
    const path = join(this.dir, 'node_modules', name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(PACKAGES, folder), path);
  }
}

/** extract → clean, features → join. `clean` takes as long as it is told, and says where it is. */
const DIAMOND: Readonly<Record<string, unknown>> = {
  'settings.ts': `export { HOOKS } from './hooks/record.ts';`,
  'hooks/record.ts': `
    import { appendFileSync } from 'node:fs';
    import { DECLARED_HOOKS, recordCall } from '@pintle/hookspecs/testing';
    const record = (hook) => ({ tryFirst: true, handler(args) {
      appendFileSync('calls.jsonl', JSON.stringify({ at: String(process.hrtime.bigint()), pid: process.pid, call: recordCall(hook, args) }) + '\\n');
    } });
    export const HOOKS = [{ name: 'record', hooks: Object.fromEntries(DECLARED_HOOKS.map((hook) => [hook, record(hook)])) }];
  `,
  'nodes/marks.ts': `
    import { appendFileSync } from 'node:fs';
    export const mark = (text: string) => appendFileSync('marks.log', text + ' ' + process.pid + '\\n');
    export const sleep = (ms: number, signal?: AbortSignal) => new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
    });
  `,
  'pipelines.ts': `
    import { dataset, node, param, pipeline } from 'pintle';
    import { mark, sleep } from './nodes/marks.ts';
    const raw = dataset<number[]>('raw');
    const clean = dataset<object>('clean');
    const features = dataset<object>('features');
    export default pipeline('diamond', [
      node({ name: 'extract', outputs: raw }, () => [1, 2, 3]),
      node({ name: 'clean', inputs: { raw, ms: param<number>('clean_ms'), how: param<string>('clean_how') }, outputs: clean },
        async ({ raw, ms, how }, { attempt, signal }) => {
          mark('clean ' + attempt + ' begins');
          if (how === 'blocks') for (const end = Date.now() + ms; Date.now() < end; );
          else if (how === 'first-only' ? attempt === 1 : true) await sleep(ms, how === 'deaf' ? undefined : signal);
          mark('clean ' + attempt + ' ends');
          return { rows: raw.length, attempt, pid: process.pid };
        }),
      node({ name: 'features', inputs: raw, outputs: features }, (rows, { attempt }) => ({ rows: rows.length, attempt })),
      node({ name: 'join', inputs: { clean, features }, outputs: dataset<object>('joined') }, (parts) => parts),
    ]);
  `,
  'conf/base/parameters.yml': `clean_ms: 10\nclean_how: sleeps\n`,
  'conf/base/catalog.yml': `'{name}':\n  type: json\n  path: data/{name}.json\n`,
  'conf/base/bullmq.yml': `lockMs: 3000\ncheckMs: 500\npollMs: 300\n`,
};
