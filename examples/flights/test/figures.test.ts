import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const example = fileURLToPath(new URL('..', import.meta.url));

// The same questions, asked of the raw files in SQL: nothing of the pipeline takes part.
const ANSWERS = {
  'airport_delays.csv': `
    SELECT f.origin AS airport, a.city, a.state, count(*) AS flights, round(avg(f.delay), 1) AS "meanDelay",
      round(100.0 * count(*) FILTER (f.delay > 15) / count(*), 1) AS "latePercent"
    FROM flights f JOIN airports a ON a.iata = f.origin
    GROUP BY ALL HAVING count(*) >= 10000`,
  'route_delays.csv': `
    SELECT origin, destination, any_value(distance) AS distance, count(*) AS flights,
      round(avg(delay), 1) AS "meanDelay", round(100.0 * count(*) FILTER (delay > 15) / count(*), 1) AS "latePercent"
    FROM flights GROUP BY ALL HAVING count(*) >= 2000`,
  'hour_delays.json': `
    SELECT hour(date) AS hour, count(*) AS flights, round(avg(delay), 1) AS "meanDelay",
      round(100.0 * count(*) FILTER (delay > 15) / count(*), 1) AS "latePercent"
    FROM flights GROUP BY ALL`,
  'day_delays.parquet': `
    SELECT strftime(date, '%Y-%m-%d') AS day, count(*) AS flights, round(avg(delay), 1) AS "meanDelay",
      round(100.0 * count(*) FILTER (delay > 15) / count(*), 1) AS "latePercent"
    FROM flights GROUP BY ALL`,
  'seattle_months.csv': `
    SELECT d.month, w."wetDaysPercent", w.precipitation, d.flights, d."meanDelay", d."latePercent"
    FROM (SELECT month(date) AS month, count(*) AS flights, round(avg(delay), 1) AS "meanDelay",
        round(100.0 * count(*) FILTER (delay > 15) / count(*), 1) AS "latePercent"
      FROM flights WHERE origin = 'SEA' GROUP BY ALL) d
    JOIN (SELECT month(date) AS month, round(100.0 * count(*) FILTER (precipitation > 0) / count(*)) AS "wetDaysPercent",
        round(avg(precipitation), 1) AS precipitation
      FROM weather GROUP BY ALL) w USING (month)`,
} as const;

describe('the flights example', () => {
  const project = mkdtempSync(join(tmpdir(), 'flights-'));
  const data = join(project, 'node_modules/vega-datasets/data');
  let stdout = '';
  let stderr = '';

  beforeAll(async () => {
    const parts = ['package.json', 'settings.ts', 'pipelines.ts', 'nodes', 'hooks', 'conf'];
    for (const part of parts) cpSync(join(example, part), join(project, part), { recursive: true });
    symlinkSync(join(example, 'node_modules'), join(project, 'node_modules'));
    ({ stdout, stderr } = await run(join(example, 'node_modules/.bin/pintle'), ['run'], { cwd: project }));
  });
  afterAll(() => rmSync(project, { recursive: true }));

  it.each(Object.entries(ANSWERS))('computes the %s that SQL computes', async (file, query) => {
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const rows = async (sql: string): Promise<Record<string, unknown>[]> =>
      (await connection.runAndReadAll(sql)).getRowObjectsJson();
    await connection.run(`CREATE VIEW flights AS FROM read_parquet('${data}/flights-3m.parquet')`);
    await connection.run(`CREATE VIEW airports AS FROM read_csv('${data}/airports.csv')`);
    await connection.run(`CREATE VIEW weather AS FROM read_csv('${data}/seattle-weather.csv')`);
    const theirs = (await rows(query)).map(plain);
    const ours = (await rows(`FROM '${project}/data/${file}'`)).map(plain);
    connection.closeSync();
    expect(ours.length).toBe(theirs.length);
    expect(ours.map(({ key }) => key).sort()).toEqual(theirs.map(({ key }) => key).sort());
    const byKey = new Map(theirs.map((row) => [row.key, row.figures]));
    for (const { key, figures } of ours) {
      // A tenth that lies between two tenths may be rounded up here and down there.
      const answers = byKey.get(key) ?? [];
      const off = figures.filter((figure, i) => !(Math.abs(figure - (answers[i] ?? Number.NaN)) < 0.101));
      expect({ key, off }).toEqual({ key, off: [] });
    }
  });

  it('shows the report through a hook of the project, and logs on stderr', () => {
    expect(stdout).toBe(`\n${readFileSync(join(project, 'data/report.md'), 'utf8')}\n`);
    expect(stdout).toContain('3,000,000 flights in the United States');
    expect(stderr).toContain('7 succeeded');
  });

  it('uses the installed plugin, and not the disabled one', () => {
    expect(stderr).toContain('airport_delays: 63 rows');
    expect(stderr).not.toContain('AIRPORT_DELAYS!');
  });
});

/** A row as what identifies it and its figures. */
function plain(row: Record<string, unknown>): { key: string; figures: number[] } {
  const names = Object.keys(row).filter((name) =>
    ['airport', 'city', 'state', 'origin', 'destination', 'hour', 'day', 'month'].includes(name),
  );
  const figures = Object.keys(row).filter((name) => !names.includes(name));
  return {
    key: names.map((name) => `${row[name] as string | number | null}`).join(' '),
    figures: figures.map((name) => Number(row[name])),
  };
}
