import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../../cli/dist/bin.js', import.meta.url));

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A `pintle` command in a process of its own. */
export class Pintle implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  #said = '';

  constructor(cwd: string, argv: readonly string[], env: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, [BIN, ...argv], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#said += chunk.toString();
      });
    }
    this.ended = new Promise((resolve) => this.child.once('close', (code, signal) => resolve({ code, signal })));
  }

  /** Everything that it wrote so far. */
  get said(): string {
    return this.#said;
  }

  /** Resolves when it has written the text. */
  async says(text: string | RegExp, ms = 30_000): Promise<void> {
    await until(
      () => (typeof text === 'string' ? this.#said.includes(text) : text.test(this.#said)),
      ms,
      () => {
        return `The process never said ${String(text)}, but:\n${this.#said}`;
      },
    );
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGCONT');
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

/** Waits until something holds. @param why - what is said when it never does */
export async function until(holds: () => boolean, ms: number, why: () => string): Promise<void> {
  const end = performance.now() + ms;
  while (!holds()) {
    if (performance.now() > end) throw new Error(why());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
