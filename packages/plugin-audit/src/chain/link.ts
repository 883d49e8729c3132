import { createHash } from 'node:crypto';

/** Where the chain of a strand begins: at a place of its own, so that no chain can stand in for another. */
export function genesis(runId: string, strand: string): string {
  return sha256(`pintle audit 1\n${runId}\n${strand}`);
}

/** The hash of a record that follows another: SHA-256 over the hash before, a line feed, and the record as canonical JSON. */
export function link(previous: string, record: string): string {
  return sha256(`${previous}\n${record}`);
}

/** SHA-256 as 64 hexadecimal digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
