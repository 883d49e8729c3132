import type { Engine, Relation } from '../engine/engine.js';
import { refOf, sourceOf } from '../model/models.js';
import { type Sources, sourceText } from '../model/sources.js';
import type { StaticCall } from './check.js';
import { SqlText } from './sql-text.js';
import { ValueFault } from '../value.js';

/** What the functions of templates look things up in. */
export interface Lookup {
  readonly engine: Engine;
  readonly models: ReadonlyMap<string, unknown>;
  readonly sources: Sources;
  /** Parameters, which win, over the variables of the project file. */
  readonly vars: Readonly<Record<string, unknown>>;
}

/** Functions that all templates have; `calls` are those of the template, already checked. */
export function commonFunctions(
  { engine, models, sources, vars }: Lookup,
  calls: readonly StaticCall[],
): Readonly<Record<string, unknown>> {
  const callOf = (name: string, args: readonly unknown[]): StaticCall =>
    calls.find((call) => call.function === name && call.args.every((arg, index) => arg === args[index])) as StaticCall;
  return {
    engine: () => engine.name,
    ref: (...args: readonly unknown[]) =>
      relationText(engine, { schema: undefined, name: refOf(callOf('ref', args), models) }),
    source: (...args: readonly unknown[]) =>
      new SqlText(sourceText(sourceOf(callOf('source', args), sources), engine), true),
    var: (name: string, ...rest: readonly unknown[]) => {
      if (Object.hasOwn(vars, name)) return vars[name];
      const [fallback] = rest;
      // Named arguments come as one object in the end.
      if (typeof fallback === 'object' && fallback !== null && '__keywords' in fallback)
        return (fallback as { readonly default?: unknown }).default;
      if (fallback !== undefined) return fallback;
      throw new ValueFault(`the variable "${name}" is not set.`);
    },
  };
}

/** A relation as it stands in a template. */
export function relationText(engine: Engine, relation: Relation): SqlText {
  return new SqlText(engine.relation(relation), true);
}
