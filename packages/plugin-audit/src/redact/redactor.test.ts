import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '../row/record.js';
import { secretsIn, secretsInVariables, secretsUnderNames } from './known-secrets.js';
import { Redactor } from './redactor.js';
import { isSecretName } from './secret-name.js';
import { blankSecrets } from './secret-text.js';

const RECORD: AuditRecord = { type: 't', key: 'k', runId: 'r', runAttempt: 1 };

describe('isSecretName', () => {
  it.each([
    'password',
    'dbPassword',
    'DB_PASSWORD',
    'db-password',
    'apiKey',
    'API_KEY',
    'apikey',
    'accessKeyId',
    'clientSecret',
    'githubToken',
    'Authorization',
    'private_key',
    'dsn',
    'passwd',
  ])('%s', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each([
    'author',
    'keyboard',
    'monkey',
    'path',
    'tokenizer',
    'year',
    'secretary',
    'passenger',
    'compass',
    'key',
    'description',
  ])('not %s', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe('blankSecrets', () => {
  it.each([
    ['postgres://me:s3cret@host:5432/db', 'postgres://me:[redacted]@host:5432/db'],
    ['redis://:s3cret@host', 'redis://:[redacted]@host'],
    ['password=s3cret; user=me', 'password=[redacted]; user=me'],
    ['{"api_key": "s3cret", "a": 1}', '{"api_key": [redacted], "a": 1}'],
    ["PGPASSWORD='s3 cret' psql", 'PGPASSWORD=[redacted] psql'],
    ['Authorization: Bearer abcdefgh.ijkl-mnop', 'Authorization: Bearer [redacted]'],
    ['jwt eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl!', 'jwt [redacted]!'],
    ['AKIAIOSFODNN7EXAMPLE denied', '[redacted] denied'],
    ['ghp_abcdefghijklmnopqrstuvwxyz0123456789', '[redacted]'],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- rest', '[redacted] rest'],
    ['-----BEGIN PRIVATE KEY-----\ncut off', '[redacted]'],
  ])('%s', (text, blanked) => {
    expect(blankSecrets(text)).toBe(blanked);
    expect(blankSecrets(blanked)).toBe(blanked);
  });

  it.each([
    'column "year" of table x: expected 3 rows',
    'https://host:8080/path?year=2001',
    'the password was wrong',
    'the token expired at 12:00',
    'at Object.run (file:///a/b.js:12:3)',
    'me@example.org',
  ])('leaves %j as it is', (text) => {
    expect(blankSecrets(text)).toBe(text);
  });

  it('is fast on long texts', () => {
    const text = `${'token '.repeat(20_000)}${'a:'.repeat(50_000)}${'x'.repeat(100_000)}`;
    const startedAt = performance.now();
    blankSecrets(text);
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });
});

describe('Redactor', () => {
  it('blanks values under the names of secrets, and known secrets in texts', () => {
    const redactor = new Redactor({ names: ['boatName'], secrets: ['hunter2', 'a b'] });
    const params = {
      password: 'x',
      n: 1,
      list: ['is hunter2'],
      boat_name: { a: [1, 'y', true] },
      url: 'https://x/?q=a%20b',
    };
    expect(redactor.record({ ...RECORD, params })).toEqual({
      ...RECORD,
      params: {
        password: '[redacted]',
        n: 1,
        list: ['is [redacted]'],
        boat_name: { a: ['[redacted]', '[redacted]', true] },
        url: 'https://x/?q=[redacted]',
      },
    });
  });

  it('goes into errors and their causes', () => {
    const error = {
      name: 'E',
      message: 'hunter2',
      stack: 'E: hunter2\n  at x',
      cause: { name: 'C', message: 'token=abc' },
    };
    expect(new Redactor({ secrets: ['hunter2'] }).record({ ...RECORD, error })).toMatchObject({
      error: {
        name: 'E',
        message: '[redacted]',
        stack: 'E: [redacted]\n  at x',
        cause: { message: 'token=[redacted]' },
      },
    });
  });

  it('leaves names and keys of records alone, and records that hold nothing free', () => {
    const record = { ...RECORD, node: 'hunter2', key: 'r/hunter2', dataset: 'token=1' };
    expect(new Redactor({ secrets: ['hunter2'] }).record(record)).toBe(record);
  });

  it('blanks the longer of two secrets that begin alike', () => {
    expect(new Redactor({ secrets: ['hunt', 'hunter2'] }).text('hunter2')).toBe('[redacted]');
  });

  it('knows more from then on', () => {
    const redactor = new Redactor({ names: ['boat'], secrets: ['first'] }).and(['second']);
    expect(redactor.data({ boat: 'x', text: 'first, second, third' })).toEqual({
      boat: '[redacted]',
      text: '[redacted], [redacted], third',
    });
  });
});

describe('what is known to be secret', () => {
  it('is every text and number of credentials, but for what is too short to be one', () => {
    expect(secretsIn({ a: { user: 'someone', port: 5432, ssl: true, x: 'abc', list: ['deep'] } })).toEqual([
      'someone',
      '5432',
      'deep',
    ]);
  });

  it('is what stands under telling names', () => {
    expect(
      secretsUnderNames(
        { a: 'kept', api_token: 'one1', b: { password: { x: 'two2' } }, boat: 'three' },
        new Set(['boat']),
      ),
    ).toEqual(['one1', 'two2', 'three']);
    expect(secretsUnderNames('text', new Set())).toEqual([]);
  });

  it('is what variables with telling names hold, and the passwords of URLs in others', () => {
    const variables = {
      DEPLOY_TOKEN: 'long-enough',
      API_KEY: 'short',
      PWD: '/home/me/project',
      HOME: '/home/me',
      DB: 'postgres://me:p%40ss@h/x',
      WEB: 'https://h/x',
    };
    expect(secretsInVariables(variables, new Set())).toEqual(['long-enough', 'p%40ss', 'p@ss']);
  });
});
