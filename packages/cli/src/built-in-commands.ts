import type { CommandDefinition } from '@pintle/hookspecs';

/** A command of which only help knows, until somebody names it: each of them would take time to load. */
export interface LazyCommand {
  /** One line for help. */
  readonly description: string;
  load(): Promise<CommandDefinition>;
}

/** The commands of `pintle` itself, in the order of help. */
export const builtInCommands: Readonly<Record<string, LazyCommand>> = {
  run: { description: 'run a pipeline', load: async () => (await import('./commands/run.js')).run },
  runs: group('look at past runs', {
    list: async () => (await import('./commands/runs-list.js')).runsList,
    show: async () => (await import('./commands/runs-show.js')).runsShow,
    reconcile: async () => (await import('./commands/runs-reconcile.js')).runsReconcile,
  }),
  pipelines: group('look at pipelines', {
    list: async () => (await import('./commands/pipelines-list.js')).pipelinesList,
    show: async () => (await import('./commands/pipelines-show.js')).pipelinesShow,
  }),
  catalog: group('look at datasets', {
    list: async () => (await import('./commands/catalog-list.js')).catalogList,
  }),
  hooks: group('see which hooks there are, and who implements them', {
    list: async () => (await import('./commands/hooks-list.js')).hooksList,
    explain: async () => (await import('./commands/hooks-explain.js')).hooksExplain,
  }),
  plugins: group('see which plugins there are, and whether they work', {
    list: async () => (await import('./commands/plugins-list.js')).pluginsList,
    check: async () => (await import('./commands/plugins-check.js')).pluginsCheck,
  }),
};

/** Commands below a word of their own; they are loaded together, since the help of the group shows them all. */
function group(description: string, loads: Readonly<Record<string, () => Promise<CommandDefinition>>>): LazyCommand {
  return {
    description,
    async load() {
      const loaded = Object.entries(loads).map(async ([name, load]) => [name, await load()] as const);
      return { description, commands: Object.fromEntries(await Promise.all(loaded)) };
    },
  };
}
