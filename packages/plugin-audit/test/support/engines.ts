import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import { Redactor } from '../../src/redact/redactor.js';
import { RunRedactors } from '../../src/redact/run-redactors.js';
import { runIds } from '../../src/run-log/folder.js';
import { readPlace } from '../../src/store/store-place.js';
import { type AuditStore, openStore } from '../../src/store/store.js';
import { bringRun, type BroughtRun } from '../../src/sync/bring.js';
import { PostgresServer, withoutPostgres } from './postgres-server.js';

/** A project folder with a store of its own, anew for each test. */
export interface Bench {
  readonly dir: string;
  readonly store: AuditStore;
  /** Opens the same store once more. */
  again(): Promise<AuditStore>;
  /** Brings all runs of the folder into the store. */
  sync(options?: {
    readonly store?: AuditStore;
    readonly key?: string;
    readonly names?: readonly string[];
  }): Promise<readonly BroughtRun[]>;
}

/** Runs the same tests on each database that a trail can be kept in. */
export function describeEngines(title: string, tests: (bench: () => Bench) => void): void {
  describe(`${title}: sqlite`, () => {
    tests(benches((dir) => `${dir}/audit.db`));
  });
  describe.skipIf(withoutPostgres)(`${title}: postgres`, () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await PostgresServer.start();
    }, 60_000);
    afterAll(() => server[Symbol.asyncDispose]());
    tests(benches(() => server.url));
  });
}

function benches(urlIn: (dir: string) => string): () => Bench {
  let bench: (Bench & { readonly opened: AuditStore[] }) | undefined;
  beforeEach(async () => {
    const dir = realpathSync(mkdtempSync(join(tmpdir(), 'pintle-bench-')));
    const place = readPlace(urlIn(dir), dir);
    const opened: AuditStore[] = [];
    const again = async (): Promise<AuditStore> => {
      const store = await openStore(place, { waitMs: 10_000 });
      opened.push(store);
      return store;
    };
    const store = await again();
    bench = {
      dir,
      store,
      opened,
      again,
      async sync({ store: into = store, key, names = [] } = {}) {
        const redactors = new RunRedactors(new Redactor({ names }));
        const brought: BroughtRun[] = [];
        for (const runId of runIds(dir)) {
          brought.push(await bringRun({ store: into, redactors, key }, dir, runId, new AbortController().signal));
        }
        return brought;
      },
    };
  });
  afterEach(async () => {
    if (bench === undefined) return;
    const { store, opened, dir } = bench;
    for (const table of ['audit_rows', 'audit_heads', 'audit_leases'])
      await sql`delete from ${sql.table(table)}`.execute(store.db);
    await Promise.all(opened.map((one) => one.close()));
    rmSync(dir, { recursive: true, force: true });
    bench = undefined;
  });
  return () => {
    if (bench === undefined) throw new TypeError('there is a bench inside of tests only');
    return bench;
  };
}
