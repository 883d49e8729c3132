import { HookError } from '../errors.js';
import type { Contribution, DiscoveredPlugin } from './discovered-plugin.js';

/**
 * All contributions of one kind by name: the commands, say, that installed packages add to a host. Imports nothing.
 *
 * @param kind - the manifest's key: `commands`, `runners`, or another that the host defines
 * @throws HookError `DISCOVERY_CONTRIBUTION_TAKEN` when two packages contribute the same name
 */
export function contributionsOf(plugins: Iterable<DiscoveredPlugin>, kind: string): Map<string, Contribution> {
  const byName = new Map<string, Contribution>();
  for (const plugin of plugins) {
    for (const contribution of plugin.contributions(kind)) {
      const other = byName.get(contribution.name);
      if (other !== undefined) {
        const message = `"${contribution.name}" of ${kind} is contributed by two packages: "${other.package}" and "${plugin.name}".`;
        throw new HookError('DISCOVERY_CONTRIBUTION_TAKEN', message, {
          plugin: plugin.name,
          hint: `Disable one of them, or remove it from the project's dependencies.`,
        });
      }
      byName.set(contribution.name, contribution);
    }
  }
  return byName;
}
