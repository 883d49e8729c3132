import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isMissing } from '../config/missing.js';

/**
 * Writes a file wholly or not at all, creating the folders above it.
 *
 * `write` fills a temporary file in the same folder, `.<name>.<uuid>.tmp`, which no usual glob matches; it is flushed to
 * disk and renamed over the file. Whatever fails before that leaves the file as it was. Links are followed, and a file
 * that is replaced keeps its permissions.
 */
export async function writeAtomically(file: string, write: (temporary: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = await besideFile(file, `${randomUUID()}.tmp`);
  try {
    await write(temporary);
    await replaceFile(file, temporary);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** A hidden file in the folder of a file, after links are followed: `.<name>.<ending>`. */
export async function besideFile(file: string, ending: string): Promise<string> {
  const target = await present(realpath(file), file);
  return join(dirname(target), `.${basename(target).slice(0, 100)}.${ending}`);
}

/** Puts a finished file of the same folder in the place of a file, so that it survives power loss. */
export async function replaceFile(file: string, finished: string): Promise<void> {
  const target = await present(realpath(file), file);
  const replaced = await present(stat(target), undefined);
  if (replaced !== undefined) await chmod(finished, replaced.mode);
  await flush(finished, 'r+');
  await rename(finished, target);
  await flushFolder(dirname(target));
}

/** Writes pieces of text one after the other, in blocks, without ever holding all of it. */
export async function writePieces(file: string, pieces: Iterable<string>): Promise<void> {
  const handle = await open(file, 'w');
  try {
    let block = '';
    for (const piece of pieces) {
      block += piece;
      if (block.length < BLOCK) continue;
      await handle.appendFile(block);
      block = '';
    }
    await handle.appendFile(block);
  } finally {
    await handle.close();
  }
}

const BLOCK = 1 << 20;

async function flush(path: string, flags: string): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function flushFolder(folder: string): Promise<void> {
  try {
    await flush(folder, 'r');
  } catch {
    // Some systems cannot flush a folder; the rename has happened all the same.
  }
}

async function present<T, Otherwise>(looked: Promise<T>, otherwise: Otherwise): Promise<T | Otherwise> {
  try {
    return await looked;
  } catch (error) {
    if (isMissing(error)) return otherwise;
    throw error;
  }
}
