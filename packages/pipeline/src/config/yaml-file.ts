import type { Document, Node, YAMLError } from 'yaml';
import { ConfigError } from './error.js';
import { isPlain, type Plain } from './plain.js';
import { yamlLibrary } from './yaml-library.js';

/** Keys and list positions from the top of a document to a value. */
export type ConfigPath = readonly (string | number)[];

/** One parsed YAML file whose top is a mapping. */
export interface YamlFile {
  readonly value: Plain;
  /** How much of a path this file itself writes down, and where: `conf/base/catalog.yml:3:5`. */
  locate(path: ConfigPath): { readonly at: string; readonly depth: number };
}

/**
 * Parses a configuration file: YAML 1.2, plus `<<` merge keys.
 *
 * @param file its name for messages, relative to the project
 * @throws ConfigError `CONFIG_YAML_INVALID`, `CONFIG_KEY_DUPLICATE`, `CONFIG_NOT_A_MAPPING`, and `CONFIG_NUMBER_UNSAFE` for
 * whole numbers that JavaScript would round
 */
export function parseYamlFile(text: string, file: string): YamlFile {
  const { LineCounter, parseDocument } = yamlLibrary();
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, stringKeys: true });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [error] = document.errors;
  if (error !== undefined) throw syntaxError(error, text, at(error.pos[0]));

  const root = document.contents;
  const locate = (path: ConfigPath): { at: string; depth: number } => {
    const found = findNode(root, path);
    return { at: found.offset === undefined ? file : at(found.offset), depth: found.depth };
  };
  const value = toValue(document, file) ?? {};
  if (!isPlain(value)) {
    throw new ConfigError(
      'CONFIG_NOT_A_MAPPING',
      `Expected names with values, received ${Array.isArray(value) ? 'a list' : typeof value}.`,
      {
        at: locate([]).at,
      },
    );
  }
  rejectUnsafeNumbers(value, [], (path) => locate(path).at);
  return { value, locate };
}

/** Anchors may be used this often, times the anchors that they use: enough for any project, and no bomb. */
const MOST_ALIASES = 10_000;

function toValue(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (cause) {
    throw new ConfigError('CONFIG_YAML_INVALID', `Not valid YAML: ${(cause as Error).message}`, { at: file, cause });
  }
}

function syntaxError(error: YAMLError, text: string, at: string): ConfigError {
  if (error.code === 'DUPLICATE_KEY') {
    return new ConfigError('CONFIG_KEY_DUPLICATE', 'This key is written twice in the same mapping.', {
      at,
      hint: 'Remove or rename one of the two.',
      cause: error,
    });
  }
  const lineStart = text.lastIndexOf('\n', error.pos[0] - 1) + 1;
  const line = text.slice(lineStart).split('\n', 1)[0] ?? '';
  return new ConfigError('CONFIG_YAML_INVALID', `Not valid YAML: ${error.message}`, {
    at,
    hint: quotesHint(line),
    cause: error,
  });
}

/** What is most often wrong with a line of this configuration. */
function quotesHint(line: string): string | undefined {
  const bracedName = /^\s*(\{[^}]*\}[^:]*):/.exec(line)?.[1];
  if (bracedName !== undefined) return `Names that begin with a brace need quotes: "${bracedName}":`;
  const reference = /[[{,][^'"]*(\$\{[^}]*\})/.exec(line)?.[1];
  return reference === undefined ? undefined : `Inside [ ] and { }, references need quotes: "${reference}"`;
}

function findNode(root: Node | null, path: ConfigPath): { offset: number | undefined; depth: number } {
  let node: unknown = root;
  let offset = root?.range?.[0];
  for (const [depth, key] of path.entries()) {
    const child = childOf(node, key);
    if (child === undefined) return { offset, depth };
    ({ node } = child);
    offset = child.offset ?? offset;
  }
  return { offset, depth: path.length };
}

function childOf(node: unknown, key: string | number): { node: unknown; offset: number | undefined } | undefined {
  const { isAlias, isMap, isScalar, isSeq } = yamlLibrary();
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
    return pair && { node: pair.value, offset: isScalar(pair.key) ? pair.key.range?.[0] : undefined };
  }
  if (isSeq(node)) {
    const item = node.items[Number(key)];
    if (item === undefined) return undefined;
    return {
      node: item,
      offset: isAlias(item) || isScalar(item) || isMap(item) || isSeq(item) ? item.range?.[0] : undefined,
    };
  }
  return undefined;
}

function rejectUnsafeNumbers(value: unknown, path: ConfigPath, locate: (path: ConfigPath) => string): void {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new ConfigError(
      'CONFIG_NUMBER_UNSAFE',
      `"${path.join('.')}" is a whole number of more digits than JavaScript holds exactly.`,
      {
        at: locate(path),
        hint: 'Put it in quotes to keep every digit.',
      },
    );
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) rejectUnsafeNumbers(item, [...path, index], locate);
  } else if (isPlain(value)) {
    for (const [key, item] of Object.entries(value)) rejectUnsafeNumbers(item, [...path, key], locate);
  }
}
