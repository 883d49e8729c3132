import type { Params, ProjectConfig } from '@pintle/hookspecs';
import { type LayeredDocument, readLayers, readOne } from './document.js';
import { type Environment, findEnvironment } from './environment.js';
import { ConfigError } from './error.js';
import { mergeDeep, replaceKeys } from './merge.js';
import { deepFreeze, isPlain, type Plain } from './plain.js';
import { resolveReferences } from './reference.js';
import type { ConfigPath } from './yaml-file.js';

/** What {@link createConfig} reads. */
export interface ConfigOptions {
  /** Absolute. */
  readonly projectDir: string;
  /** The environment whose files are laid over those of `base`. */
  readonly env: string;
  /** The folder that holds `base` and the environments, from the project folder. Default `conf`, which may be absent. */
  readonly confSource?: string | undefined;
  /** Parameters from the command line or a program: they win over those in files, and are taken literally. */
  readonly params?: Params | undefined;
  /** What `${env:…}` reads. Default `process.env`. */
  readonly variables?: Readonly<Record<string, string | undefined>> | undefined;
  /** Take an environment without a folder for one without files; {@link Config.unknownBeside} tells. Default `false`. */
  readonly acceptUnknown?: boolean;
}

/** One configuration file of all its layers, with what messages and listings need of it. */
export interface ConfigDocument {
  /** Merged and with all references resolved. */
  readonly value: Plain;
  /** As it is written, with all references in it. */
  readonly written: Plain;
  /** The same with each `${env:…}` as it is written: what may be shown and recorded. */
  readonly shown: Plain;
  /** The values of the environment that are in it. */
  readonly variables: ReadonlySet<string>;
  /** Where a path of keys is written: `conf/base/catalog.yml:3:5`; `undefined` when no file says it. */
  locate(path: ConfigPath): string | undefined;
}

/** The merged configuration of one environment; each file is read once, when it is first asked for, and never changes. */
export interface Config extends ProjectConfig {
  readonly env: string;
  /** Says that the environment has no folder, where that is no error by itself, and is none of these others. */
  unknownBeside(others: Iterable<string>): ConfigError | undefined;
  /** Like {@link ProjectConfig.get}, with places and without secrets for messages; empty where no file exists. */
  read(name: string): Promise<ConfigDocument>;
  /**
   * A configuration file of no layer: from anywhere, read at each call, with references like the others.
   *
   * @param file - absolute
   */
  readFile(file: string): Promise<ConfigDocument>;
  /** Resolves the references of what another process has read. */
  resolve(written: Plain): Promise<ConfigDocument>;
}

const NAME = /^[a-z0-9][a-z0-9_-]*$/i;

/**
 * Opens the configuration of a project in one environment.
 *
 * `get('catalog')` reads `catalog.yml` of `conf/base` and lays `conf/<env>` over it: a top-level key of the environment
 * replaces that of base. `parameters` and `job` merge at every depth, parameters with {@link ConfigOptions.params} on top. `credentials`
 * are also read from `conf/local`, whatever the environment, between base and the environment.
 *
 * @throws ConfigError `CONFIG_ENV_UNKNOWN`, `CONFIG_SOURCE_NOT_FOUND`; and on reading a file, every other `CONFIG_…` code,
 * each with file, line and column
 */
export async function createConfig(options: ConfigOptions): Promise<Config> {
  const environment = await findEnvironment(options.projectDir, options.env, options.confSource);
  const unknown = environment.unknownBeside([]);
  if (unknown !== undefined && options.acceptUnknown !== true) throw unknown;
  const layers = once((name) => layersOf(name, environment, options));
  const resolved = async (reading: Promise<LayeredDocument>): Promise<ConfigDocument & { found: boolean }> => {
    const [own, parameters] = await Promise.all([reading, layers('parameters')]);
    const scope = { env: options.variables ?? process.env, parameters };
    const variables = new Set<string>();
    return {
      written: own.value,
      value: deepFreeze(resolveReferences(own, { ...scope, onVariable: (value) => variables.add(value) })),
      variables,
      shown: deepFreeze(resolveReferences(own, { ...scope, keepEnv: true })),
      found: own.found || Object.keys(own.value).length > 0,
      locate: own.locate,
    };
  };
  const document = once((name) => resolved(layers(name)));
  const config: Config = {
    env: environment.name,
    unknownBeside: (others) => environment.unknownBeside(others),
    read: document,
    readFile: (file) => resolved(readOne(file, options.projectDir)),
    resolve: (written) => resolved(Promise.resolve({ value: written, found: true, locate: () => undefined })),
    async get(name) {
      const { found, value } = await document(name);
      return found ? value : undefined;
    },
    async locate(name, path) {
      return (await document(name)).locate(path);
    },
  };
  return Object.freeze(config);
}

async function layersOf(name: string, environment: Environment, options: ConfigOptions): Promise<LayeredDocument> {
  if (!NAME.test(name)) {
    throw new ConfigError('CONFIG_NAME_INVALID', `"${name}" is not the name of a configuration file.`, {
      hint: 'Give the name without folder and ending, as in get("catalog").',
    });
  }
  const { projectDir } = options;
  if (name === 'parameters') {
    return readLayers(name, environment.folders, {
      projectDir,
      merge: mergeDeep,
      above: literally(options.params ?? {}),
    });
  }
  const folders = name === 'credentials' ? environment.credentialFolders : environment.folders;
  return readLayers(name, folders, { projectDir, merge: name === 'job' ? mergeDeep : replaceKeys });
}

/** Escapes what would otherwise be read as references. */
export function literally(params: Plain): Plain {
  const escape = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replaceAll('${', () => '$${');
    if (Array.isArray(value)) return value.map(escape);
    return isPlain(value) ? literally(value) : value;
  };
  return Object.fromEntries(Object.entries(params).map(([key, value]) => [key, escape(value)]));
}

function once<T>(read: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const reads = new Map<string, Promise<T>>();
  return (name) => {
    const known = reads.get(name) ?? read(name);
    reads.set(name, known);
    return known;
  };
}
