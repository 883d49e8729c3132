import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { sqlProject } from '../../test/project.js';

const data = fileURLToPath(new URL('../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url));

it('builds models over three million rows in bounded memory, with true counts and progress', async () => {
  expect(existsSync(data)).toBe(true);
  await using project = await sqlProject({
    'conf/base/connections.yml':
      'profiles:\n  small: { engine: duckdb, path: flights.duckdb, memoryLimit: 500MB, threads: 2 }',
    'sources.yml': JSON.stringify({ sources: [{ name: 'raw', tables: [{ name: 'flights', location: data }] }] }),
    'models/flights.sql':
      "select *, row_number() over (order by delay, distance) as place from {{ source('raw', 'flights') }}",
    'models/by_origin.sql':
      "select origin, count(*) as flights from {{ ref('flights') }} group by origin order by origin",
  });
  global.gc?.();
  const before = process.memoryUsage().heapUsed;
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().heapUsed - before)), 50);
  const result = await project.run();
  clearInterval(watch);
  expect(result.outcome.error).toBeUndefined();
  const ended = project
    .events(result.run.runId)
    .flatMap((event) => (event.type === 'node_ended' ? [[event.node, event.rowsAffected]] : []));
  const origins = (await result.load('by_origin')) as { flights: number }[];
  expect(ended).toEqual([
    ['flights', 3_000_000],
    ['by_origin', origins.length],
  ]);
  expect(origins.reduce((sum, { flights }) => sum + flights, 0)).toBe(3_000_000);
  // The rows never come into this process's heap.
  expect(most).toBeLessThan(100_000_000);
}, 120_000);
