import { HookError } from '@pintle/core';
import { type Contribution, contributionsOf, discoverPlugins } from '@pintle/core/discovery';
import type { CommandDefinition } from '@pintle/hookspecs';
import type { CommonValues } from '../command-line/common-options.js';
import { checkCommand } from './check-command.js';
import type { Manager } from './plugins.js';
import { switchedOff } from './switched-off.js';

const KIND = 'commands';

/** Every command that a package of the project contributes, in force or not. Imports nothing. */
export function contributedCommands(projectDir: string): readonly Contribution[] {
  return discoverPlugins({ name: 'pintle', projectDir }).plugins.flatMap((plugin) => plugin.contributions(KIND));
}

/**
 * What help says of the commands of plugins. Settings are read only where a package has commands, to leave out what is
 * switched off; settings that cannot be read leave out nothing.
 */
export async function describeContributed(
  projectDir: string,
  common: CommonValues,
): Promise<Readonly<Record<string, CommandDefinition>>> {
  const all = contributedCommands(projectDir);
  if (all.length === 0) return {};
  const isOff = await switchedOff(projectDir, common);
  return Object.fromEntries(
    all
      .filter((one) => !isOff(one.package))
      .map((one) => [one.name, { description: descriptionOf(one), run: () => {} }]),
  );
}

/** A command, and the package that it is of. */
export interface ContributedCommand {
  readonly command: CommandDefinition;
  readonly owner: string;
}

/**
 * Loads the command of a plugin.
 *
 * @throws HookError `COMMAND_DISABLED`, `COMMAND_INVALID`, `DISCOVERY_CONTRIBUTION_TAKEN`, and what loading the module throws
 */
export async function loadContributed(name: string, manager: Manager): Promise<ContributedCommand> {
  const contribution = contributionsOf(manager.project.packages, KIND).get(name);
  if (contribution === undefined) throw disabledCommand(name, manager);
  const { package: owner } = contribution;
  return { command: checkCommand(await contribution.load(), name, owner), owner };
}

function descriptionOf({ description, package: owner }: Contribution): string {
  return description === undefined ? `(${owner})` : `${description} (${owner})`;
}

function disabledCommand(name: string, { project }: Manager): HookError<string> {
  const owner = contributedCommands(project.projectDir).find((one) => one.name === name)?.package;
  const why = project.plugins.find((row) => row.package?.name === owner)?.why;
  const message = `"${name}" is a command of "${owner}", which is not in force${why === undefined ? '' : `: ${why}`}.`;
  return new HookError<string>('COMMAND_DISABLED', message, {
    plugin: owner,
    hint: 'Enable the plugin to have its commands.',
  });
}
