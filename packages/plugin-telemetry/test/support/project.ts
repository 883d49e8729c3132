import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageDir = fileURLToPath(new URL('../..', import.meta.url));
const modules = join(packageDir, 'node_modules');
const INSTALLED = {
  pintle: join(modules, 'pintle'),
  '@opentelemetry/api': join(modules, '@opentelemetry/api'),
  '@pintle/plugin-telemetry': packageDir,
} as const;

/** How a command ended. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project in a temporary folder, in which this package is installed as npm would install it. */
export class Project implements Disposable {
  readonly dir: string = mkdtempSync(join(tmpdir(), 'pintle-telemetry-'));

  /** @param own - packages that the project has for itself */
  constructor(files: Readonly<Record<string, string>> = {}, own: readonly string[] = []) {
    const dependencies = Object.fromEntries(Object.keys(INSTALLED).map((name) => [name, '*']));
    this.write('package.json', JSON.stringify({ name: 'shop', version: '2.3.4', type: 'module', dependencies }));
    for (const [path, text] of Object.entries(files)) this.write(path, text);
    const others = own.map((name) => [name, join(modules, name)] as const);
    for (const [name, target] of [...Object.entries(INSTALLED), ...others]) {
      const link = join(this.dir, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(target, link);
    }
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.dir, path)), { recursive: true });
    writeFileSync(join(this.dir, path), text);
  }

  /** Runs `pintle` in the project, with none of the variables that telemetry looks at besides those given. */
  pintle(words: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
    return this.node([join(INSTALLED.pintle, 'dist/bin.js'), ...words], variables);
  }

  /** Runs Node in the project. */
  node(words: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
    const { PATH = '', HOME = '' } = process.env;
    return new Promise((resolve) => {
      const options = { cwd: this.dir, env: { PATH, HOME, NO_COLOR: '1', ...variables } };
      execFile(process.execPath, [...words], options, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, stdout, stderr });
      });
    });
  }

  /** Every file of the project with the time it was written, those of dependencies apart. */
  files(): readonly string[] {
    return readdirSync(this.dir, { recursive: true, encoding: 'utf8' })
      .filter((path) => !path.startsWith('node_modules') && statSync(join(this.dir, path)).isFile())
      .map((path) => `${path} ${statSync(join(this.dir, path)).mtimeMs}`)
      .toSorted();
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
