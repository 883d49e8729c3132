import type { Commands } from './command-line/program.js';
import { catalogList } from './commands/catalog-list.js';
import { hooksExplain } from './commands/hooks-explain.js';
import { hooksList } from './commands/hooks-list.js';
import { pipelinesList } from './commands/pipelines-list.js';
import { pipelinesShow } from './commands/pipelines-show.js';
import { pluginsCheck } from './commands/plugins-check.js';
import { pluginsList } from './commands/plugins-list.js';
import { run } from './commands/run.js';
import { runsList } from './commands/runs-list.js';
import { runsReconcile } from './commands/runs-reconcile.js';
import { runsShow } from './commands/runs-show.js';

/** The commands of `pintle` itself, in the order of help. */
export const builtInCommands: Commands = {
  run,
  runs: { description: 'look at past runs', commands: { list: runsList, show: runsShow, reconcile: runsReconcile } },
  pipelines: { description: 'look at pipelines', commands: { list: pipelinesList, show: pipelinesShow } },
  catalog: { description: 'look at datasets', commands: { list: catalogList } },
  hooks: { description: 'see which hooks there are, and who implements them', commands: { list: hooksList, explain: hooksExplain } },
  plugins: { description: 'see which plugins there are, and whether they work', commands: { list: pluginsList, check: pluginsCheck } },
};
