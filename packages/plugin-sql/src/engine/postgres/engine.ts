import type { Engine } from '../engine.js';
import { openPostgres } from './database.js';
import { identifier, literal } from './literal.js';
import type { PostgresProfile } from './profile.js';
import { addToTable, buildTable, buildView, file, kindOf, relationText } from './relations.js';

/** Postgres, on a server. */
export const postgres: Engine = {
  name: 'postgres',
  literal,
  identifier,
  relation: relationText,
  kindOf,
  buildTable,
  buildView,
  addToTable,
  file,
  open: (profile, surroundings) => openPostgres(postgres, profile as PostgresProfile, surroundings),
};
