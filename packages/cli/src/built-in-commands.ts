import type { Commands } from './command-line/program.js';
import { hooksExplain } from './commands/hooks-explain.js';
import { hooksList } from './commands/hooks-list.js';
import { pluginsList } from './commands/plugins-list.js';
import { run } from './commands/run.js';

/** The commands of `pintle` itself, in the order of help. */
export const builtInCommands: Commands = {
  run,
  hooks: { description: 'see which hooks there are, and who implements them', commands: { list: hooksList, explain: hooksExplain } },
  plugins: { description: 'see which plugins the project has, and whether they work', commands: { list: pluginsList } },
};
