import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from '../row/canonical.js';
import { sha256 } from './link.js';

/** How far one strand of a run has come. */
export interface StrandHead {
  /** How many records it has. */
  readonly records: number;
  /** The hash of the last of them. */
  readonly hash: string;
  /** How much of the strand's file they were read from. */
  readonly bytes: number;
}

/** What closes the chains of a run: how long each is, and where it ends. */
export interface RunHead {
  readonly runId: string;
  /** The last attempt of the run. */
  readonly attempt: number;
  /** Whether that attempt has ended. A resume opens the head again. */
  readonly closed: boolean;
  /** By name: `log` for the run log, `hooks/<process>` for the hook calls of one process. */
  readonly strands: Readonly<Record<string, StrandHead>>;
}

/** A head as it is kept. */
export interface SealedHead {
  /** {@link RunHead} as canonical JSON. */
  readonly head: string;
  /** SHA-256 of it. */
  readonly hash: string;
  /** HMAC-SHA256 of it; `null` where there is no key. */
  readonly mac: string | null;
  /** Tells keys apart without telling them. */
  readonly key_id: string | null;
}

/** Seals a head, with a key where there is one. */
export function sealHead(head: RunHead, key: string | undefined): SealedHead {
  const text = canonicalJson(head);
  return {
    head: text,
    hash: sha256(text),
    mac: key === undefined ? null : macOf(text, key),
    key_id: key === undefined ? null : keyIdOf(key),
  };
}

/** Whether a head was sealed with this key. */
export function hasMac({ head, mac }: Pick<SealedHead, 'head' | 'mac'>, key: string): boolean {
  const expected = Buffer.from(macOf(head, key));
  const found = Buffer.from(mac ?? '');
  return expected.length === found.length && timingSafeEqual(expected, found);
}

/** The first 8 hexadecimal digits of a hash of the key. */
export function keyIdOf(key: string): string {
  return sha256(`pintle audit key\n${key}`).slice(0, 8);
}

/** Reads a head from its text; `undefined` for what is none. */
export function readHead(text: string): RunHead | undefined {
  try {
    const head: unknown = JSON.parse(text);
    return isHead(head) ? head : undefined;
  } catch {
    return undefined;
  }
}

/** Whether plain data is a head. */
export function isHead(value: unknown): value is RunHead {
  const { runId, attempt, closed, strands } = membersOf(value);
  const hasShape = typeof runId === 'string' && Number.isSafeInteger(attempt) && typeof closed === 'boolean';
  return hasShape && typeof strands === 'object' && strands !== null && Object.values(strands).every(isStrandHead);
}

function isStrandHead(value: unknown): value is StrandHead {
  const { records, hash, bytes } = membersOf(value);
  return Number.isSafeInteger(records) && typeof hash === 'string' && Number.isSafeInteger(bytes);
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function macOf(text: string, key: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}
