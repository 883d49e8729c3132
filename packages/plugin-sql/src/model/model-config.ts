import { didYouMean } from '@pintle/hookspecs';
import * as v from 'valibot';
import { fault } from '../fault.js';
import type { Place } from '../place.js';

/** What becomes of a model. */
export type Materialization = 'table' | 'view' | 'incremental';

/** What a model says of itself. */
export interface ModelConfig {
  readonly materialized: Materialization;
  readonly tags: readonly string[];
  readonly uniqueKey: readonly string[];
  readonly meta: Readonly<Record<string, unknown>>;
  /** Attempts after the first that failed. */
  readonly retries: number;
  readonly retryDelayMs: number;
  /** Milliseconds that one attempt may take. */
  readonly timeoutMs: number | undefined;
}

/** One value of a configuration, and where it is written. */
export interface ConfigEntry {
  readonly key: string;
  readonly value: unknown;
  readonly place: Place;
}

const texts = v.pipe(
  v.union([v.pipe(v.string(), v.nonEmpty()), v.array(v.pipe(v.string(), v.nonEmpty()))]),
  v.transform((value) => [value].flat()),
);

const EXPECTED: Readonly<Record<string, string>> = {
  materialized: 'one of table, view, incremental',
  tags: 'text, or a list of texts',
  unique_key: 'text, or a list of texts',
  meta: 'a mapping',
};

const SHAPES = {
  materialized: v.picklist(['table', 'view', 'incremental']),
  tags: texts,
  unique_key: texts,
  meta: v.record(v.string(), v.unknown()),
  retries: whole(0),
  retry_delay_ms: whole(0),
  timeout_ms: whole(1),
} as const;

const KEYS = Object.keys(SHAPES);

function whole(least: number) {
  return v.pipe(v.number(), v.integer(), v.minValue(least));
}

/** @throws HookError `SQL_MODEL_INVALID` */
export function readModelConfig(entries: readonly ConfigEntry[]): ModelConfig {
  const values = new Map<string, unknown>();
  for (const { key, value, place } of entries) {
    if (!Object.hasOwn(SHAPES, key)) {
      throw fault('SQL_MODEL_INVALID', place, `unknown key "${key}" in the configuration of a model.`, {
        hint: didYouMean(key, KEYS) ?? `Keys are ${KEYS.join(', ')}.`,
      });
    }
    if (values.has(key))
      throw fault('SQL_MODEL_INVALID', place, `"${key}" is configured twice.`, {
        hint: 'Keep the one in the front matter, or the one in config().',
      });
    values.set(key, checked(key as keyof typeof SHAPES, value, place));
  }
  const materialized = (values.get('materialized') ?? 'table') as Materialization;
  const uniqueKey = (values.get('unique_key') ?? []) as readonly string[];
  if (uniqueKey.length > 0 && materialized !== 'incremental') {
    const { place } = entries.find(({ key }) => key === 'unique_key') as ConfigEntry;
    throw fault('SQL_MODEL_INVALID', place, `unique_key is for incremental models, this is a ${materialized}.`);
  }
  return {
    materialized,
    uniqueKey,
    tags: (values.get('tags') ?? []) as readonly string[],
    meta: (values.get('meta') ?? {}) as Readonly<Record<string, unknown>>,
    retries: (values.get('retries') ?? 0) as number,
    retryDelayMs: (values.get('retry_delay_ms') ?? 0) as number,
    timeoutMs: values.get('timeout_ms') as number | undefined,
  };
}

function checked(key: keyof typeof SHAPES, value: unknown, place: Place): unknown {
  const result = v.safeParse(SHAPES[key], value);
  if (result.success) return result.output;
  const expected = EXPECTED[key] ?? 'a whole number that is not negative';
  throw fault('SQL_MODEL_INVALID', place, `${key}: expected ${expected}, received ${JSON.stringify(value)}.`, {
    hint:
      key === 'materialized' && typeof value === 'string' ? didYouMean(value, SHAPES.materialized.options) : undefined,
  });
}
