import { defineHookSpecs, hookSpec } from '../../src/index.js';
import type { CreatePluginManagerOptions } from '../../src/settings/create-plugin-manager.js';
import {
  createPluginManager,
  type HostLog,
  type PluginSettings,
  type ProjectPluginManager,
} from '../../src/settings/index.js';
import type { HooksOf } from '../../src/types.js';
import { type PackageFields, pluginPackage, type Tree } from './tree.js';

/** The hooks of the host `kiln`. */
const kilnSpecs = defineHookSpecs(
  'kiln',
  { on_fire: hookSpec.sync<{ temp: number }, string>(), on_cool: hookSpec.sync<{ temp: number }, string>() },
  { package: '@kiln/specs', version: '1.4.0' },
);

type Specs = readonly [typeof kilnSpecs];

/** What a test may say besides settings. */
export type KilnOptions = Partial<CreatePluginManagerOptions<Specs>>;

/** Starts the host `kiln` in a project, deaf to the variables of this process. */
export function startKiln(
  projectDir: string,
  settings?: PluginSettings,
  more: KilnOptions = {},
): Promise<ProjectPluginManager<HooksOf<Specs>>> {
  const specs: Specs = [kilnSpecs];
  return createPluginManager({ name: 'kiln', version: '1.0.0', specs, projectDir, variables: {}, settings, ...more });
}

/** A plugin that answers `on_fire` with its name. */
export function fires(name: string, more: object = {}): object {
  return { name, hooks: { on_fire: () => name }, ...more };
}

/** A log that keeps its lines: the level and the message. */
export function recordLog(): { readonly lines: string[]; readonly log: HostLog } {
  const lines: string[] = [];
  const at = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  return { lines, log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } };
}

/** The files of an installed plugin package with a module of one's own. */
export function withSource(name: string, source: string, more: PackageFields = {}): Tree {
  return { ...pluginPackage(name, more), [`node_modules/${name}/index.js`]: source };
}

/** A schema that accepts everything. */
export const anyOptions = {
  '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) },
} as const;
