import { duckdb } from './duckdb/engine.js';
import { duckdbProfile } from './duckdb/profile.js';
import type { Engine, EngineName } from './engine.js';
import { postgres } from './postgres/engine.js';
import { postgresProfile } from './postgres/profile.js';

/** The engines by name. */
export const engines: Readonly<Record<EngineName, Engine>> = { duckdb, postgres };

/** What a profile of each may say. */
export const profiles = { duckdb: duckdbProfile, postgres: postgresProfile };

/** Names that hooks may ask for: these engines, and those of FastFlowTransform, whose projects are read. */
export const KNOWN_ENGINES: readonly string[] = [
  'duckdb',
  'postgres',
  'bigquery',
  'databricks_spark',
  'snowflake_snowpark',
  'spark',
  'snowflake',
  'databricks',
];
