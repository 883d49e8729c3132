import { didYouMean } from '@pintle/core';
import type { LayeredDocument } from './document.js';
import { ConfigError, type ConfigErrorCode } from './error.js';
import { isPlain, own, type Plain } from './plain.js';
import type { ConfigPath } from './yaml-file.js';

/** `$${` (a literal `${`), or `${…}`; an unclosed or nested one lacks its brace and is reported. */
const REFERENCE = /\$\$\{|\$\{([^{}]*)(\}?)/g;

/** What references are resolved against. */
export interface ReferenceScope {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The merged parameters, their own references not resolved yet. */
  readonly parameters: LayeredDocument;
  /** Leaves `${env:…}` as it is written, for showing configuration without the values of the environment. */
  readonly keepEnv?: boolean;
  /** Told of each value of the environment that comes in. */
  onVariable?(value: string): void;
}

interface Place {
  readonly document: LayeredDocument;
  readonly path: ConfigPath;
  /** The parameters that are being resolved, the outermost first. */
  readonly chain: readonly string[];
}

/**
 * Replaces `${env:NAME}`, `${env:NAME:-default}` and `${params:a.b}` in every text of a document.
 *
 * A text that is one reference and nothing else becomes the value itself, with its type; within longer text a value must
 * be text, a number or a boolean. `$${` stands for a literal `${`.
 *
 * @throws ConfigError `CONFIG_VARIABLE_MISSING`, `CONFIG_PARAMETER_MISSING`, `CONFIG_REFERENCE_INVALID`,
 * `CONFIG_REFERENCE_CYCLE`; never with a value of the environment in its message
 */
export function resolveReferences(document: LayeredDocument, scope: ReferenceScope): Plain {
  const place: Place = { document, path: [], chain: [] };
  return resolveMapping(document.value, place, scope);
}

function resolveMapping(mapping: Plain, place: Place, scope: ReferenceScope): Plain {
  return Object.fromEntries(
    Object.entries(mapping).map(([key, value]) => [key, resolveValue(value, within(place, key), scope)]),
  );
}

function resolveValue(value: unknown, place: Place, scope: ReferenceScope): unknown {
  if (typeof value === 'string') return value.includes('${') ? resolveText(value, place, scope) : value;
  if (Array.isArray(value)) return value.map((item, index) => resolveValue(item, within(place, index), scope));
  return isPlain(value) ? resolveMapping(value, place, scope) : value;
}

function resolveText(text: string, place: Place, scope: ReferenceScope): unknown {
  const [whole] = text.matchAll(REFERENCE);
  if (whole?.[0] === text && text !== '$${') return resolveReference(whole, place, scope);
  return text.replace(REFERENCE, (...groups) => {
    const match: readonly string[] = groups.slice(0, 3);
    if (match[0] === '$${') return '${';
    const value = resolveReference(match, place, scope);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw fault(
      'CONFIG_REFERENCE_INVALID',
      `${match[0]} within text must be text, a number or a boolean, received ${kindOf(value)}.`,
      place,
    );
  });
}

function resolveReference(
  [written = '', body = '', close = '']: readonly string[],
  place: Place,
  scope: ReferenceScope,
): unknown {
  const [, source, name] = /^(\w+):(.*)$/s.exec(body) ?? [];
  if (close === '' || source === undefined || name === undefined || name === '') {
    throw fault(
      'CONFIG_REFERENCE_INVALID',
      `"${written}" is not a reference.`,
      place,
      'Write ${env:NAME}, ${env:NAME:-default} or ${params:a.b}, not nested; $${ stands for a literal ${.',
    );
  }
  if (source === 'env') return resolveVariable(written, name, place, scope);
  if (source === 'params') return resolveParameter(name, place, scope);
  throw fault(
    'CONFIG_REFERENCE_INVALID',
    `"${written}" refers to "${source}", expected env or params.`,
    place,
    didYouMean(source, ['env', 'params']),
  );
}

function resolveVariable(written: string, name: string, place: Place, scope: ReferenceScope): string {
  if (scope.keepEnv) return written;
  const split = name.indexOf(':-');
  const variable = split === -1 ? name : name.slice(0, split);
  const value = scope.env[variable];
  if (split !== -1 && (value === undefined || value === '')) return name.slice(split + 2);
  if (value !== undefined) {
    scope.onVariable?.(value);
    return value;
  }
  throw fault(
    'CONFIG_VARIABLE_MISSING',
    `The environment variable ${variable} is not set.`,
    place,
    `Set ${variable}, or write a default: \${env:${variable}:-…}`,
  );
}

function resolveParameter(name: string, place: Place, scope: ReferenceScope): unknown {
  if (place.chain.includes(name)) {
    throw fault(
      'CONFIG_REFERENCE_CYCLE',
      `Parameters refer to each other in a circle: ${[...place.chain, name].join(' → ')}.`,
      place,
    );
  }
  const chain = [...place.chain, name];
  let value: unknown = scope.parameters.value;
  const path: string[] = [];
  for (const key of name.split('.')) {
    if (typeof value === 'string')
      value = resolveValue(value, { document: scope.parameters, path: [...path], chain }, scope);
    const names = isPlain(value) ? Object.keys(value) : [];
    if (!names.includes(key)) {
      const prefix = path.map((part) => `${part}.`).join('');
      const hint = didYouMean(key, names)?.replace('"', `"${prefix}`);
      throw fault(
        'CONFIG_PARAMETER_MISSING',
        `There is no parameter "${name}".`,
        place,
        hint ?? 'Parameters are in parameters.yml and --params.',
      );
    }
    value = isPlain(value) ? own(value, key) : undefined;
    path.push(key);
  }
  return resolveValue(value, { document: scope.parameters, path, chain }, scope);
}

function within(place: Place, key: string | number): Place {
  return { ...place, path: [...place.path, key] };
}

function fault(code: ConfigErrorCode, message: string, place: Place, hint?: string): ConfigError {
  const at = place.document.locate(place.path);
  return new ConfigError(code, at === undefined ? `${place.path.join('.')}: ${message}` : message, { at, hint });
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : 'a mapping';
}
