import { transact } from '../engine/transaction.js';
import { insideHooks, type InsideHook } from '../model/inside-model.js';
import { at } from '../place.js';
import type { HookDefinition } from '../project-file/hook-definition.js';
import type { SqlProject } from '../sql-project.js';
import type { AnyHookArgs } from './hook-args.js';
import { hookContext } from './hook-context.js';
import { HookList } from './hook-list.js';
import type { SqlHook } from './sql-hook.js';
import type { ModelTally } from './tally.js';

/** One implementation, as plugins write them. */
export interface EntryImpl {
  readonly label: string;
  readonly select?: unknown;
  readonly handler: (args: AnyHookArgs) => Promise<void>;
}

/** One wrapper of `run_node`. */
export interface EntryWrapper {
  readonly label: string;
  readonly select?: unknown;
  readonly wrapper: <A extends AnyHookArgs, R>(args: A, next: (args: A) => R) => R;
}

/** The implementations that a project file amounts to. */
export interface EntryImpls {
  /** By hook. The last is called first, so that entries are called in the order in which they are written. */
  readonly byHook: ReadonlyMap<string, readonly EntryImpl[]>;
  /** The entries that run in the transaction of a model. */
  readonly wrappers: readonly EntryWrapper[];
}

/** Makes an implementation of each entry of a project file. */
export function implementEntries(project: SqlProject, tally: ModelTally, env: string): EntryImpls {
  const entries = (project.file?.hooks ?? []).filter(({ envs }) => envs === undefined || envs.includes(env));
  const sqlHooks = new Map<HookDefinition, SqlHook>(project.sqlHooks.map((hook) => [hook.definition, hook]));
  const lists = Map.groupBy(entries, ({ when }) => when);
  const byHook = new Map<string, readonly EntryImpl[]>();
  for (const [when, definitions] of lists) {
    const outside = definitions.filter((definition) => !isInside(definition));
    const list = new HookList(
      when,
      outside,
      (definition) => project.isFor(definition, env),
      () => project.pipelines,
    );
    const impls = definitions.map((definition) => ({
      ...optionsOf(definition),
      // What runs inside of the model is listed where it belongs, and called by its wrapper.
      handler: isInside(definition) ? async () => {} : (args: AnyHookArgs) => perform(definition, args, list),
    }));
    add(when, impls);
    if (when === 'after_model')
      add(
        'on_node_end',
        outside.map((definition) => afterCrash(definition, list)),
      );
  }
  return { byHook, wrappers: entries.filter(isInside).map(wrap).reverse() };

  function add(when: string, impls: readonly EntryImpl[]): void {
    byHook.set(when, [...impls.toReversed(), ...(byHook.get(when) ?? [])]);
  }

  /** Who ends a node whose process has died calls `on_node_end` alone: the model has come to its end all the same. */
  function afterCrash(definition: HookDefinition, list: HookList): EntryImpl {
    const { label, ...options } = optionsOf(definition);
    return {
      ...options,
      label: `${label}, of models that crashed`,
      handler: async (args) => {
        const { node, outcome } = args;
        if (outcome?.status !== 'crashed' || node?.model === undefined) return;
        const model = { ...node.model, status: outcome.status, elapsedMs: outcome.durationMs };
        await perform(definition, { ...args, model }, list);
      },
    };
  }

  async function perform(definition: HookDefinition, args: AnyHookArgs, list: HookList): Promise<void> {
    if (!project.isFor(definition, env) || project.isRefused(args.run)) return;
    if (args.run.env !== env) {
      // A run that another session ends had another database.
      args.log.warn(
        `[hooks] ${definition.kind}:${definition.name} is not run: the run was in "${args.run.env}", this is "${env}"`,
      );
      return;
    }
    await list.step(definition, args, async () => {
      const context = hookContext(definition, args, tally.of(args.run), project.opened.connections);
      if (definition.kind === 'code') return await project.functions.of(definition)(context);
      const hook = sqlHooks.get(definition) as SqlHook;
      const { database, lookup } = project.opened;
      const opened = await args.run.resources.get(database);
      const mode = hook.definition.transaction === 'none' ? 'none' : 'own';
      await transact(opened, (connection) => hook.run(connection, context, lookup), mode);
    });
  }

  function wrap(definition: HookDefinition): EntryWrapper {
    return {
      ...optionsOf(definition),
      wrapper(args, next) {
        if (args.node?.model === undefined || !project.isFor(definition, env)) return next(args);
        const hook: InsideHook = {
          definition,
          run: async (connection, model) => {
            const { connections, lookup } = project.opened;
            const context = hookContext(definition, { ...args, model }, tally.of(args.run), connections);
            await (sqlHooks.get(definition) as SqlHook).run(connection, context, lookup);
          },
        };
        return insideHooks.run([...(insideHooks.getStore() ?? []), hook], () => next(args));
      },
    };
  }
}

function isInside(definition: HookDefinition): boolean {
  return definition.kind === 'sql' && definition.transaction === 'model';
}

function optionsOf(definition: HookDefinition): { readonly label: string; readonly select?: unknown } {
  const { name, kind, place, engines, select } = definition;
  const notes = [
    at(place).replace(/:\d+$/, ''),
    ...(engines === undefined ? [] : [`on ${engines.join(', ')}`]),
    ...(isInside(definition) ? ["in the model's transaction"] : []),
  ];
  return { label: `${kind}:${name} (${notes.join('; ')})`, ...(select === undefined ? {} : { select }) };
}
