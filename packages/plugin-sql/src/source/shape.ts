import { didYouMean } from '@pintle/hookspecs';
import * as v from 'valibot';
import { fault, type SqlErrorCode } from '../fault.js';
import type { Path, YamlDocument } from './yaml-document.js';

type Schema<T> = v.GenericSchema<unknown, T>;

/**
 * Checks a part of a document by a schema.
 *
 * @param code - what the error is called
 * @throws HookError that names the place, what was expected, what came, and a near match for unknown keys
 */
export function checkShape<T>(
  schema: Schema<T>,
  value: unknown,
  document: YamlDocument,
  path: Path,
  code: SqlErrorCode = 'SQL_PROJECT_INVALID',
): T {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const inside = (issue.path ?? []).map(({ key }) => key as string | number);
  const key = inside.at(-1);
  const place = document.place([...path, ...inside]);
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const known = keysOf(schema, inside.slice(0, -1));
    throw fault(code, place, `unknown key "${key}".`, {
      hint: didYouMean(String(key), known) ?? (known.length > 0 ? `Keys are ${known.join(', ')}.` : undefined),
    });
  }
  const where = inside.length === 0 ? '' : `${inside.join('.')}: `;
  const expected = issue.type === 'check' || issue.type === 'check_items' ? issue.message : expectation(issue);
  const hint = issue.type === 'picklist' ? didYouMean(String(issue.input), optionsOf(issue)) : undefined;
  throw fault(code, place, `${where}${expected}`, { hint });
}

function expectation({ expected, received, type }: v.BaseIssue<unknown>): string {
  if (received === 'undefined') return `this is missing, expected ${expected ?? type}.`;
  return `expected ${expected ?? type.replaceAll('_', ' ')}, received ${received}.`;
}

function optionsOf(issue: v.BaseIssue<unknown>): string[] {
  const { requirement, expected } = issue as { readonly requirement?: unknown; readonly expected?: string | null };
  if (Array.isArray(requirement)) return requirement.map(String);
  return [...(expected ?? '').matchAll(/"([^"]*)"/g)].map(([, option = '']) => option);
}

/** The keys of an object schema at a path, as far as wrappers show it. */
function keysOf(schema: unknown, path: Path): readonly string[] {
  let at = schema;
  for (const key of path) {
    at = unwrapped(at);
    const { entries, item, value } = at as {
      readonly entries?: Record<string, unknown>;
      readonly item?: unknown;
      readonly value?: unknown;
    };
    at = entries?.[key] ?? item ?? value;
  }
  return Object.keys((unwrapped(at) as { readonly entries?: object } | undefined)?.entries ?? {});
}

function unwrapped(schema: unknown): unknown {
  let at = schema as
    | { readonly wrapped?: unknown; readonly pipe?: readonly unknown[]; readonly type?: string }
    | undefined;
  while (at !== undefined && (at.wrapped !== undefined || at.pipe?.[0] !== undefined) && !('entries' in at)) {
    at = (at.wrapped ?? at.pipe?.[0]) as typeof at;
  }
  return at;
}
