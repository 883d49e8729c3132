import { hasMac, keyIdOf, type SealedHead } from '../chain/head.js';
import { sha256 } from '../chain/link.js';
import type { Flaw } from './verdict.js';

/** What is wrong with a head on its own, and under a key where there is one. */
export function headFlaw(sealed: SealedHead, key: string | undefined): Flaw | undefined {
  if (sha256(sealed.head) !== sealed.hash) return { kind: 'head_changed', message: 'The head was changed.' };
  if (key === undefined) return undefined;
  if (sealed.mac === null) {
    return { kind: 'head_unsealed', message: 'The head is not sealed: it was written, or rewritten, without the key.' };
  }
  if (hasMac(sealed, key)) return undefined;
  const id = keyIdOf(key);
  const message =
    sealed.key_id === id
      ? 'The seal of the head is not that of the key: it was rewritten.'
      : `The head was sealed with the key ${sealed.key_id ?? ''}, PINTLE_AUDIT_KEY is ${id}.`;
  return { kind: 'head_resealed', message };
}
