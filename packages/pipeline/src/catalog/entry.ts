import { didYouMean } from '@pintle/core';
import type { DatasetType } from '@pintle/hookspecs';
import { isPlain, type Plain } from '../config/plain.js';
import type { ConfigPath } from '../config/yaml-file.js';
import { DatasetError } from './error.js';
import type { Redactor } from './redact.js';
import { kindOf } from './table.js';

/** A catalog entry, checked by the schema of its type. */
export interface CatalogEntry {
  readonly type: DatasetType<unknown>;
  readonly config: unknown;
  readonly versioned: boolean;
  /** The key of its credentials in credentials.yml. */
  readonly credentials: string | undefined;
}

/** What checking an entry needs to know besides the entry. */
export interface EntryContext {
  readonly types: ReadonlyMap<string, DatasetType<unknown>>;
  locate(path: ConfigPath): string | undefined;
  readonly redactor: Redactor;
}

/**
 * Checks one entry of the catalog.
 *
 * @throws DatasetError `DATASET_UNKNOWN_TYPE`, `DATASET_CONFIG_INVALID`: naming dataset, option, file and line
 */
export function parseEntry(name: string, raw: unknown, context: EntryContext): CatalogEntry {
  const invalid = (message: string, path: ConfigPath = [], hint?: string): DatasetError =>
    entryError('DATASET_CONFIG_INVALID', name, message, path, hint, context);
  if (!isPlain(raw)) throw invalid(`expected a mapping with a "type", received ${kindOf(raw)}.`);
  const { type: typeName, versioned = false, credentials, metadata: _forPlugins, ...rest } = raw;
  if (typeof typeName !== 'string')
    throw invalid('has no "type".', [], `Add one of ${[...context.types.keys()].join(', ')}.`);
  const type = context.types.get(typeName);
  if (type === undefined) {
    const hint = didYouMean(typeName, context.types.keys()) ?? `Types: ${[...context.types.keys()].join(', ')}.`;
    throw entryError('DATASET_UNKNOWN_TYPE', name, `there is no dataset type "${typeName}".`, ['type'], hint, context);
  }
  if (typeof versioned !== 'boolean')
    throw invalid(`expected true or false for "versioned", received ${kindOf(versioned)}.`, ['versioned']);
  if (versioned && type.versioned !== true)
    throw invalid(`datasets of type "${typeName}" cannot be versioned.`, ['versioned']);
  if (credentials !== undefined && typeof credentials !== 'string') {
    throw invalid(`expected a key of credentials.yml for "credentials", received ${kindOf(credentials)}.`, [
      'credentials',
    ]);
  }
  return { type, versioned, credentials, config: validate(type, rest, invalid, context.redactor) };
}

type Invalid = (message: string, path?: ConfigPath, hint?: string) => DatasetError;

function validate(type: DatasetType<unknown>, options: Plain, invalid: Invalid, redactor: Redactor): unknown {
  const result = type.schema['~standard'].validate(options);
  if (result instanceof Promise)
    throw invalid(`the schema of dataset type "${type.type}" answers with a promise, expected it to answer at once.`);
  if (result.issues === undefined) return result.value;
  const issues = result.issues.map((issue) => {
    const path = (issue.path ?? []).map((segment) => keyOf(typeof segment === 'object' ? segment.key : segment));
    const option = path.length === 0 ? '' : `option "${path.join('.')}": `;
    return { path, message: `${option}${issue.message.replace(/\.$/, '')}.` };
  });
  // The place of the first that is written down: one that is missing has none.
  const place = issues.find(({ path }) => isWritten(options, path)) ?? issues[0];
  throw invalid(redactor.text(issues.map(({ message }) => message).join(' ')), place?.path);
}

function isWritten(options: Plain, path: readonly (string | number)[]): boolean {
  return path.length > 0 && Object.hasOwn(options, String(path[0]));
}

function keyOf(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key);
}

function entryError(
  code: 'DATASET_CONFIG_INVALID' | 'DATASET_UNKNOWN_TYPE',
  name: string,
  message: string,
  path: ConfigPath,
  hint: string | undefined,
  context: EntryContext,
): DatasetError {
  const at = context.locate([name, ...path]);
  return new DatasetError(code, `${at === undefined ? '' : `${at}: `}Dataset "${name}": ${message}`, {
    dataset: name,
    hint,
  });
}
