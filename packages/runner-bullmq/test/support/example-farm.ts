import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { Receiver } from '../../../../packages/plugin-telemetry/test/support/receiver.js';
import { spanTree } from '../../../../packages/plugin-telemetry/test/support/span-tree.js';
import { Pintle } from '../../../../packages/runner-bullmq/test/support/process.js';
import { RedisServer } from '../../../../packages/runner-bullmq/test/support/redis.js';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const NOT_COPIED = new Set(['node_modules', 'test', 'data', '.pintle']);
/** What is added to the dependencies of an example, as `npm install` would. */
const INSTALLED = ['runner-bullmq', 'plugin-audit', 'plugin-telemetry'];
const PEERS = ['core', 'hookspecs', 'pipeline'];

/** A copy of an example, whose processes meet in a Redis of its own, and send their spans to a receiver. */
export class ExampleFarm implements AsyncDisposable {
  readonly dir: string;
  readonly #redis: RedisServer;
  readonly #receiver: Receiver;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #processes: Pintle[] = [];

  private constructor(
    name: string,
    redis: RedisServer,
    receiver: Receiver,
    variables: Readonly<Record<string, string>>,
  ) {
    this.#redis = redis;
    this.#receiver = receiver;
    this.#variables = { PINTLE_REDIS_URL: redis.url, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...variables };
    this.dir = mkdtempSync(join(tmpdir(), `pintle-${name}-`));
    install(join(ROOT, 'examples', name), this.dir);
  }

  /** @param variables - of all its processes */
  static async of(name: string, variables: Readonly<Record<string, string>> = {}): Promise<ExampleFarm> {
    return new ExampleFarm(name, await RedisServer.start(), await Receiver.open(), variables);
  }

  pintle(...argv: readonly string[]): Pintle {
    const started = new Pintle(this.dir, argv, this.#variables);
    this.#processes.push(started);
    return started;
  }

  /** Starts two workers, and waits until they listen. */
  async workers(...argv: readonly string[]): Promise<readonly Pintle[]> {
    const workers = ['one', 'two'].map((name) => this.pintle('worker', '--name', name, ...argv));
    await Promise.all(workers.map((worker) => worker.says(/takes .* from queue/)));
    return workers;
  }

  /** The files of its data, by name. */
  data(): Map<string, string> {
    const dir = join(this.dir, 'data');
    return new Map(readdirSync(dir).map((file) => [file, readFileSync(join(dir, file), 'latin1')]));
  }

  /** Asks the audit trail. */
  audit(sql: string): readonly unknown[] {
    const store = new DatabaseSync(join(this.dir, '.pintle/audit.db'), { readOnly: true });
    try {
      return store
        .prepare(sql)
        .all()
        .map((row) => Object.values(row));
    } finally {
      store.close();
    }
  }

  /** Names of all spans that came, indented; `?` marks those whose parent is missing. */
  trace(): readonly string[] {
    return spanTree(this.#receiver.spans, ({ name }) => name);
  }

  /** How many traces came. */
  get traces(): number {
    return new Set(this.#receiver.spans.map(({ traceId }) => traceId)).size;
  }

  forgetSpans(): void {
    this.#receiver.requests.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.#processes) await one[Symbol.asyncDispose]();
    await this.#redis[Symbol.asyncDispose]();
    await this.#receiver[Symbol.asyncDispose]();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Copies an example, and adds packages to those that it has. */
function install(example: string, dir: string): void {
  cpSync(example, dir, { recursive: true, filter: (path) => path === example || !NOT_COPIED.has(basename(path)) });
  const modules = join(example, 'node_modules');
  const links = new Map([
    ...[...PEERS, ...INSTALLED].map((one) => [`@pintle/${one}`, join(ROOT, 'packages', one)] as const),
    ...packagesIn(modules).map((one) => [one, realpathSync(join(modules, one))] as const),
  ]);
  for (const [one, target] of links) {
    const path = join(dir, 'node_modules', one);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path);
  }
  const manifest = JSON.parse(readFileSync(join(example, 'package.json'), 'utf8')) as { readonly dependencies: object };
  const added = Object.fromEntries(INSTALLED.map((one) => [`@pintle/${one}`, '*']));
  const dependencies = { ...manifest.dependencies, ...added };
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ ...manifest, dependencies }));
}

function packagesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(folder, name)).map((one) => `${name}/${one}`) : [name],
    );
}
