import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hasMac, isHead, readHead, type RunHead, sealHead } from './head.js';
import { genesis, link } from './link.js';

const HEAD: RunHead = { runId: 'r', attempt: 1, closed: true, strands: { log: { records: 2, hash: 'h', bytes: 9 } } };
const TEXT = '{"attempt":1,"closed":true,"runId":"r","strands":{"log":{"bytes":9,"hash":"h","records":2}}}';

describe('a chain', () => {
  it('links records as the documentation says', () => {
    const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
    expect(genesis('r', 'log')).toBe(sha256('pintle audit 1\nr\nlog'));
    expect(link('abc', '{}')).toBe(sha256('abc\n{}'));
  });

  it('begins elsewhere for each strand of each run', () => {
    expect(new Set([genesis('r', 'log'), genesis('r', 'hooks/a'), genesis('s', 'log')]).size).toBe(3);
  });
});

describe('a head', () => {
  it('is sealed as the documentation says', () => {
    expect(sealHead(HEAD, undefined)).toEqual({
      head: TEXT,
      hash: createHash('sha256').update(TEXT).digest('hex'),
      mac: null,
      key_id: null,
    });
    const sealed = sealHead(HEAD, 'key');
    expect(sealed.mac).toBe(createHmac('sha256', 'key').update(TEXT).digest('hex'));
    expect(sealed.key_id).toMatch(/^[0-9a-f]{8}$/);
    expect(sealed.key_id).not.toBe(sealHead(HEAD, 'other').key_id);
  });

  it('is known by its seal', () => {
    const sealed = sealHead(HEAD, 'key');
    expect(hasMac(sealed, 'key')).toBe(true);
    expect(hasMac(sealed, 'other')).toBe(false);
    expect(hasMac({ ...sealed, head: `${TEXT} ` }, 'key')).toBe(false);
    expect(hasMac({ head: TEXT, mac: null }, 'key')).toBe(false);
    expect(hasMac({ head: TEXT, mac: 'short' }, 'key')).toBe(false);
  });

  it('is read from its text, and from nothing else', () => {
    expect(readHead(TEXT)).toEqual(HEAD);
    for (const text of [
      '',
      'null',
      '[]',
      '{}',
      '{"runId":"r","attempt":1,"closed":true,"strands":{"log":{"records":"2"}}}',
      TEXT.replace('true', '1'),
    ]) {
      expect(readHead(text)).toBeUndefined();
    }
    expect(isHead(undefined)).toBe(false);
  });
});
