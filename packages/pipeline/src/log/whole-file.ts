import { randomUUID } from 'node:crypto';
import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** What systems answer that know no hard links. */
const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/**
 * Creates a file with all of its content at once: of several processes that try, one does, and a process that is killed
 * meanwhile leaves none rather than half of one.
 *
 * @returns false where the file exists
 */
export function createWhole(file: string, text: string): boolean {
  const draft = draftOf(file);
  writeFileSync(draft, text);
  try {
    return isNew(() => linkSync(draft, file));
  } catch (error) {
    if (!NO_LINKS.has((error as { code?: unknown }).code)) throw error;
    return isNew(() => writeFileSync(file, text, { flag: 'wx' }));
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Puts new content in place of a file's, all at once. */
export function replaceWhole(file: string, text: string): void {
  const draft = draftOf(file);
  writeFileSync(draft, text);
  renameSync(draft, file);
}

function draftOf(file: string): string {
  return `${file}.${randomUUID()}`;
}

function isNew(create: () => void): boolean {
  try {
    create();
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'EEXIST') return false;
    throw error;
  }
}
