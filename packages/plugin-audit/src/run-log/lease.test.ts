import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leaseOf } from './lease.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pintle-lease-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function write(name: string, holder: unknown, ageMs = 0): void {
  const file = join(dir, name);
  writeFileSync(file, typeof holder === 'string' ? holder : JSON.stringify(holder));
  const time = new Date(Date.now() - ageMs);
  utimesSync(file, time, time);
}

const read = (): unknown => leaseOf({ runId: 'r', dir });
const me = { host: hostname(), pid: process.pid, leaseMs: 5000 };

describe('leaseOf', () => {
  it('knows none where there is none', () => {
    expect(read()).toBeUndefined();
    expect(leaseOf({ runId: 'r', dir: join(dir, 'missing') })).toBeUndefined();
  });

  it('is held by a living process of this host, however long ago it was renewed', () => {
    write('lease-1.json', me, 100_000);
    expect(read()).toEqual({ isHeld: true, leaseMs: 5000 });
  });

  it('is not held by a process that is dead, or whose id was given to another', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    write('lease-1.json', { ...me, pid: child.pid });
    expect(read()).toEqual({ isHeld: false, leaseMs: 5000 });
    write('lease-1.json', { ...me, startTime: '1' });
    expect(read()).toEqual({ isHeld: process.platform !== 'linux', leaseMs: 5000 });
  });

  it('is believed of another host until it has run out', () => {
    write('lease-1.json', { ...me, host: 'elsewhere' }, 4000);
    expect(read()).toEqual({ isHeld: true, leaseMs: 5000 });
    write('lease-1.json', { ...me, host: 'elsewhere' }, 6000);
    expect(read()).toEqual({ isHeld: false, leaseMs: 5000 });
  });

  it('is the newest, and free when that was released', () => {
    write('lease-9.json', me);
    write('lease-10.json', null);
    expect(read()).toMatchObject({ isHeld: false });
    expect(readFileSync(join(dir, 'lease-10.json'), 'utf8')).toBe('null');
  });

  it('is held while it is being written', () => {
    write('lease-1.json', '{"ho');
    expect(read()).toMatchObject({ isHeld: true });
    write('lease-1.json', '{"ho', 100_000);
    expect(read()).toMatchObject({ isHeld: false });
  });
});
