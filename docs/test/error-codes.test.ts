import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What is written like a code in the sources, and is none. A new name of this kind has to be told here. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  'variables of the environment': [
    'DO_NOT_TRACK',
    'FORCE_COLOR',
    'NO_COLOR',
    'OTEL_BSP_EXPORT_TIMEOUT',
    'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
    'OTEL_BSP_MAX_QUEUE_SIZE',
    'OTEL_BSP_SCHEDULE_DELAY',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'OTEL_EXPORTER_OTLP_PROTOCOL',
    'OTEL_METRIC_EXPORT_INTERVAL',
    'OTEL_METRIC_EXPORT_TIMEOUT',
    'OTEL_SDK_DISABLED',
    'OTEL_TRACES_SAMPLER',
    'OTEL_TRACES_SAMPLER_ARG',
    'PINTLE_AUDIT_KEY',
    'PINTLE_AUDIT_URL',
    'PINTLE_DISABLE_PLUGINS',
    'PINTLE_ENV',
    'PINTLE_LOCAL_WORKER',
    'PINTLE_LOG_LEVEL',
    'PINTLE_REDIS_URL',
  ],
  settings: ['DISABLE_HOOKS_FOR_PLUGINS', 'DISCOVERY_ERRORS', 'HOOK_POLICY', 'PLUGIN_OPTIONS'],
  'errors of others': ['DUPLICATE_KEY', 'ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'],
  'parquet types': ['BYTE_ARRAY', 'TIMESTAMP_MICROS', 'TIMESTAMP_MILLIS'],
  'states of flows': ['TIMED_OUT'],
};
const others = Object.values(OTHERS).flat();

const inSources = codesInSources();
const onPage = codesOnPage(readFileSync(join(root, 'docs/reference/errors.md'), 'utf8'));

/** Every string in the sources of the packages that is written like a code, once. */
function codesInSources(): readonly string[] {
  const found = new Set<string>();
  for (const dir of readdirSync(join(root, 'packages'))) {
    const src = join(root, 'packages', dir, 'src');
    for (const file of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || /\.test(-d)?\.ts$/.test(file)) continue;
      const text = readFileSync(join(src, file), 'utf8');
      for (const [, code = ''] of text.matchAll(/'([A-Z][A-Z\d]*(?:_[A-Z\d]+)+)'/g)) found.add(code);
    }
  }
  return [...found].sort();
}

/** Every code that has a heading or a row of its own. */
function codesOnPage(page: string): readonly string[] {
  return [...page.matchAll(/^(?:### |\| )`([A-Z\d_]+)`/gm)].map(([, code = '']) => code).sort();
}

describe('the page of errors', () => {
  it('has every code of the sources, once, and no other', () => {
    expect(onPage).toEqual(inSources.filter((name) => !others.includes(name)));
  });

  it('is not told of other names that there are no longer', () => {
    expect(others.filter((name) => !inSources.includes(name))).toEqual([]);
  });
});
