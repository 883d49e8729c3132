import type { Model, PipelineNode, Resource } from '@pintle/hookspecs';
import type { Connections } from '../connection/connections.js';
import type { Database } from '../engine/engine.js';
import { commonFunctions, type Lookup, relationText } from '../template/functions.js';
import { SqlText } from '../template/sql-text.js';
import type { Scope } from '../template/template.js';
import { type Build, buildModel } from './build.js';
import { BuiltTable } from './dataset.js';
import type { ModelDefinition } from './models.js';

/** What the nodes of models share. */
export interface NodeSurroundings {
  readonly connections: Connections;
  readonly database: Resource<Database>;
  readonly lookup: Lookup;
}

/** The node that builds a model: it reads what the model refers to where it is, and writes the dataset of its name. */
export function modelNode(definition: ModelDefinition, surroundings: NodeSurroundings): PipelineNode {
  const { name, path, config, refs, sources } = definition;
  const { connections, database, lookup } = surroundings;
  const { engine } = connections;
  const { tags, meta } = config;
  const model: Model = Object.freeze({ name, path, tags, meta, status: 'pending' });
  const text = engine.relation({ schema: undefined, name });
  return {
    name,
    kind: 'sql',
    inputs: [...refs, ...sources.map((source) => source.name)],
    loads: [],
    waits: true,
    outputs: [name],
    tags,
    meta,
    model,
    ...(config.retries > 0 ? { retry: { maxAttempts: config.retries + 1, delayMs: config.retryDelayMs } } : {}),
    ...(config.timeoutMs === undefined ? {} : { timeoutMs: config.timeoutMs }),
    async run(_inputs, { run, log, signal, report }) {
      const runScope = {
        run_id: run.runId,
        env_name: run.env,
        engine_name: engine.name,
        started_at: run.startedAt,
        attempt: run.attempt,
      };
      const build: Build = {
        definition,
        model,
        log,
        signal,
        database: await run.resources.get(database),
        fullRefresh: run.params['full_refresh'] === true,
        isOwn: (relation) => relation.schema === undefined && lookup.models.has(relation.name),
        render: (isIncremental) =>
          definition.template.render(engine, modelScope(surroundings, definition, runScope, isIncremental)),
      };
      log.debug(`▶ ${name} [${engine.name} ${config.materialized}]`);
      try {
        const done = await buildModel(build);
        report(done);
        log.debug(
          `✓ ${name} ${done.rowsAffected === undefined ? '' : `${done.rowsAffected} rows, `}${Math.round(done.elapsedMs ?? 0)} ms`,
        );
        return { [name]: new BuiltTable(text, done.rowsAffected) };
      } catch (error) {
        log.debug(`✗ ${name} ${error instanceof Error ? error.message : String(error)}`);
        throw error;
      }
    },
  };
}

/** What the template of a model is rendered with. */
export function modelScope(
  { connections, lookup }: Pick<NodeSurroundings, 'connections' | 'lookup'>,
  definition: ModelDefinition,
  run: Readonly<Record<string, unknown>>,
  isIncremental: boolean,
): Scope {
  return {
    ...commonFunctions(lookup, definition.template.calls),
    config: () => new SqlText('', false),
    is_incremental: () => isIncremental,
    this: relationText(connections.engine, { schema: undefined, name: definition.name }),
    env: connections.env,
    run,
  };
}
