import { describe, expect, it } from 'vitest';
import { describePlace, readPlace } from './store-place.js';

describe('readPlace', () => {
  it.each([
    ['.pintle/audit.db', 'sqlite', '/project/.pintle/audit.db'],
    ['/var/audit.db', 'sqlite', '/var/audit.db'],
    ['sqlite:audit.db', 'sqlite', '/project/audit.db'],
    ['sqlite:/var/audit.db', 'sqlite', '/var/audit.db'],
    ['sqlite:///var/audit.db', 'sqlite', '/var/audit.db'],
    ['postgres://me@h/x', 'postgres', 'postgres://me@h/x'],
    ['PostgreSQL://me@h/x', 'postgres', 'PostgreSQL://me@h/x'],
  ])('%s', (written, engine, address) => {
    expect(readPlace(written, '/project')).toEqual({ engine, address });
  });

  it.each(['mysql://me:hunter2@h/x', 'sqlite:', 'http://x'])('refuses %s without telling passwords', (written) => {
    expect(() => readPlace(written, '/project')).toThrow(
      expect.objectContaining({ code: 'AUDIT_URL_INVALID', message: expect.not.stringContaining('hunter2') as string }),
    );
  });

  it('knows what was meant', () => {
    expect(() => readPlace('postgre://h/x', '/project')).toThrow(
      expect.objectContaining({ hint: 'Did you mean "postgres"?' }),
    );
  });
});

describe('describePlace', () => {
  it('tells no password', () => {
    expect(describePlace(readPlace('postgres://me:hunter2@h:1/x', '/'))).toBe('postgres://me:***@h:1/x');
    expect(describePlace(readPlace('a.db', '/'))).toBe('/a.db');
  });
});
