import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fault } from '../fault.js';
import type { Place } from '../place.js';
import { SourceText } from '../source/source-text.js';
import { YamlDocument } from '../source/yaml-document.js';
import type { StaticCall } from '../template/check.js';
import { Template } from '../template/template.js';
import type { Vocabulary } from '../template/vocabulary.js';
import { type ConfigEntry, type ModelConfig, readModelConfig } from './model-config.js';

/** A model as its file has it. */
export interface ModelFile {
  readonly name: string;
  /** Relative to the project. */
  readonly path: string;
  readonly template: Template;
  readonly config: ModelConfig;
}

/** What templates of models may use. */
const MODEL_VOCABULARY: Vocabulary = {
  purpose: 'a model',
  variables: { this: [], env: 'any', run: ['run_id', 'env_name', 'engine_name', 'started_at', 'attempt'] },
  functions: ['config', 'engine', 'env', 'is_incremental', 'ref', 'source', 'var'],
};

/** Names that nodes can have: a file of another is no model. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** The name of the model in a file: `.ff.sql` is taken off as `.sql` is. */
function modelName(path: string): string {
  return basename(path)
    .replace(/\.sql$/, '')
    .replace(/\.ff$/, '');
}

/**
 * Reads a model: front matter or `config()`, and the template.
 *
 * @throws HookError `SQL_MODEL_INVALID`, `SQL_YAML_INVALID`, `SQL_TEMPLATE_INVALID`, `SQL_VARIABLE_UNKNOWN`
 */
export function readModelFile(projectDir: string, path: string): ModelFile {
  const name = modelName(path);
  const top: Place = { file: path, line: 1, column: 1 };
  if (!NAME.test(name)) {
    throw fault('SQL_MODEL_INVALID', top, `"${name}" is no name for a model.`, {
      hint: 'Use letters, digits, "_", "-" and ".".',
    });
  }
  const { matter, body, lines } = divide(readFileSync(join(projectDir, path), 'utf8'));
  const template = new Template(SourceText.file(path, body, lines), MODEL_VOCABULARY);
  const entries = [
    ...(matter === undefined ? [] : matterEntries(path, matter)),
    ...template.calls.flatMap(configEntries),
  ];
  return { name, path, template, config: readModelConfig(entries) };
}

/** Front matter stands between two lines of `---`, the first of which is the first of the file. */
function divide(text: string): { readonly matter: string | undefined; readonly body: string; readonly lines: number } {
  const found = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m.exec(text);
  if (found === null || found.index !== 0) return { matter: undefined, body: text, lines: 0 };
  const [whole, matter = ''] = found;
  return { matter, body: text.slice(whole.length), lines: whole.split('\n').length - 1 };
}

function matterEntries(path: string, matter: string): ConfigEntry[] {
  const document = new YamlDocument({ file: path, text: matter, lineOffset: 1 });
  const { value } = document;
  if (value === null) return [];
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw fault('SQL_MODEL_INVALID', document.place([]), 'the front matter is no mapping.', {
      hint: 'Write key: value.',
    });
  }
  return Object.entries(value).map(([key, one]) => ({ key, value: one as unknown, place: document.place([key]) }));
}

function configEntries({ function: name, args, named, place, placeOf }: StaticCall): ConfigEntry[] {
  if (name !== 'config') return [];
  if (args.length > 0)
    throw fault('SQL_MODEL_INVALID', place, 'config() takes named values only.', {
      hint: "Write config(materialized='table').",
    });
  return Object.entries(named).map(([key, value]) => ({ key, value, place: placeOf(key) }));
}
