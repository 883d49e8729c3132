import { readFileSync } from 'node:fs';
import { HookError } from '@pintle/hookspecs';
import { isHead, type RunHead, type SealedHead } from '../chain/head.js';
import { sha256 } from '../chain/link.js';
import { messageOf } from '../message-of.js';
import { canonicalJson } from '../row/canonical.js';

/** A head as `pintle audit heads --json` prints it. */
export interface ExportedHead {
  readonly hash: string;
  readonly mac: string | null;
  readonly keyId: string | null;
  readonly head: RunHead;
}

/** A head for export. */
export function exportHead(head: RunHead, { hash, mac, key_id: keyId }: SealedHead): ExportedHead {
  return { hash, mac, keyId, head };
}

/**
 * Reads heads that were exported: what `pintle audit heads --json` has printed, or one of these documents a line.
 *
 * @returns by run
 * @throws HookError `AUDIT_HEADS_INVALID`
 */
export function readExportedHeads(file: string): ReadonlyMap<string, readonly SealedHead[]> {
  const heads = new Map<string, SealedHead[]>();
  for (const value of documentsIn(file)) {
    const { hash, mac, keyId, head } = (value ?? {}) as Partial<ExportedHead>;
    const text = canonicalJson(head);
    if (!isHead(head) || sha256(text) !== hash)
      throw invalid(file, 'expected what "pintle audit heads --json" prints, unchanged');
    const known = heads.get(head.runId) ?? [];
    known.push({ head: text, hash, mac: mac ?? null, key_id: keyId ?? null });
    heads.set(head.runId, known);
  }
  return heads;
}

function documentsIn(file: string): readonly unknown[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw invalid(file, messageOf(cause), cause);
  }
  const whole = parse(text);
  if (whole !== undefined) return Array.isArray(whole) ? whole : [whole];
  return text.split('\n').flatMap((line) => {
    if (line.trim() === '') return [];
    const value = parse(line);
    if (value === undefined) throw invalid(file, 'it is no JSON');
    return Array.isArray(value) ? (value as unknown[]) : [value];
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function invalid(file: string, why: string, cause?: unknown): HookError<string> {
  return new HookError<string>('AUDIT_HEADS_INVALID', `Heads cannot be read from ${file}: ${why}.`, {
    ...(cause === undefined ? {} : { cause }),
    hint: 'Export them with: pintle audit heads --json > heads.json',
  });
}
