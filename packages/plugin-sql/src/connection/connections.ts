import { didYouMean, type ProjectContext } from '@pintle/hookspecs';
import * as v from 'valibot';
import type { Database, Engine, EngineName } from '../engine/engine.js';
import { engines, profiles } from '../engine/engines.js';
import { fault } from '../fault.js';

/** The project's connection in one environment, and the environment variables that templates may read. */
export interface Connections {
  readonly engine: Engine;
  /** The name of the profile. */
  readonly profile: string;
  /** The schema of models, where that is not the connection's own. */
  readonly schema: string | undefined;
  /** Whether the database is gone with its run. */
  readonly ephemeral: boolean;
  /** Whether one process at a time can have it open. */
  readonly exclusive: boolean;
  /** Allowed variables that are set, by name. */
  readonly env: Readonly<Record<string, string>>;
  /** Opens the database: once per run. @throws HookError `SQL_CONNECTION_FAILED` */
  open(): Promise<Database>;
}

const FILE = 'connections.yml';
const shape = v.strictObject({
  profile: v.optional(v.pipe(v.string(), v.nonEmpty())),
  profiles: v.optional(v.record(v.string(), v.looseObject({ engine: v.string() })), {}),
  allowEnv: v.optional(
    v.array(
      v.pipe(
        v.string(),
        v.regex(/^[A-Za-z_][A-Za-z0-9_]*\*?$/, 'expected the name of a variable, or its beginning and *'),
      ),
    ),
    [],
  ),
});

/**
 * Reads `connections.yml` of the environment. The profile is the one that `profile` names, else the one of the
 * environment's name, else the only one; without any, DuckDB in `.pintle/warehouse.duckdb`.
 *
 * @throws HookError `SQL_CONNECTION_INVALID`, `SQL_ENGINE_UNSUPPORTED`
 */
export async function readConnections(
  context: ProjectContext,
  variables: NodeJS.ProcessEnv = process.env,
): Promise<Connections> {
  const reading = new Reading(context);
  const config = await reading.checked(shape, (await context.config.get('connections')) ?? {}, []);
  const name = await reading.profileName(config);
  const given = name === undefined ? { engine: 'duckdb' } : (config.profiles[name] ?? { engine: '' });
  const path = name === undefined ? [] : ['profiles', name];
  const engine = await reading.engine(given.engine, [...path, 'engine']);
  const schema: v.GenericSchema<unknown, Profile> = profiles[engine.name];
  const profile = await reading.checked(schema, given, path);
  const where = await reading.where(path);
  return {
    engine,
    profile: name ?? 'default',
    schema: profile.schema,
    ephemeral: profile.path === ':memory:',
    exclusive: engine.name === 'duckdb',
    env: allowed(config.allowEnv, variables),
    open: () => engine.open(profile, { projectDir: context.projectDir, where }),
  };
}

type Profile = { readonly schema?: string | undefined; readonly path?: string | undefined };
type ConfigPath = readonly (string | number)[];

/** One reading of the file: knows where everything is written. Values are never told, one of them is a password. */
class Reading {
  readonly #context: ProjectContext;

  constructor(context: ProjectContext) {
    this.#context = context;
  }

  async where(path: ConfigPath): Promise<string> {
    return (await this.#context.config.locate('connections', path)) ?? FILE;
  }

  async profileName({ profile, profiles: known }: v.InferOutput<typeof shape>): Promise<string | undefined> {
    const { env } = this.#context;
    const names = Object.keys(known);
    if (profile !== undefined) {
      if (names.includes(profile)) return profile;
      const hint = didYouMean(profile, names) ?? `Profiles: ${names.join(', ') || 'none'}.`;
      throw await this.#invalid(['profile'], `there is no profile "${profile}".`, hint);
    }
    if (names.includes(env)) return env;
    if (names.length < 2) return names[0];
    const message = `there are the profiles ${names.join(', ')}, and nothing says which one is for "${env}".`;
    throw await this.#invalid(['profiles'], message, 'Write profile: <name>, or name one like the environment.');
  }

  async engine(name: string, path: ConfigPath): Promise<Engine> {
    if (Object.hasOwn(engines, name)) return engines[name as EngineName];
    const names = Object.keys(engines);
    throw fault(
      'SQL_ENGINE_UNSUPPORTED',
      undefined,
      `${await this.where(path)}: the engine "${name}" is not supported.`,
      {
        hint: didYouMean(name, names) ?? `Engines: ${names.join(', ')}.`,
      },
    );
  }

  async checked<T>(schema: v.GenericSchema<unknown, T>, value: unknown, path: ConfigPath): Promise<T> {
    const result = v.safeParse(schema, value, { abortEarly: true });
    if (result.success) return result.output;
    const [issue] = result.issues;
    const inside = (issue.path ?? []).map(({ key }) => key as string | number);
    const place = [...path, ...inside];
    if (issue.type === 'strict_object' && issue.expected === 'never') {
      const known = Object.keys((schema as { readonly entries?: object }).entries ?? {});
      const key = String(inside.at(-1));
      throw await this.#invalid(
        place,
        `unknown key "${key}".`,
        didYouMean(key, known) ?? `Keys are ${known.join(', ')}.`,
      );
    }
    const expected = issue.expected === null ? issue.message : `expected ${issue.expected}`;
    throw await this.#invalid(place, `${inside.join('.')}: ${expected}.`);
  }

  async #invalid(path: ConfigPath, message: string, hint?: string): Promise<Error> {
    return fault('SQL_CONNECTION_INVALID', undefined, `${await this.where(path)}: ${message}`, { hint });
  }
}

/** Variables by exact name or by beginning, as in `FF_*`. */
function allowed(patterns: readonly string[], variables: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const isAllowed = (name: string): boolean =>
    patterns.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      value !== undefined && isAllowed(name) ? [[name, value]] : [],
    ),
  );
}
