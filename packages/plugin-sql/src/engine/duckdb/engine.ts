import type { Engine } from '../engine.js';
import { openDuckdb } from './database.js';
import { identifier, literal } from './literal.js';
import type { DuckdbProfile } from './profile.js';
import { addToTable, buildTable, buildView, file, kindOf, relationText } from './relations.js';

/** DuckDB, in this process. */
export const duckdb: Engine = {
  name: 'duckdb',
  literal,
  identifier,
  relation: relationText,
  kindOf,
  buildTable,
  buildView,
  addToTable,
  file,
  open: (profile, surroundings) => openDuckdb(duckdb, profile as DuckdbProfile, surroundings),
};
