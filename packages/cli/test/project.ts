import { type ChildProcess, spawn } from 'node:child_process';
import {
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
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

/** The built command. */
export const BIN = join(PACKAGE, 'dist/bin.js');

/** How a command ended, and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way. */
export interface Started {
  readonly child: ChildProcess;
  /** Resolves when standard error, or output, holds the text. */
  seen(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** A project on disk, in which the built command is run as a person runs it. */
export class Project implements Disposable {
  readonly dir: string = realpathSync(mkdtempSync(join(tmpdir(), 'pintle-cli-')));

  /** @param files - text by path; other values are written as JSON */
  constructor(files: Readonly<Record<string, unknown>> = {}) {
    this.write({
      'package.json': { name: 'project', version: '1.0.0', type: 'module', dependencies: { pintle: '*' } },
      ...files,
    });
    mkdirSync(join(this.dir, 'node_modules'), { recursive: true });
    symlinkSync(PACKAGE, join(this.dir, 'node_modules/pintle'));
  }

  write(files: Readonly<Record<string, unknown>>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.dir, path)), { recursive: true });
      writeFileSync(join(this.dir, path), typeof content === 'string' ? content : JSON.stringify(content));
    }
  }

  read(path: string): string {
    return readFileSync(join(this.dir, path), 'utf8');
  }

  /** Every event of the runs of this project, the oldest run first. */
  events(): { readonly type: string; readonly status?: string; readonly node?: string; readonly runId: string }[] {
    const runs = join(this.dir, '.pintle/runs');
    return readdirSync(runs)
      .sort()
      .flatMap((run) =>
        readFileSync(join(runs, run, 'events.jsonl'), 'utf8')
          .trim()
          .split('\n'),
      )
      .map((line) => JSON.parse(line) as ReturnType<Project['events']>[number]);
  }

  /** Runs `pintle` to its end. */
  pintle(...argv: readonly string[]): Promise<Ended> {
    return this.start(argv).ended;
  }

  /** Starts `pintle`, with these variables besides those of the test. */
  start(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
    const { NO_COLOR: _no, FORCE_COLOR: _force, ...own } = process.env;
    const child = spawn(process.execPath, [BIN, ...argv], {
      cwd: this.dir,
      env: { ...own, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return watch(child);
  }

  /** Every script that a command has loaded, as text to look through. */
  async loadedBy(...argv: readonly string[]): Promise<string> {
    const coverage = join(this.dir, '.coverage');
    await this.start(argv, { NODE_V8_COVERAGE: coverage }).ended;
    const files = readdirSync(coverage).map((file) => readFileSync(join(coverage, file), 'utf8'));
    return [...files.join('').matchAll(/"url":"([^"]*)"/g)].map(([, url]) => url).join('\n');
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Collects what a process writes. */
export function watch(child: ChildProcess): Started {
  const written = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
      for (const look of waiting) look();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...written }));
  });
  return {
    child,
    ended,
    seen: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!written.stderr.includes(text) && !written.stdout.includes(text)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        child.on('close', () => reject(new Error(`Ended without "${text}":\n${written.stdout}${written.stderr}`)));
      }),
  };
}

/** Nodes that add up numbers: enough for most tests. `FAIL` makes `sum` fail. */
export const MATH: Readonly<Record<string, unknown>> = {
  'conf/base/parameters.yml': 'n: 4\n',
  'conf/base/catalog.yml': 'total: { type: json, path: data/total.json }\n',
  'pipelines.ts': `
    import { dataset, node, param, pipeline } from 'pintle';

    const read = node({ name: 'read', inputs: { n: param<number>('n') }, outputs: dataset<number[]>('numbers') }, ({ n }) => {
      console.log('printed by read');
      return Array.from({ length: n }, (_, index) => index);
    });
    const sum = node({ name: 'sum', inputs: { numbers: dataset<number[]>('numbers') }, outputs: dataset<number>('total'), tags: ['math'] }, ({ numbers }) => {
      if (process.env['FAIL'] !== undefined) throw new TypeError('cannot add up');
      return numbers.reduce((a, b) => a + b, 0);
    });
    const tell = node({ name: 'tell', inputs: { total: dataset<number>('total') }, outputs: dataset<string>('text') }, ({ total }) => \`it is \${total}\`);
    export const math = pipeline('math', [read, sum, tell]);
    export default math;
  `,
};
