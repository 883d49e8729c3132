import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunFolder, runFolder } from './folder.js';
import { isRunHeld, LEASE_MS, Lease } from './lease.js';
import { thisProcess } from './process-identity.js';
import { openRuns } from './run-store.js';

const dirs: string[] = [];

function folder(): RunFolder {
  const dir = mkdtempSync(join(tmpdir(), 'pintle-lease-'));
  dirs.push(dir);
  return runFolder(dir, 'r1');
}

const projectOf = ({ dir }: RunFolder): string => join(dir, '..', '..', '..');

/** Makes the newest lease look like that of another process. */
function disguise({ dir }: RunFolder, generation: number, holder: object, ageMs = 0): void {
  const file = join(dir, `lease-${generation}.json`);
  writeFileSync(file, JSON.stringify(holder));
  const renewed = new Date(Date.now() - ageMs);
  utimesSync(file, renewed, renewed);
}

afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
});

describe('a lease', () => {
  it('is claimed by one process, and marks the run as open', () => {
    const run = folder();
    const lease = Lease.claim(run);
    expect(lease?.holds()).toBe(true);
    expect(isRunHeld(run)).toBe(true);
    expect(openRuns(projectOf(run))).toEqual(['r1']);
    expect(Lease.claim(run)).toBeUndefined();
  });

  it('ends the run with it, and can be claimed again', () => {
    const run = folder();
    Lease.claim(run)?.release(true);
    expect(openRuns(projectOf(run))).toEqual([]);
    expect(isRunHeld(run)).toBe(false);
    expect(Lease.claim(run)?.holds()).toBe(true);
    expect(readdirSync(run.dir)).toEqual(['lease-1.json', 'lease-2.json']);
  });

  it('leaves a run that has not ended to be found', () => {
    const run = folder();
    Lease.claim(run)?.release(false);
    expect(openRuns(projectOf(run))).toEqual(['r1']);
    expect(isRunHeld(run)).toBe(false);
  });

  it('is free at once when its process on this host is dead', () => {
    const run = folder();
    const lost = Lease.claim(run);
    // No process has this number: it is beyond what Linux gives.
    disguise(run, 1, { host: hostname(), pid: 2 ** 30 });
    const lease = Lease.claim(run);
    expect(lease?.holds()).toBe(true);
    expect(lost?.renew()).toBe(false);
    expect(lost?.holds()).toBe(false);
  });

  it('is not fooled by a process that has the number of a dead one', () => {
    const run = folder();
    Lease.claim(run);
    disguise(run, 1, { ...thisProcess(), startTime: '1' });
    expect(isRunHeld(run)).toBe(process.platform !== 'linux');
  });

  it('holds as long as its process lives, however long it was not renewed', () => {
    const run = folder();
    Lease.claim(run);
    disguise(run, 1, thisProcess(), LEASE_MS * 100);
    expect(Lease.claim(run)).toBeUndefined();
  });

  it('of another host runs out', () => {
    const run = folder();
    Lease.claim(run);
    disguise(run, 1, { host: 'elsewhere', pid: process.pid }, LEASE_MS / 2);
    expect(Lease.claim(run)).toBeUndefined();
    disguise(run, 1, { host: 'elsewhere', pid: process.pid }, LEASE_MS + 1000);
    expect(Lease.claim(run)?.holds()).toBe(true);
  });

  it('that is being written is held, and one whose writer died is not', () => {
    const run = folder();
    Lease.claim(run);
    const file = join(run.dir, 'lease-1.json');
    writeFileSync(file, '');
    expect(isRunHeld(run)).toBe(true);
    const old = new Date(Date.now() - LEASE_MS - 1000);
    utimesSync(file, old, old);
    expect(isRunHeld(run)).toBe(false);
  });

  it('is lost with its folder', () => {
    const run = folder();
    const lease = Lease.claim(run);
    rmSync(run.dir, { recursive: true });
    expect(lease?.renew()).toBe(false);
  });
});
