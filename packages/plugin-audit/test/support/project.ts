import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGES = fileURLToPath(new URL('../../..', import.meta.url));
const BIN = join(PACKAGES, 'cli/dist/bin.js');

/** How a command ended, and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Variables for a command. */
export type Variables = Readonly<Record<string, string>>;

/** A project on disk that has the audit plugin installed, and nothing else said of it. */
export class Project implements Disposable {
  readonly dir: string = realpathSync(mkdtempSync(join(tmpdir(), 'pintle-audit-')));

  /** @param files - text by path */
  constructor(files: Readonly<Record<string, string>> = NODES) {
    const dependencies = { pintle: '*', '@pintle/plugin-audit': '*' };
    this.write({ 'package.json': JSON.stringify({ name: 'project', type: 'module', dependencies }), ...files });
    mkdirSync(join(this.dir, 'node_modules/@pintle'), { recursive: true });
    symlinkSync(join(PACKAGES, 'cli'), join(this.dir, 'node_modules/pintle'));
    symlinkSync(join(PACKAGES, 'plugin-audit'), join(this.dir, 'node_modules/@pintle/plugin-audit'));
  }

  /** Installs a plugin package. @param source - its module */
  install(name: string, version: string, source: string): void {
    const dependencies = { pintle: '*', '@pintle/plugin-audit': '*', [name]: '*' };
    const manifest = { name, version, type: 'module', exports: './index.js', pintle: { plugin: './index.js' } };
    this.write({
      'package.json': JSON.stringify({ name: 'project', type: 'module', dependencies }),
      [`node_modules/${name}/package.json`]: JSON.stringify(manifest),
      [`node_modules/${name}/index.js`]: source,
    });
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.dir, path)), { recursive: true });
      writeFileSync(join(this.dir, path), text);
    }
  }

  /** Runs `pintle` to its end. */
  pintle(argv: readonly string[], env: Variables = {}): Promise<Ended> {
    return this.start(argv, env).ended;
  }

  /** Starts `pintle`, with these variables and none of those that would change what it says. */
  start(argv: readonly string[], env: Variables = {}): Started {
    return this.#start([BIN, ...argv], env);
  }

  /** Runs a program of the project to its end, with the same variables. */
  node(argv: readonly string[], env: Variables = {}): Promise<Ended> {
    return this.#start(argv, env).ended;
  }

  #start(argv: readonly string[], env: Variables): Started {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, argv, {
      cwd: this.dir,
      env: { PATH, TZ: 'UTC', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const written = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, signal, ...written }));
    });
    return { child, ended };
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/**
 * Three nodes, one of which needs two attempts, and hooks that watch them. Variables make it misbehave:
 * `KILL_AT` ends the process by SIGKILL at its n-th event, `KILL_FIRST` before other plugins hear of it; `WAIT` makes each
 * node take so many milliseconds; `FAIL` makes the last one fail; `FILL` fills a disk; `COUNT` adds nodes;
 * `GRACE` is how many milliseconds the end of the process waits for a store that does not get on.
 */
const NODES: Readonly<Record<string, string>> = {
  'settings.ts': `
    let count = 0;
    const kill = () => {
      if (++count === Number(process.env['KILL_AT'])) process.kill(process.pid, 'SIGKILL');
    };
    const killer = {
      name: 'killer',
      hooks: { on_run_event: process.env['KILL_FIRST'] === undefined ? kill : { tryFirst: true, handler: kill } },
    };
    const watch = {
      name: 'watch',
      version: '1.2.3',
      hooks: {
        on_run_start() {},
        on_node_start() {},
        before_node_run() {},
        after_dataset_saved() {},
        on_node_end: [() => {}, () => {}],
        on_run_end() {},
      },
    };
    export const HOOKS = [watch, killer];
    const graceMs = Number(process.env['GRACE'] ?? 2000);
    export const PLUGIN_OPTIONS = { '@pintle/plugin-audit': { graceMs } };
  `,
  'pipelines.ts': `
    import { setTimeout } from 'node:timers/promises';
    import { closeSync, openSync, writeSync } from 'node:fs';
    import { dataset, node, pipeline } from 'pintle';
    const fill = (path) => {
      const file = openSync(path, 'w');
      for (let size = 65536; size >= 1; size >>= 1) {
        try { for (;;) writeSync(file, Buffer.alloc(size)); } catch {}
      }
      closeSync(file);
    };
    const wait = () => setTimeout(Number(process.env['WAIT'] ?? 0));
    const a = node({ name: 'a', outputs: dataset('x') }, async () => { await wait(); return [1, 2, 3]; });
    const b = node({ name: 'b', inputs: dataset('x'), outputs: dataset('y'), retry: { maxAttempts: 2 } }, async (x, { attempt }) => {
      await wait();
      if (attempt === 1) throw new RangeError('once');
      return [1];
    });
    const c = node({ name: 'c', inputs: dataset('y'), outputs: dataset('z') }, async () => {
      await wait();
      if (process.env['FAIL'] !== undefined) throw new TypeError('it failed', { cause: new Error('and why') });
      if (process.env['FILL'] !== undefined) fill(process.env['FILL']);
      return 1;
    });
    const more = Array.from({ length: Number(process.env['COUNT'] ?? 0) }, (_, index) =>
      node({ name: \`more\${index}\`, outputs: dataset(\`more\${index}\`) }, async () => { await wait(); return index; }));
    export default pipeline('p', [a, b, c, ...more]);
  `,
};
