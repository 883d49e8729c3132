import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** A server of its own: a folder, a port of this machine, a process. */
export interface PostgresServer {
  /** Address of a database without tables. Each call makes another. */
  database(): Promise<string>;
  stop(): Promise<void>;
}

const DEBIAN = '/usr/lib/postgresql';

/** The folder of `initdb` and `postgres`, where they are installed. */
function binaries(): string | undefined {
  const debian = existsSync(DEBIAN)
    ? readdirSync(DEBIAN)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(DEBIAN, version, 'bin'))
    : [];
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...debian];
  return folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))));
}

/**
 * Whether tests that need a server can run. With `PINTLE_REQUIRE_POSTGRES=1` they have to; else they are skipped where the
 * server is not installed, and say so.
 */
export function hasPostgres(): boolean {
  if (binaries() !== undefined) return true;
  if (process.env['PINTLE_REQUIRE_POSTGRES'] === '1')
    throw new Error('PINTLE_REQUIRE_POSTGRES=1, and neither PATH nor /usr/lib/postgresql has initdb and postgres');
  process.stderr.write('SKIPPED: tests on Postgres, which is not installed (apt-get install postgresql)\n');
  return false;
}

/** Starts a server in a temporary folder. It refuses to run as root, so root starts it as the user postgres. */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = binaries();
  if (bin === undefined) throw new Error('Postgres is not installed');
  const dir = mkdtempSync(join(tmpdir(), 'pintle-postgres-'));
  const user = serverUser();
  if (user !== undefined) chownSync(dir, user.uid, user.gid);
  const data = join(dir, 'data');
  const options = { cwd: dir, stdio: 'ignore' as const, ...user };
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'pintle', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    options,
  );
  const port = await freePort();
  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', `unix_socket_directories=${dir}`];
  const args = ['-D', data, '-h', '127.0.0.1', '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawn(join(bin, 'postgres'), args, options);
  const address = (name: string): string => `postgres://pintle@127.0.0.1:${port}/${name}`;
  await answers(server, address('postgres'));
  let databases = 0;
  return {
    async database() {
      const name = `test_${(databases += 1)}`;
      const client = new pg.Client({ connectionString: address('postgres') });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return address(name);
    },
    async stop() {
      const exited = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await exited;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function serverUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function answers(server: ChildProcess, url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (server.exitCode !== null) throw new Error(`postgres ended with ${server.exitCode}`);
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await delay(50);
    }
  }
  throw new Error('postgres does not answer');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
