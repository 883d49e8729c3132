import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Bytes of a file that are read at a time. */
const BLOCK = 1 << 20;

/** A file that is being read, and the hash of the bytes that were read: never of what it holds a moment later. */
export class FileReading {
  readonly path: string;
  #contentHash: string | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** `sha256:…` once all of the file was read by the methods below; `undefined` for whoever reads it by its path. */
  get contentHash(): string | undefined {
    return this.#contentHash;
  }

  /** All of it. */
  async bytes(): Promise<Buffer> {
    const bytes = await readFile(this.path);
    this.#contentHash = digest(createHash(ALGORITHM).update(bytes));
    return bytes;
  }

  /** All of it, as UTF-8. */
  async text(): Promise<string> {
    return (await this.bytes()).toString();
  }

  /** All of it, block by block. */
  async *blocks(): AsyncGenerator<Buffer> {
    const hash = createHash(ALGORITHM);
    for await (const block of createReadStream(this.path, { highWaterMark: BLOCK }) as AsyncIterable<Buffer>) {
      hash.update(block);
      yield block;
    }
    this.#contentHash = digest(hash);
  }
}

/** The hash of a file that nobody changes any more. */
export async function contentHashOf(path: string): Promise<string | undefined> {
  const reading = new FileReading(path);
  const blocks = reading.blocks();
  while ((await blocks.next()).done !== true);
  return reading.contentHash;
}

const ALGORITHM = 'sha256';

function digest(hash: Hash): string {
  return `${ALGORITHM}:${hash.digest('hex')}`;
}
