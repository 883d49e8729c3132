import { type Contribution, type DiscoveredPlugin, discoverPlugins } from '@pintle/core/discovery';
import type { CommonValues } from '../command-line/common-options.js';
import { checkCommand } from '../project/check-command.js';
import { switchedOff } from '../project/switched-off.js';

/** What is to be told of one plugin package. */
export interface CheckedPackage {
  readonly name: string;
  readonly version: string | undefined;
  /** `off`: disabled, or not among what is discovered; nobody judges it. */
  readonly status: 'on' | 'off';
  /** What was thrown, of its manifest, its plugin, its commands and its runners. */
  readonly errors: readonly unknown[];
}

/** Loads everything of every plugin package in force, one by one, so that one that is broken hides no other. */
export async function checkPackages(projectDir: string, common: CommonValues): Promise<readonly CheckedPackage[]> {
  const isOff = await switchedOff(projectDir, common);
  const checked: CheckedPackage[] = [];
  for (const found of discoverPlugins({ name: 'pintle', projectDir }).plugins) {
    const { name, version } = found;
    if (isOff(name)) checked.push({ name, version, status: 'off', errors: [] });
    else checked.push({ name, version, status: 'on', errors: await errorsOf(found) });
  }
  return checked;
}

async function errorsOf(found: DiscoveredPlugin): Promise<readonly unknown[]> {
  if (found.problem !== undefined) return [found.problem];
  const loads: readonly (() => Promise<unknown>)[] = [
    () => found.load(),
    ...found.contributions('commands').map((one) => () => checkContributedCommand(one)),
    ...found.contributions('runners').map((one) => () => one.load()),
  ];
  const errors: unknown[] = [];
  for (const load of loads) await load().catch((error: unknown) => errors.push(error));
  return errors;
}

async function checkContributedCommand(contribution: Contribution): Promise<void> {
  checkCommand(await contribution.load(), contribution.name, contribution.package);
}
