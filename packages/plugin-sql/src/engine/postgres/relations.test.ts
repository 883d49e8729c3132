import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPostgres, type PostgresServer, startPostgres } from '../../../test/postgres.js';
import { sqlProject } from '../../../test/project.js';

describe.skipIf(!hasPostgres())('models that views depend on, on postgres', () => {
  let server: PostgresServer;
  let url: string;
  let client: pg.Client;
  const project = (columns: string, schema = 'mart') =>
    sqlProject({
      'conf/base/connections.yml': JSON.stringify({ profiles: { test: { engine: 'postgres', url, schema } } }),
      'models/a.sql': `select ${columns}`,
    });

  beforeAll(async () => {
    server = await startPostgres();
    url = await server.database();
    client = new pg.Client({ connectionString: url });
    await client.connect();
  }, 60_000);
  afterAll(async () => {
    await client.end();
    await server.stop();
  });

  it('keep their place while their columns stay, and refuse to drop the views of others', async () => {
    await using first = await project('1 as x');
    (await first.run()).throwIfFailed();
    await client.query('create view public.report as select x from mart.a');
    await using same = await project('2 as x');
    (await same.run()).throwIfFailed();
    expect((await client.query('select * from public.report')).rows).toEqual([{ x: 2 }]);
    await using other = await project('3 as x, 4 as y');
    expect((await other.run()).outcome).toMatchObject({
      status: 'error',
      error: { code: 'SQL_DEPENDENTS_EXIST', message: expect.stringContaining('"public"."report"') },
    });
    expect((await client.query('select * from public.report')).rows).toEqual([{ x: 2 }]);
  });

  it('go to the schema of the profile, which is made, and take names that need quotes', async () => {
    await using opened = await project('5 as x', 'my "schema"');
    (await opened.run()).throwIfFailed();
    expect((await client.query('select * from "my ""schema""".a')).rows).toEqual([{ x: 5 }]);
  });
});
