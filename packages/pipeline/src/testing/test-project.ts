import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunEvent, RunResult } from '@pintle/hookspecs';
import { eventsOf } from '../log/run-store.js';
import { createLogger, type LogLine } from '../logger/index.js';
import type { RunOptions } from '../run/request.js';
import { createSession, type SessionOptions } from '../run/open-session.js';
import type { Session } from '../run/session.js';

/** What a test project is made of. */
export interface TestProjectOptions extends Omit<SessionOptions, 'projectDir' | 'log'> {
  /** Text by path in the project, `conf/base/catalog.yml` say; other values than strings are written as JSON. */
  readonly files?: Readonly<Record<string, unknown>>;
  /** Pipelines and jobs of this test, in place of those of a `pipelines.ts` among the files. */
  readonly pipelines?: SessionOptions['pipelines'];
}

/** A project in a temporary folder, with a session on it. */
export interface TestProject extends AsyncDisposable {
  /** Absolute. */
  readonly dir: string;
  readonly session: Session;
  /** Everything that was logged, in order. */
  readonly logged: readonly LogLine[];
  /** `session.run`. */
  run(options?: RunOptions): Promise<RunResult>;
  /** A file's text. */
  read(path: string): string;
  /** The events of a run's log. */
  events(runId: string): readonly RunEvent[];
  /** Closes the session and removes the folder. */
  close(): Promise<void>;
}

/**
 * Makes a real project on disk and opens it.
 *
 * @example
 * ```ts
 * await using project = await createTestProject({ files: { 'data/in.json': [1, 2] }, pipelines: [mine], plugins: [recorder] });
 * expect((await project.run()).outcome.status).toBe('success');
 * ```
 */
export async function createTestProject(options: TestProjectOptions = {}): Promise<TestProject> {
  const { files = {}, settings, ...rest } = options;
  const dir = mkdtempSync(join(tmpdir(), 'pintle-test-'));
  for (const [path, content] of Object.entries({
    'package.json': { name: 'test-project', type: 'module' },
    ...files,
  })) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
  const logged: LogLine[] = [];
  const session = await createSession({
    ...rest,
    projectDir: dir,
    settings: settings ?? (Object.keys(files).some((path) => path.startsWith('settings.')) ? undefined : false),
    log: createLogger((line) => logged.push(line)),
  }).catch((error: unknown) => {
    rmSync(dir, { recursive: true, force: true });
    throw error;
  });
  const close = async (): Promise<void> => {
    try {
      await session.close();
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  };
  return {
    dir,
    session,
    logged,
    run: (runOptions) => session.run(runOptions),
    read: (path) => readFileSync(join(dir, path), 'utf8'),
    events: (runId) => eventsOf(dir, runId),
    close,
    [Symbol.asyncDispose]: close,
  };
}
