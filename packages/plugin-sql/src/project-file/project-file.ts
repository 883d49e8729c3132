import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { fault } from '../fault.js';
import type { Place } from '../place.js';
import { checkShape } from '../source/shape.js';
import { YamlDocument } from '../source/yaml-document.js';
import { type HookDefinition, readHooks } from './hook-definition.js';
import { readTests, type TestDefinition } from './test-definition.js';

/** The name of the file, in the project's folder. */
export const PROJECT_FILE = 'project.yml';

/** What a project says of its SQL. */
export interface ProjectFile {
  /** The folder of models, from the project's. */
  readonly modelsDir: string;
  readonly vars: Readonly<Record<string, unknown>>;
  /** In the order in which they are written. */
  readonly hooks: readonly HookDefinition[];
  readonly tests: readonly TestDefinition[];
  /** Keys that mean something to FastFlowTransform and nothing here. */
  readonly idle: readonly { readonly key: string; readonly place: Place }[];
}

const shape = v.strictObject({
  name: v.optional(v.string()),
  version: v.optional(v.union([v.string(), v.number()])),
  models_dir: v.optional(v.pipe(v.string(), v.nonEmpty()), 'models'),
  vars: v.optional(v.nullable(v.record(v.string(), v.unknown())), {}),
  hooks: v.optional(v.nullable(v.record(v.string(), v.unknown())), {}),
  tests: v.optional(v.nullable(v.array(v.unknown())), []),
  docs: v.optional(v.unknown()),
  models: v.optional(
    v.nullable(
      v.strictObject({
        storage: v.optional(v.unknown()),
        incremental: v.optional(v.nullable(v.record(v.string(), v.unknown()))),
      }),
    ),
  ),
  seeds: v.optional(v.unknown()),
});

const IDLE = ['docs', 'models', 'seeds'] as const;

/**
 * Reads `project.yml`, whole: everything in it that can be wrong is.
 *
 * @returns nothing where there is no such file
 * @throws HookError `SQL_YAML_INVALID`, `SQL_PROJECT_INVALID`, `SQL_TEMPLATE_INVALID`, …: each with file, line and column
 */
export function readProjectFile(projectDir: string): ProjectFile | undefined {
  const path = join(projectDir, PROJECT_FILE);
  if (!existsSync(path)) return undefined;
  const document = new YamlDocument({ file: PROJECT_FILE, text: readFileSync(path, 'utf8') });
  const content = checkShape(shape, document.value ?? {}, document, []);
  const overlaid = Object.keys(content.models?.incremental ?? {});
  if (overlaid.length > 0) {
    throw fault(
      'SQL_PROJECT_INVALID',
      document.place(['models', 'incremental', overlaid[0] ?? '']),
      'models are not configured here.',
      {
        hint: "Write {{ config(materialized='incremental', unique_key=[…]) }} into the model.",
      },
    );
  }
  return {
    modelsDir: content.models_dir,
    vars: content.vars ?? {},
    hooks: readHooks(content.hooks ?? {}, document),
    tests: readTests(content.tests ?? [], document),
    idle: IDLE.filter((key) => content[key] !== undefined && content[key] !== null).map((key) => ({
      key,
      place: document.place([key]),
    })),
  };
}
