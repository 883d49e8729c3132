import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { didYouMean, HookError } from '@pintle/core';
import { findProjectDir } from '@pintle/core/discovery';
import { isPlain } from '../config/plain.js';
import { createSession, type SessionOptions } from './open-session.js';
import type { Session } from './session.js';

/** How a job or a flow is run on this machine, from a program. */
export interface LocalOptions
  extends Pick<
    SessionOptions,
    'projectDir' | 'env' | 'params' | 'settings' | 'plugins' | 'disable' | 'confSource' | 'log' | 'runs' | 'clock'
  > {
  /** Cancels the run when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a session on the nearest project, at or above the working folder: with its settings, plugins and configuration,
 * and these pipelines in place of those of its `pipelines.ts`. Where there is no project, it opens one in an empty folder
 * that is removed afterwards.
 *
 * @throws HookError `RUN_REQUEST_INVALID` for an unknown option; what `createSession` throws
 */
export async function withLocalSession<T>(
  given: LocalOptions,
  pipelines: SessionOptions['pipelines'],
  use: (session: Session) => Promise<T>,
): Promise<T> {
  refuseUnknown(given);
  const { signal: _, ...options } = given;
  const projectDir = options.projectDir ?? findProjectDir(resolve('.'));
  if (projectDir !== undefined) return await inSession({ ...options, pipelines, projectDir }, use);
  const folder = mkdtempSync(join(tmpdir(), 'pintle-'));
  try {
    const { settings = false } = options;
    return await inSession({ ...options, pipelines, settings, projectDir: folder }, use);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const KEYS = [
  'env',
  'params',
  'signal',
  'projectDir',
  'settings',
  'plugins',
  'disable',
  'confSource',
  'log',
  'runs',
  'clock',
];

function refuseUnknown(options: unknown): void {
  if (!isPlain(options)) {
    throw new HookError('RUN_REQUEST_INVALID', 'runLocal(): the options are no object.', {
      hint: `Options are ${KEYS.join(', ')}.`,
    });
  }
  const unknown = Object.keys(options).find((key) => !KEYS.includes(key));
  if (unknown === undefined) return;
  throw new HookError('RUN_REQUEST_INVALID', `runLocal(): there is no option "${unknown}".`, {
    hint: didYouMean(unknown, KEYS) ?? `Options are ${KEYS.join(', ')}.`,
  });
}

async function inSession<T>(options: SessionOptions, use: (session: Session) => Promise<T>): Promise<T> {
  await using session = await createSession(options);
  return await use(session);
}
