import { resolve } from 'node:path';
import { didYouMean, HookError } from '@pintle/hookspecs';

/** Where a trail is kept. */
export interface StorePlace {
  readonly engine: 'sqlite' | 'postgres';
  /** The file, absolute; or the URL of the server. */
  readonly address: string;
}

/** Where the trail of a project is kept unless it is told otherwise. */
export const DEFAULT_PLACE = '.pintle/audit.db';

/**
 * Reads where a trail is kept: the path of a file, `sqlite:<path>`, or `postgres://…`. Paths start from the project.
 *
 * @throws HookError `AUDIT_URL_INVALID`
 */
export function readPlace(written: string, projectDir: string): StorePlace {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(written)?.[1]?.toLowerCase();
  if (scheme === 'postgres' || scheme === 'postgresql') return { engine: 'postgres', address: written };
  // One letter is a drive.
  if (scheme === undefined || scheme === 'sqlite') {
    const path = written.replace(/^sqlite:(\/\/(?=\/))?/i, '');
    if (path !== '') return { engine: 'sqlite', address: resolve(projectDir, path) };
  }
  const hint = scheme === undefined ? undefined : didYouMean(scheme, ['sqlite', 'postgres', 'postgresql']);
  throw new HookError<string>(
    'AUDIT_URL_INVALID',
    `The audit store is "${shown(written)}", expected sqlite:<path>, a path, or postgres://….`,
    {
      hint: hint ?? 'Correct PINTLE_AUDIT_URL, or "url" in the options of @pintle/plugin-audit.',
    },
  );
}

/** Where the trail is, for messages: without any password. */
export function describePlace({ engine, address }: StorePlace): string {
  return engine === 'sqlite' ? address : shown(address);
}

function shown(url: string): string {
  return url.replace(/(:\/\/[^:/@]*:)[^@/]*@/, '$1***@');
}
