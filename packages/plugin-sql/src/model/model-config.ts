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

const SHAPES = {
  materialized: v.picklist(['table', 'view', 'incremental']),
  tags: texts,
  unique_key: texts,
  meta: v.record(v.string(), v.unknown()),
} as const;

const KEYS = Object.keys(SHAPES);

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
  };
}

function checked(key: keyof typeof SHAPES, value: unknown, place: Place): unknown {
  const result = v.safeParse(SHAPES[key], value);
  if (result.success) return result.output;
  const expected =
    key === 'materialized'
      ? 'one of table, view, incremental'
      : key === 'meta'
        ? 'a mapping'
        : 'text, or a list of texts';
  throw fault('SQL_MODEL_INVALID', place, `${key}: expected ${expected}, received ${JSON.stringify(value)}.`, {
    hint:
      key === 'materialized' && typeof value === 'string' ? didYouMean(value, SHAPES.materialized.options) : undefined,
  });
}
