import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Consent, writeConsent } from './consent.js';
import { type PermissionOptions, isSwitchedOn, usagePermission } from './permission.js';

const ENDPOINT = 'https://usage.example';
let projectDir: string;

beforeEach(() => {
  projectDir = mkdtempSync(join(tmpdir(), 'pintle-permission-'));
});
afterEach(() => rmSync(projectDir, { recursive: true }));

function reasons(consent: Consent | undefined, overrides: Partial<PermissionOptions> = {}): readonly string[] {
  if (consent !== undefined) writeConsent(projectDir, consent);
  const options = { projectDir, endpoint: ENDPOINT, variables: {}, isCi: false, ...overrides };
  const permission = usagePermission(options);
  expect(permission.isOn).toBe(permission.reasons.length === 0);
  return permission.reasons;
}

const YES = { consent: true, endpoint: ENDPOINT };

describe('usage statistics', () => {
  it('are off by default', () => {
    expect(reasons(undefined)).toEqual(['nobody has agreed']);
  });

  it('are on when somebody agreed to the endpoint that is configured', () => {
    expect(reasons(YES)).toEqual([]);
    expect(reasons({ consent: true })).toEqual([]);
  });

  it('are off without an endpoint', () => {
    expect(reasons(YES, { endpoint: undefined })).toEqual(['no endpoint is configured']);
  });

  it('are off when somebody said no', () => {
    expect(reasons({ consent: false, endpoint: ENDPOINT })).toEqual(['somebody said no']);
  });

  it('are off when they would go elsewhere than was agreed to', () => {
    const other = 'https://other.example';
    expect(reasons(YES, { endpoint: other })).toEqual([`what was agreed to is ${ENDPOINT}, and not ${other}`]);
    expect(reasons({ consent: true, endpoint: null })).toEqual([
      `what was agreed to is no endpoint, and not ${ENDPOINT}`,
    ]);
  });

  it('are off in CI, and with DO_NOT_TRACK, whatever was agreed to', () => {
    expect(reasons(YES, { isCi: true })).toEqual(['this is CI']);
    expect(reasons(YES, { variables: { DO_NOT_TRACK: '1' } })).toEqual(['DO_NOT_TRACK is set']);
  });
});

describe('DO_NOT_TRACK', () => {
  it.each(['1', 'true', 'TRUE', 'yes', 'no', 'off', ' 1 '])('of %j switches off', (value) => {
    expect(isSwitchedOn(value)).toBe(true);
  });

  it.each([undefined, '', ' ', '0', 'false', 'False', ' 0 '])('of %j does not', (value) => {
    expect(isSwitchedOn(value)).toBe(false);
  });
});
