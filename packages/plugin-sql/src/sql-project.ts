import type {
  Catalog,
  Logger,
  Pipeline,
  PipelineContribution,
  ProjectContext,
  Resource,
  RunInfo,
} from '@pintle/hookspecs';
import { readConnections } from './connection/connections.js';
import type { Database } from './engine/engine.js';
import { fault } from './fault.js';
import { writesFixedSuccess } from './hook/fixed-status.js';
import type { HookFunctions } from './hook/functions.js';
import type { SqlHook } from './hook/sql-hook.js';
import { sourceDataset, tableDataset } from './model/dataset.js';
import { filesBelow } from './model/files.js';
import { readModels } from './model/models.js';
import { modelNode } from './model/node.js';
import { readSources, type Sources } from './model/sources.js';
import type { OpenProject } from './open-project.js';
import { at } from './place.js';
import type { HookDefinition } from './project-file/hook-definition.js';
import type { ProjectFile } from './project-file/project-file.js';
import { checkHookCalls } from './hook/check-calls.js';
import { checkModelScripts, checkSyntax, modelScripts, sampleScript } from './hook/syntax.js';
import type { Lookup } from './template/functions.js';

/** The name of the pipeline that the models of a project are. */
const PIPELINE = 'models';

/** The SQL of one project: its project file, and what a session adds to it. */
export class SqlProject {
  readonly file: ProjectFile | undefined;
  readonly sqlHooks: readonly SqlHook[];
  readonly functions: HookFunctions;
  #open: OpenProject | undefined;
  readonly #refused = new WeakSet<RunInfo>();
  #pipelines: ReadonlyMap<string, Pipeline> = new Map();

  constructor(file: ProjectFile | undefined, sqlHooks: readonly SqlHook[], functions: HookFunctions) {
    this.file = file;
    this.sqlHooks = sqlHooks;
    this.functions = functions;
  }

  /** Every pipeline of the session, once they are known. */
  get pipelines(): ReadonlyMap<string, Pipeline> {
    return this.#pipelines;
  }

  /** Whether a session has found any SQL here. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** What a session has added. Hooks of runs are called after that only. */
  get opened(): OpenProject {
    if (this.#open === undefined) throw new TypeError('the session has not registered its pipelines yet');
    return this.#open;
  }

  /**
   * Reads connections, sources and models, and checks what hooks refer to. Nothing is read where a project has no SQL.
   *
   * @throws HookError with the place of whatever is wrong
   */
  async open(context: ProjectContext): Promise<readonly PipelineContribution[]> {
    const { projectDir, params } = context;
    const { file } = this;
    const modelsDir = file?.modelsDir ?? 'models';
    if (file === undefined && filesBelow(projectDir, modelsDir, ['.sql']).length === 0) return [];
    this.#tellDoubts(context.log);
    const connections = await readConnections(context);
    const sources: Sources = readSources(projectDir);
    const vars = file?.vars ?? {};
    const models = readModels({ projectDir, modelsDir, sources, vars, params });
    const { engine } = connections;
    const lookup: Lookup = { engine, models, sources, vars: { ...vars, ...params } };
    const database: Resource<Database> = {
      name: 'sql database',
      create: () => connections.open(),
      dispose: (opened) => opened.close(),
    };
    this.#open = { connections, models, lookup, database };
    for (const hook of this.sqlHooks) checkHookCalls(hook.template.calls, lookup, params);
    checkModelScripts(this.#open);
    for (const hook of this.sqlHooks) sampleScript(hook, this.#open, context.log);
    const nodes = [...models.values()].map((model) => modelNode(model, { connections, database, lookup }));
    return nodes.length === 0 ? [] : [{ name: PIPELINE, nodes }];
  }

  /** Whether an entry is for an environment, and for the engine at hand. */
  isFor({ engines, envs }: HookDefinition, env: string): boolean {
    return (
      (envs === undefined || envs.includes(env)) &&
      (engines === undefined || engines.includes(this.opened.connections.engine.name))
    );
  }

  /** Whether hooks of this run have wrong SQL: then none of them is run. */
  isRefused(run: RunInfo): boolean {
    return this.#refused.has(run);
  }

  /** Has the engine look at the SQL of all hooks, before the first of them runs. @throws HookError `SQL_STATEMENT_FAILED` */
  async checkHooks(run: RunInfo, log: Logger): Promise<void> {
    const hooks = this.sqlHooks.filter(({ definition }) => this.isFor(definition, run.env));
    if (hooks.length === 0) return;
    try {
      const scripts = hooks.flatMap((one) => sampleScript(one, this.opened, log) ?? []);
      await checkSyntax(await run.resources.get(this.opened.database), scripts);
    } catch (error) {
      // All implementations of a hook are called, also when one has failed: they have to know.
      this.#refused.add(run);
      throw error;
    }
  }

  /** Has the engine look at models, before the first of them is built. @throws HookError `SQL_STATEMENT_FAILED` */
  async checkModels(run: RunInfo, names: readonly string[]): Promise<void> {
    if (this.#open === undefined || names.length === 0) return;
    const open = this.#open;
    await checkSyntax(
      await run.resources.get(open.database),
      names.flatMap((name) => modelScripts(name, open)),
    );
  }

  /** All pipelines are known: selectors can be bound. */
  knowPipelines(pipelines: ReadonlyMap<string, Pipeline>): void {
    this.#pipelines = pipelines;
  }

  /**
   * Gives the catalog of a run a dataset for each model, and for each source that the catalog does not declare itself.
   *
   * @throws HookError `SQL_DATASET_TAKEN`
   */
  fillCatalog(catalog: Catalog, run: RunInfo): void {
    if (this.#open === undefined) return;
    const { models, connections, database } = this.#open;
    const access = { connections, database, resources: run.resources };
    const sources = new Map(
      [...models.values()].flatMap((model) => model.sources.map((source) => [source.name, source] as const)),
    );
    const declared = new Set(catalog.keys());
    for (const { name, path } of models.values()) {
      if (declared.has(name)) {
        throw fault(
          'SQL_DATASET_TAKEN',
          { file: path, line: 1, column: 1 },
          `the catalog declares "${name}", which is the name of this model.`,
          {
            hint: 'Rename the model, or remove the entry: a model is a dataset already.',
          },
        );
      }
      catalog.set(name, tableDataset({ schema: undefined, name }, access));
    }
    for (const [name, source] of sources) {
      if (!declared.has(name)) catalog.set(name, sourceDataset(source, access));
    }
  }

  #tellDoubts(log: Logger): void {
    for (const { key, place } of this.file?.idle ?? [])
      log.warn(`${at(place)}: "${key}" means something to FastFlowTransform and nothing here`);
    for (const unused of this.functions.unused)
      log.warn(`the projectHook ${unused} is named by no entry of project.yml`);
    for (const hook of this.sqlHooks.filter(writesFixedSuccess)) {
      const { name, when } = hook.definition;
      const told = when === 'on_run_end' ? 'run.status' : 'model.status';
      log.warn(`${at(hook.template.source.at(0))}: sql:${name} writes 'success' however it ended: write {{ ${told} }}`);
    }
  }
}
