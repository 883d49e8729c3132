import { contributionsOf } from '@pintle/core/discovery';
import type { PluginRow } from '@pintle/core/settings';
import { builtIn } from '../built-in.js';
import type { Colors } from '../output/terminal.js';
import type { Manager } from '../project/plugins.js';

/** `pintle plugins list` */
export const pluginsList = builtIn({
  description: 'list the plugins of the project: where they come from, and whether they are in force',
  async run({ plugins, output, terminal }) {
    const manager = await plugins();
    const rows = manager.project.plugins.map((row) => describePlugin(row, manager));
    const { missing } = manager.project;
    output.show({ plugins: rows, missing }, () => {
      const { colors } = terminal.out;
      const table = output.table(
        ['PLUGIN', 'VERSION', 'FROM', 'STATUS', 'HOOKS', 'COMMANDS'],
        rows.map(({ name, version, source, status, why, hooks, commands }) => [
          name,
          version,
          SOURCES[source],
          statusWords(status, why, colors),
          hooks.length === 0 ? undefined : hooks.length,
          commands.length === 0 ? undefined : commands.join(', '),
        ]),
      );
      const lines = rows.length === 0 ? ['This project has no plugins.'] : [table];
      if (missing.length > 0) lines.push('', colors.yellow(`Not installed: ${missing.join(', ')}.`));
      return lines.join('\n');
    });
  },
});

const SOURCES: Readonly<Record<PluginRow['source'], string>> = {
  settings: 'HOOKS',
  discovered: 'dependencies',
  argument: '--plugin',
};

function describePlugin({ name, version, source, status, why, package: from }: PluginRow, manager: Manager) {
  const plugin = manager.getPlugin(name);
  const commands = from === undefined || status !== 'active' ? [] : [...contributionsOf([from], 'commands').keys()];
  return {
    name,
    ...(version === undefined ? {} : { version }),
    source,
    status,
    ...(why === undefined ? {} : { why }),
    ...(from === undefined ? {} : { package: from.name, dir: from.dir }),
    hooks: plugin === null ? [] : (manager.getHookCallers(plugin) ?? []),
    commands,
  };
}

function statusWords(status: PluginRow['status'], why: string | undefined, colors: Colors): string {
  if (status === 'active') return colors.green('✓ active');
  const reason = why === undefined || why.startsWith(status) ? (why ?? status) : `${status}: ${why}`;
  return colors.gray(`○ ${reason}`);
}
