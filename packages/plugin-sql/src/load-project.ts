import { definePlugin } from '@pintle/hookspecs';
import { HookBodies } from './hook/body.js';
import { loadFunctions } from './hook/functions.js';
import { implementEntries } from './hook/implement.js';
import { SqlHook } from './hook/sql-hook.js';
import { ModelTally } from './hook/tally.js';
import { readProjectFile } from './project-file/project-file.js';
import { SqlProject } from './sql-project.js';
import { VERSION } from './version.js';

/**
 * Reads the project file with everything that it names: the text of its hooks, the functions of its hooks of code.
 *
 * @throws HookError with file, line and column
 */
export async function loadProject(projectDir: string, env: string) {
  const file = readProjectFile(projectDir);
  const definitions = file?.hooks ?? [];
  const bodies = new HookBodies(projectDir);
  const sqlHooks = definitions
    .filter((definition) => definition.kind === 'sql')
    .map((definition) => new SqlHook(definition, bodies));
  const functions = await loadFunctions(
    projectDir,
    definitions.filter((definition) => definition.kind === 'code'),
  );
  const project = new SqlProject(file, sqlHooks, functions);
  const tally = new ModelTally();
  const { byHook, wrappers } = implementEntries(project, tally, env);
  return definePlugin({
    name: '@pintle/plugin-sql',
    version: VERSION,
    hooks: {
      register_pipelines: ({ context }) => project.open(context),
      after_pipelines_registered: ({ pipelines }) => project.knowPipelines(pipelines),
      after_catalog_created: ({ catalog, run }) => project.fillCatalog(catalog, run),
      on_run_start: { tryFirst: true, handler: ({ run, log }) => project.checkHooks(run, log) },
      before_pipeline_run: {
        tryFirst: true,
        handler: ({ run, pipeline }) =>
          project.checkModels(
            run,
            pipeline.nodes.map(({ name }) => name),
          ),
      },
      after_model: { tryFirst: true, handler: ({ run, model }) => tally.addModel(run, model) },
      on_node_end: { tryFirst: true, handler: ({ run, node, outcome }) => tally.addEnd(run, node, outcome) },
    },
    extraHooks: { ...Object.fromEntries(byHook), ...(wrappers.length === 0 ? {} : { run_node: wrappers }) },
  });
}
