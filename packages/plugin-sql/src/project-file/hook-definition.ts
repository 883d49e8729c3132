import { didYouMean, isHookError, parseSelect, type SelectInput } from '@pintle/hookspecs';
import { KNOWN_ENGINES } from '../engine/engines.js';
import { fault } from '../fault.js';
import type { Place } from '../place.js';
import { checkShape } from '../source/shape.js';
import type { SourceText } from '../source/source-text.js';
import type { Path, YamlDocument } from '../source/yaml-document.js';
import { ENTRY_HOOKS, MODEL_HOOKS, RUN_HOOKS } from './hook-names.js';
import { codeHookShape, type HookEntry, sqlHookShape } from './hook-shape.js';

interface CommonDefinition {
  /** The hook that it implements. */
  readonly when: string;
  readonly name: string;
  /** Where its entry begins. */
  readonly place: Place;
  readonly select: SelectInput | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  /** In lower case; `undefined` means all. */
  readonly engines: readonly string[] | undefined;
  readonly envs: readonly string[] | undefined;
}

/** A hook of SQL as a project file has it. */
export interface SqlHookDefinition extends CommonDefinition {
  readonly kind: 'sql';
  /** The inline body; without one it is in a file. */
  readonly body: SourceText | undefined;
  readonly transaction: 'own' | 'model' | 'none';
}

/** A hook of code as a project file has it. */
export interface CodeHookDefinition extends CommonDefinition {
  readonly kind: 'code';
}

/** A hook as a project file has it. */
export type HookDefinition = SqlHookDefinition | CodeHookDefinition;

/** @throws HookError `SQL_PROJECT_INVALID`, `SQL_HOOK_BODY_MISSING` */
export function readHooks(hooks: Readonly<Record<string, unknown>>, document: YamlDocument): readonly HookDefinition[] {
  return Object.entries(hooks).flatMap(([when, entries]) => {
    const path = ['hooks', when];
    if (!ENTRY_HOOKS.includes(when)) {
      throw fault('SQL_PROJECT_INVALID', document.place(path), `unknown hook "${when}".`, {
        hint: didYouMean(when, ENTRY_HOOKS) ?? `There are ${ENTRY_HOOKS.join(', ')}.`,
      });
    }
    if (entries === null) return [];
    if (!Array.isArray(entries))
      throw fault('SQL_PROJECT_INVALID', document.place(path), 'expected a list of hooks.', {
        hint: 'Begin each with "- name: …".',
      });
    return entries.map((entry: unknown, index) => readHook(entry, when, index, document));
  });
}

function readHook(value: unknown, when: string, index: number, document: YamlDocument): HookDefinition {
  const path: Path = ['hooks', when, index];
  const entry = checkEntry(value, document, path);
  const place = document.place(path);
  checkEngines(entry, document, path);
  checkSelect(entry, when, document, path);
  const { name, select, params, engines, envs } = entry;
  const common = {
    when,
    name: name ?? `${when}[${index + 1}]`,
    place,
    select,
    params,
    engines: engines?.map((engine) => engine.toLowerCase()),
    envs,
  };
  if (entry.kind !== 'sql') {
    if (name === undefined)
      throw fault('SQL_PROJECT_INVALID', place, 'a hook of code needs a name: that of its projectHook.');
    return { ...common, kind: 'code' };
  }
  const inline = entry.sql?.trim() ? entry.sql : undefined;
  if (inline === undefined && name === undefined)
    throw fault('SQL_HOOK_BODY_MISSING', place, 'the hook has neither sql nor the name of a file.');
  if (entry.transaction === 'model' && !MODEL_HOOKS.includes(when)) {
    throw fault(
      'SQL_PROJECT_INVALID',
      document.place([...path, 'transaction']),
      `transaction: model is for ${MODEL_HOOKS.join(' and ')}.`,
    );
  }
  return {
    ...common,
    kind: 'sql',
    body: inline === undefined ? undefined : document.text([...path, 'sql'], inline),
    transaction: entry.transaction,
  };
}

function checkEntry(value: unknown, document: YamlDocument, path: Path): HookEntry {
  const kind = (value as { readonly kind?: unknown } | null)?.kind;
  if (kind === 'sql') return checkShape(sqlHookShape, value, document, path);
  if (kind === 'code' || kind === 'python') return checkShape(codeHookShape, value, document, path);
  const said = kind === undefined ? 'the hook has no kind' : `unknown kind ${JSON.stringify(kind)}`;
  throw fault('SQL_PROJECT_INVALID', document.place([...path, 'kind']), `${said}, expected sql or code.`, {
    hint: typeof kind === 'string' ? didYouMean(kind, ['sql', 'code', 'python']) : undefined,
  });
}

function checkEngines({ engines = [] }: HookEntry, document: YamlDocument, path: Path): void {
  const unknown = engines.findIndex((engine) => !KNOWN_ENGINES.includes(engine.toLowerCase()));
  if (unknown < 0) return;
  const name = engines[unknown] ?? '';
  throw fault('SQL_PROJECT_INVALID', document.place([...path, 'engines', unknown]), `unknown engine "${name}".`, {
    hint: didYouMean(name.toLowerCase(), KNOWN_ENGINES) ?? `There are ${KNOWN_ENGINES.join(', ')}.`,
  });
}

function checkSelect({ select }: HookEntry, when: string, document: YamlDocument, path: Path): void {
  if (select === undefined) return;
  const place = document.place([...path, 'select']);
  if (RUN_HOOKS.includes(when)) {
    throw fault(
      'SQL_PROJECT_INVALID',
      place,
      `${when} is called for a run, not for a node: there is nothing to select.`,
      {
        hint: 'Remove select, or move the hook to before_model or after_model.',
      },
    );
  }
  try {
    parseSelect(select);
  } catch (error) {
    if (!isHookError(error)) throw error;
    throw fault('SQL_PROJECT_INVALID', place, error.message, { hint: error.hint, cause: error });
  }
}
