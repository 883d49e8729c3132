import { describe } from '../describe.js';
import { HookError } from '../errors.js';

/** What one plugin requires. */
export interface Requirements {
  /** The plugin's registered name. */
  readonly plugin: string;
  /** Its `requires`, as written. */
  readonly requires: unknown;
}

/**
 * Checks what plugins require of the packages that declare hooks.
 *
 * A prerelease counts as what it is: `1.5.0-beta.1` satisfies `^1.0.0`, `2.0.0-beta.1` does not, nor does `1.0.0-beta.1`.
 *
 * @param versions - the versions there are, by package
 * @throws HookError `PLUGIN_INCOMPATIBLE`, which lists every requirement that is not met; `PLUGIN_INVALID` for what is no
 * range
 */
export async function checkRequirements(
  requirements: readonly Requirements[],
  versions: ReadonlyMap<string, string | undefined>,
): Promise<void> {
  const ranges = requirements.flatMap(readRanges);
  if (ranges.length === 0) return;
  const { default: semver } = await import('semver');
  const unmet: { readonly range: Range; readonly message: string; readonly hint: string }[] = [];
  for (const range of ranges) {
    const { plugin, name, wanted } = range;
    if (semver.validRange(wanted) === null) {
      throw new HookError(
        'PLUGIN_INVALID',
        `Plugin "${plugin}" requires "${name}" in ${describe(wanted)}, which is no semver range.`,
        {
          plugin,
          hint: `Write requires: { '${name}': '^1.0.0' }.`,
        },
      );
    }
    const found = versions.get(name);
    const options = { includePrerelease: true };
    if (found !== undefined && semver.satisfies(found, wanted, options)) continue;
    const pluginIsOld = found !== undefined && semver.valid(found) !== null && semver.gtr(found, wanted, options);
    unmet.push({
      range,
      message: `Plugin "${plugin}" requires "${name}" ${wanted}, found ${found ?? 'no such package that declares hooks here'}.`,
      hint: pluginIsOld
        ? `Install a version of "${plugin}" that accepts "${name}" ${found}: npm install "${plugin}@latest".`
        : `Install what it requires: npm install "${name}@${wanted}".`,
    });
  }
  const [first] = unmet;
  if (first === undefined) return;
  const message = unmet.map((one) => one.message).join('\n');
  const hint = [...new Set(unmet.map((one) => one.hint))].join(' ');
  throw new HookError('PLUGIN_INCOMPATIBLE', message, { plugin: first.range.plugin, hint });
}

interface Range {
  readonly plugin: string;
  readonly name: string;
  readonly wanted: string;
}

function readRanges({ plugin, requires }: Requirements): Range[] {
  if (requires === undefined) return [];
  const invalid = (what: string): HookError =>
    new HookError('PLUGIN_INVALID', `Plugin "${plugin}" has ${what}, expected semver ranges by package name.`, {
      plugin,
      hint: "Write requires: { 'some-package': '^1.0.0' }.",
    });
  if (typeof requires !== 'object' || requires === null || Array.isArray(requires)) {
    throw invalid(`requires: ${describe(requires)}`);
  }
  return Object.entries(requires).map(([name, wanted]: [string, unknown]) => {
    if (typeof wanted !== 'string') throw invalid(`${describe(wanted)} in requires["${name}"]`);
    return { plugin, name, wanted };
  });
}
