import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** What the host of these tests tells of a project. */
export interface HostReport {
  readonly file?: string;
  readonly fired: readonly string[];
  readonly plugins: Readonly<Record<string, string>>;
  readonly dirs: Readonly<Record<string, string>>;
  readonly commands: readonly unknown[];
  readonly log: readonly string[];
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
    readonly plugin?: string;
    readonly cause?: string;
  };
}

const driver = join(import.meta.dirname, 'driver.mjs');

/** Starts the host in a project, in a process of its own. */
export function runHost(
  cwd: string,
  options: object = {},
  variables: NodeJS.ProcessEnv = {},
  nodeArgs: readonly string[] = [],
): HostReport {
  const env = { ...process.env, ...variables, NODE_OPTIONS: '' };
  const args = [...nodeArgs, driver, JSON.stringify(options)];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The host failed in ${cwd}:\n${stderr}${stdout}`);
  return JSON.parse(stdout) as HostReport;
}

/** Runs npm in a folder, without a network. */
export function npm(cwd: string, ...args: string[]): string {
  return execFileSync('npm', [...args, '--offline', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

/** Runs pnpm in a folder, without a network. */
export function pnpm(cwd: string, ...args: string[]): string {
  const [command, ...first] = pnpmCommand();
  // Not from the folder itself: npx, too, fails on a dependency named `constructor`.
  return execFileSync(command, [...first, '-C', cwd, ...args, '--offline'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

// The one that runs these tests, when it does; else the one that the workspace is built with.
function pnpmCommand(): [string, ...string[]] {
  const onPath = spawnSync('pnpm', ['--version'], { encoding: 'utf8' });
  return onPath.status === 0 ? ['pnpm'] : ['npx', '-y', 'pnpm@12.21.0'];
}
