import { hash } from 'node:crypto';
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
import { fileURLToPath } from 'node:url';
import { type Collector, startCollector } from '../../../../examples/telemetry/collector/collector.js';
import { treeOf } from '../../../../examples/telemetry/collector/tree.js';
import type { Pintle } from './process.js';
import { ProjectProcesses } from './project-processes.js';
import type { RedisServer } from './redis.js';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const NOT_COPIED = new Set(['node_modules', 'test', 'data', '.pintle']);
/** What is added to the dependencies of an example, as `npm install` would. */
const INSTALLED = ['runner-bullmq', 'plugin-audit', 'plugin-telemetry'];
const PEERS = ['core', 'hookspecs', 'pipeline'];

/** The folders of all examples. */
export const EXAMPLES: readonly string[] = readdirSync(join(ROOT, 'examples'), { withFileTypes: true }).flatMap(
  (entry) => (entry.isDirectory() ? [entry.name] : []),
);

/** A copy of an example, as it is, whose processes meet on a server, and send their spans to a collector. */
export class ExampleFarm extends ProjectProcesses {
  readonly #collector: Collector;
  /** How many spans were forgotten. */
  #forgotten = 0;

  private constructor(dir: string, collector: Collector, variables: Readonly<Record<string, string>>) {
    super(dir, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...variables });
    this.#collector = collector;
  }

  /** @param variables - of all its processes */
  static async of(
    name: string,
    redis: RedisServer,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<ExampleFarm> {
    const dir = mkdtempSync(join(tmpdir(), `pintle-${name}-`));
    install(join(ROOT, 'examples', name), dir);
    return new ExampleFarm(dir, await startCollector(), { PINTLE_REDIS_URL: redis.url, ...variables });
  }

  /** Starts two workers, and waits until they listen. */
  async workers(...argv: readonly string[]): Promise<readonly Pintle[]> {
    return await Promise.all(['one', 'two'].map((name) => this.worker('--name', name, ...argv)));
  }

  /** Hashes of the files of its data by name. Databases, which are never the same twice, are none of them. */
  data(): Readonly<Record<string, string>> {
    const dir = join(this.dir, 'data');
    const files = readdirSync(dir).filter((file) => !file.endsWith('.duckdb'));
    return Object.fromEntries(files.map((file) => [file, hash('sha256', readFileSync(join(dir, file)))]));
  }

  /** The spans that came, each below those it is in: `run p / node a / load x`. Sorted; `?` counts those that are in none. */
  trace(): readonly string[] {
    const spans = this.#collector.spans.slice(this.#forgotten);
    const path: string[] = [];
    const lines = treeOf(spans).map(({ depth, text }) => {
      path.splice(depth, Number.POSITIVE_INFINITY, text);
      return path.join(' / ');
    });
    const lost = spans.length - lines.length;
    return [...lines.toSorted(), ...(lost === 0 ? [] : [`? ${lost}`])];
  }

  /** Removes what runs have left: data, logs, trail and spans. */
  forget(): void {
    for (const folder of ['data', '.pintle']) rmSync(join(this.dir, folder), { recursive: true, force: true });
    this.#forgotten = this.#collector.spans.length;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await this.#collector[Symbol.asyncDispose]();
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
