import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** A Postgres server on a free port of this machine, which can be stopped and started again. */
export class PostgresServer implements AsyncDisposable {
  readonly #bin: string;
  readonly #dir: string;
  readonly #port: number;
  #child: ChildProcess | undefined;

  private constructor(bin: string, dir: string, port: number) {
    this.#bin = bin;
    this.#dir = dir;
    this.#port = port;
  }

  static async start(): Promise<PostgresServer> {
    const bin = binaries();
    if (bin === undefined) throw new TypeError('Postgres is not installed: apt-get install -y postgresql');
    const dir = mkdtempSync(join(tmpdir(), 'pintle-postgres-'));
    const { uid, gid } = user();
    if (uid !== undefined && gid !== undefined) chownSync(dir, uid, gid);
    execFileSync(join(bin, 'initdb'), ['-D', dir, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
      ...user(),
      cwd: dir,
      stdio: 'pipe',
    });
    const server = new PostgresServer(bin, dir, await freePort());
    await server.resume();
    return server;
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.#port}/postgres`;
  }

  /** Starts it again. */
  async resume(): Promise<void> {
    const options = ['-D', this.#dir, '-p', String(this.#port), '-h', '127.0.0.1', '-k', '', '-F'];
    const child = spawn(join(this.#bin, 'postgres'), options, { ...user(), cwd: this.#dir, stdio: 'ignore' });
    this.#child = child;
    for (let tries = 0; tries < 200; tries++) {
      if (await answers(this.#port)) return;
      await setTimeout(50);
    }
    throw new TypeError('Postgres did not start.');
  }

  /** Stops it as a crash would: connections break, nothing is finished. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGQUIT');
    await exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

const isRequired = process.env['PINTLE_REQUIRE_POSTGRES'] === '1';

/** Whether tests with Postgres are to be left out, which is said aloud; never where Postgres is required. */
export const withoutPostgres: boolean = !isRequired && binaries() === undefined;
if (withoutPostgres)
  process.stderr.write('SKIPPED: tests with Postgres, which is not installed (apt-get install -y postgresql)\n');

function binaries(): string | undefined {
  const installed = existsSync('/usr/lib/postgresql')
    ? readdirSync('/usr/lib/postgresql')
        .sort()
        .reverse()
        .map((version) => `/usr/lib/postgresql/${version}/bin`)
    : [];
  return [...(process.env['PATH'] ?? '').split(delimiter), ...installed].find(
    (dir) => existsSync(join(dir, 'initdb')) && existsSync(join(dir, 'postgres')),
  );
}

/** Postgres refuses to run as root. */
function user(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'nobody']));
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    // What a client that wants to know whether it may encrypt begins with; a server that is up answers.
    socket.on('connect', () => socket.write(Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])));
    socket.on('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
  });
}
