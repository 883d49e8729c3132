import { ConfigError } from './error.js';
import { mergeDeep } from './merge.js';
import { isPlain, type Plain } from './plain.js';
import { yamlLibrary } from './yaml-library.js';

const FORM = 'Write name=value, with dots for nested names: --params model.rate=0.1';

/**
 * Reads the parameters of a command line, `a.b=1` each, into one nested mapping.
 *
 * The name ends at the first `=` and its dots nest. The value is typed as in YAML: numbers, `true`, `false`, `null`, quoted
 * text, `[a, b]`, `{x: 1}`; everything else is the text as it stands. A later assignment to the same name wins.
 *
 * @throws ConfigError `CONFIG_PARAM_INVALID` without `=`, for an empty name, for a broken list, mapping or quoted text, and
 * when one name is both a value and a group of values
 */
export function parseParams(assignments: readonly string[]): Plain {
  return assignments.reduce<Plain>((params, assignment) => {
    const { path, value } = parseAssignment(assignment);
    rejectConflict(params, path, value, assignment);
    const nested = path.reduceRight<unknown>((inner, key) => Object.fromEntries([[key, inner]]), value);
    return mergeDeep(params, nested as Plain);
  }, {});
}

function parseAssignment(assignment: string): { path: string[]; value: unknown } {
  const equals = assignment.indexOf('=');
  const path = assignment.slice(0, equals).trim().split('.');
  if (equals === -1 || path.some((key) => key === '' || key === '__proto__')) {
    throw new ConfigError('CONFIG_PARAM_INVALID', `Parameter "${assignment}" is not of the form name=value.`, {
      hint: FORM,
    });
  }
  return { path, value: parseValue(path.join('.'), assignment.slice(equals + 1).trim()) };
}

function parseValue(name: string, text: string): unknown {
  const { isScalar, parseDocument } = yamlLibrary();
  const document = parseDocument(text, { prettyErrors: false });
  const [error] = document.errors;
  if (/^[["'{]/.test(text)) {
    if (error === undefined) return document.toJS();
    throw new ConfigError('CONFIG_PARAM_INVALID', `The value of parameter "${name}" is not YAML: ${error.message}`, {
      hint: `Close what is open, or put the whole text in quotes: --params '${name}="…"'`,
      cause: error,
    });
  }
  // A word that YAML does not type (`*.csv`, `#fff`, `note: x`, nothing) is text.
  const { contents } = document;
  const typed =
    error === undefined && isScalar(contents) && contents.source === text && typeof contents.value !== 'string';
  return typed ? contents.value : text;
}

function rejectConflict(params: Plain, path: readonly string[], value: unknown, assignment: string): void {
  let under: unknown = params;
  for (const [depth, key] of path.entries()) {
    if (!isPlain(under) || !Object.hasOwn(under, key)) return;
    under = under[key];
    const last = depth === path.length - 1;
    if (last ? isPlain(under) !== isPlain(value) : !isPlain(under)) {
      const name = path.slice(0, depth + 1).join('.');
      throw new ConfigError(
        'CONFIG_PARAM_INVALID',
        `Parameter "${assignment}": "${name}" is both a value and a group of values.`,
        {
          hint: `Give either ${name}=… or ${name}.<name>=…, not both.`,
        },
      );
    }
  }
}
