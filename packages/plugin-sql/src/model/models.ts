import { didYouMean, type Params } from '@pintle/hookspecs';
import { fault } from '../fault.js';
import { at, type Place } from '../place.js';
import type { StaticCall } from '../template/check.js';
import { filesBelow } from './files.js';
import { type ModelFile, readModelFile } from './model-file.js';
import type { Source, Sources } from './sources.js';

/** A model and what it reads. */
export interface ModelDefinition extends ModelFile {
  /** Names of models, each once, in the order of the text. */
  readonly refs: readonly string[];
  readonly sources: readonly Source[];
}

/** What models are checked against. */
export interface ModelSurroundings {
  readonly projectDir: string;
  readonly modelsDir: string;
  readonly sources: Sources;
  /** Of `var()`: those of the project file, and parameters, which win. */
  readonly vars: Readonly<Record<string, unknown>>;
  readonly params: Params;
}

/**
 * Reads all models of a project and checks what they refer to.
 *
 * @throws HookError `SQL_MODEL_DUPLICATE`, `SQL_REF_UNKNOWN`, `SQL_REF_CYCLE`, `SQL_SOURCE_UNKNOWN`, `SQL_VARIABLE_UNKNOWN`,
 * and what {@link readModelFile} throws
 */
export function readModels(surroundings: ModelSurroundings): ReadonlyMap<string, ModelDefinition> {
  const { projectDir, modelsDir } = surroundings;
  const files = new Map<string, ModelFile>();
  for (const path of filesBelow(projectDir, modelsDir, ['.sql'])) {
    const file = readModelFile(projectDir, path);
    const known = files.get(file.name);
    if (known !== undefined) {
      const place = { file: path, line: 1, column: 1 };
      throw fault('SQL_MODEL_DUPLICATE', place, `the model "${file.name}" is in ${known.path}, too.`, {
        hint: 'Rename one of the files.',
      });
    }
    files.set(file.name, file);
  }
  const models = new Map([...files.values()].map((file) => [file.name, define(file, files, surroundings)] as const));
  checkCycles(models);
  return models;
}

function define(
  file: ModelFile,
  files: ReadonlyMap<string, ModelFile>,
  surroundings: ModelSurroundings,
): ModelDefinition {
  const refs = new Set<string>();
  const sources = new Map<string, Source>();
  for (const call of file.template.calls) {
    if (call.function === 'ref') refs.add(refOf(call, files));
    if (call.function === 'source') {
      const source = sourceOf(call, surroundings.sources);
      sources.set(source.name, source);
    }
    checkVariable(call, surroundings);
  }
  return { ...file, refs: [...refs], sources: [...sources.values()] };
}

/** The model that a call of `ref` names. @throws HookError `SQL_REF_UNKNOWN`, `SQL_TEMPLATE_INVALID` */
export function refOf({ args, place }: StaticCall, models: ReadonlyMap<string, unknown>): string {
  const [given] = args;
  if (args.length !== 1 || typeof given !== 'string')
    throw fault('SQL_TEMPLATE_INVALID', place, "ref() takes the name of one model: ref('orders').");
  const name = given.replace(/\.ff$/, '');
  if (models.has(name)) return name;
  throw fault('SQL_REF_UNKNOWN', place, `unknown model "${given}".`, {
    hint:
      didYouMean(name, models.keys()) ??
      (models.size === 0 ? 'There are no models.' : `Models: ${[...models.keys()].join(', ')}.`),
  });
}

/** The source that a call of `source` names. @throws HookError `SQL_SOURCE_UNKNOWN`, `SQL_TEMPLATE_INVALID` */
export function sourceOf({ args, place }: StaticCall, sources: Sources): Source {
  const [source, table] = args;
  if (args.length !== 2 || typeof source !== 'string' || typeof table !== 'string') {
    throw fault('SQL_TEMPLATE_INVALID', place, "source() takes two names: source('raw', 'events').");
  }
  return sources.find(source, table, place);
}

/** Refuses a call of `var` that nothing answers. @throws HookError `SQL_VARIABLE_UNKNOWN`, `SQL_TEMPLATE_INVALID` */
export function checkVariable(
  { function: called, args, named, place }: StaticCall,
  { vars, params }: Pick<ModelSurroundings, 'vars' | 'params'>,
): void {
  if (called !== 'var') return;
  const [name] = args;
  if (typeof name !== 'string' || args.length > 2)
    throw fault('SQL_TEMPLATE_INVALID', place, "var() takes a name and perhaps a default: var('year', 2001).");
  if (args.length === 2 || 'default' in named || Object.hasOwn(params, name) || Object.hasOwn(vars, name)) return;
  throw fault('SQL_VARIABLE_UNKNOWN', place, `unknown variable "${name}".`, {
    hint:
      didYouMean(name, [...Object.keys(vars), ...Object.keys(params)]) ??
      `Set it in vars of project.yml, or by --params ${name}=….`,
  });
}

function checkCycles(models: ReadonlyMap<string, ModelDefinition>): void {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) throw cycle([...path.slice(path.indexOf(name)), name], models);
    if (done.has(name)) return;
    for (const ref of models.get(name)?.refs ?? []) visit(ref, [...path, name]);
    done.add(name);
  };
  for (const name of models.keys()) visit(name, []);
}

function cycle(path: readonly string[], models: ReadonlyMap<string, ModelDefinition>): Error {
  const steps = path.slice(0, -1).map((name, index) => {
    const next = path[index + 1] as string;
    const place = placeOfRef(models.get(name) as ModelDefinition, next);
    return { place, text: `${name} refers to ${next} at ${at(place)}` };
  });
  const message = `the models refer to each other in a circle: ${path.join(' → ')}.`;
  return fault('SQL_REF_CYCLE', steps[0]?.place, message, { hint: `${steps.map(({ text }) => text).join('; ')}.` });
}

function placeOfRef({ template, path }: ModelDefinition, name: string): Place {
  const call = template.calls.find(
    (one) => one.function === 'ref' && String(one.args[0]).replace(/\.ff$/, '') === name,
  );
  return call?.place ?? { file: path, line: 1, column: 1 };
}
