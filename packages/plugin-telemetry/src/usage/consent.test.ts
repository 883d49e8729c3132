import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { consentFile, readConsent, writeConsent } from './consent.js';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pintle-consent-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const ID = 'b7f3b5a0-93ff-4f3c-a5c9-f0d6f43c5a9d';

describe('the consent of a project', () => {
  it('is absent at first', () => {
    expect(readConsent(dir)).toEqual({ state: 'absent' });
  });

  it('is read as it was written, and leaves nothing else', () => {
    const consent = { consent: true, id: ID, endpoint: 'https://usage.example' };
    writeConsent(dir, consent);
    expect(readConsent(dir)).toEqual({ state: 'given', consent });
    expect(readdirSync(join(dir, '.pintle'))).toEqual(['telemetry.json']);
    expect(JSON.parse(readFileSync(consentFile(dir), 'utf8'))).toEqual(consent);
  });

  it('may be written by hand', () => {
    mkdirSync(join(dir, '.pintle'));
    writeFileSync(consentFile(dir), '{ "consent": true }');
    expect(readConsent(dir)).toEqual({ state: 'given', consent: { consent: true } });
  });

  it.each([
    '',
    '{',
    'true',
    '{}',
    '{ "consent": "yes" }',
    '{ "consent": true, "id": 7 }',
    '{ "consent": true, "id": "me" }',
  ])('is unreadable when the file says %j', (text) => {
    mkdirSync(join(dir, '.pintle'));
    writeFileSync(consentFile(dir), text);
    expect(readConsent(dir)).toMatchObject({ state: 'unreadable', why: expect.stringMatching(/./) });
  });

  it('is unreadable when the file is a folder', () => {
    mkdirSync(consentFile(dir), { recursive: true });
    expect(readConsent(dir)).toMatchObject({ state: 'unreadable', why: expect.stringContaining('EISDIR') });
  });
});
