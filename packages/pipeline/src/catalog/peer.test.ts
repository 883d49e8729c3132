import { describe, expect, it } from 'vitest';
import { importPeer } from './peer.js';

describe('importPeer', () => {
  it('says how to install a package that is missing', async () => {
    const name = '@pintle/not-installed-anywhere';
    await expect(importPeer(name, () => import(/* @vite-ignore */ name) as Promise<unknown>)).rejects.toMatchObject({
      code: 'DATASET_PEER_MISSING',
      hint: 'npm install @pintle/not-installed-anywhere',
    });
  });

  it('hands on what is wrong inside an installed package', async () => {
    const broken = new SyntaxError('broken inside');
    await expect(importPeer('x', () => Promise.reject(broken))).rejects.toBe(broken);
  });
});
