import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { didYouMean } from '@pintle/hookspecs';
import * as v from 'valibot';
import type { Engine, Relation } from '../engine/engine.js';
import { fault } from '../fault.js';
import type { Place } from '../place.js';
import { checkShape } from '../source/shape.js';
import { YamlDocument } from '../source/yaml-document.js';

/** A table that models read and nobody here builds. */
export interface Source {
  /** `raw.events`: what the dataset of it is called. */
  readonly name: string;
  readonly relation: Relation;
  /** A file to read in its place, relative to the project. */
  readonly location: string | undefined;
  readonly format: string | undefined;
  /** Where it is declared; without `sources.yml`, where it is used. */
  readonly place: Place;
}

/** The sources of a project. */
export interface Sources {
  /** @throws HookError `SQL_SOURCE_UNKNOWN` when they are listed and this one is not among them */
  find(source: string, table: string, place: Place): Source;
}

const FILE = 'sources.yml';
const text = v.pipe(v.string(), v.nonEmpty());
const tableShape = v.strictObject({
  name: text,
  identifier: v.optional(text),
  schema: v.optional(text),
  location: v.optional(text),
  format: v.optional(text),
  description: v.optional(v.string()),
});
const shape = v.strictObject({
  version: v.optional(v.unknown()),
  sources: v.array(
    v.strictObject({
      name: text,
      schema: v.optional(text),
      description: v.optional(v.string()),
      tables: v.array(tableShape),
    }),
  ),
});

/**
 * Reads `sources.yml`. Without the file, `source('a', 'b')` is the table `b` of the schema `a`.
 *
 * @throws HookError `SQL_YAML_INVALID`, `SQL_PROJECT_INVALID`
 */
export function readSources(projectDir: string): Sources {
  const path = join(projectDir, FILE);
  if (!existsSync(path)) return { find: undeclared };
  const document = new YamlDocument({ file: FILE, text: readFileSync(path, 'utf8') });
  const { sources } = checkShape(shape, document.value, document, []);
  const known = new Map(
    sources.flatMap(({ name: source, schema, tables }, number) =>
      tables.map((table, index) => {
        const name = `${source}.${table.name}`;
        const relation = { schema: table.schema ?? schema, name: table.identifier ?? table.name };
        const place = document.place(['sources', number, 'tables', index]);
        return [name, { name, relation, location: table.location, format: table.format, place }] as const;
      }),
    ),
  );
  return {
    find(source, table, place) {
      const found = known.get(`${source}.${table}`);
      if (found !== undefined) return found;
      throw fault('SQL_SOURCE_UNKNOWN', place, `unknown source "${source}.${table}": ${FILE} does not list it.`, {
        hint: didYouMean(`${source}.${table}`, known.keys()) ?? `Sources: ${[...known.keys()].join(', ') || 'none'}.`,
      });
    },
  };
}

function undeclared(source: string, table: string, place: Place): Source {
  return {
    name: `${source}.${table}`,
    relation: { schema: source, name: table },
    location: undefined,
    format: undefined,
    place,
  };
}

/** A source as it is written in SQL. @throws HookError `SQL_SOURCE_UNKNOWN` where the engine does not read such files */
export function sourceText({ name, relation, location, format, place }: Source, engine: Engine): string {
  if (location === undefined) return engine.relation(relation);
  const file = engine.file(location, format);
  if (file !== undefined) return file;
  throw fault(
    'SQL_SOURCE_UNKNOWN',
    place,
    `the source "${name}" is the file ${location}, which ${engine.name} cannot read.`,
    {
      hint:
        engine.name === 'duckdb'
          ? 'Give its format: parquet, csv or json.'
          : 'Load it into a table first: by a node, say, whose output is a table.',
    },
  );
}
