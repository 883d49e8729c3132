import type { Logger } from './logger.js';
import type { Params } from './run.js';

/** What a command knows of the project it runs in. */
export interface ProjectMetadata {
  /** Absolute. */
  readonly projectDir: string;
  /** `name` of its package.json. */
  readonly name: string;
  /** `version` of its package.json. */
  readonly version: string | undefined;
  /** The version of the `pintle` that runs. */
  readonly pintleVersion: string;
}

/** Merged configuration of one environment, read on demand from `conf/base` and `conf/<env>`. */
export interface ProjectConfig {
  /** The content of `<name>.yml`, base and environment merged; `undefined` where neither has it. */
  get(name: string): Promise<unknown>;
  /** Where a value of `<name>.yml` is written, for messages: `conf/base/catalog.yml:3:5`; `undefined` where no file says it. */
  locate(name: string, path: readonly (string | number)[]): Promise<string | undefined>;
}

/** A session's surroundings: what `after_context_created` is handed. */
export interface ProjectContext {
  readonly projectDir: string;
  readonly env: string;
  readonly params: Params;
  readonly config: ProjectConfig;
  readonly log: Logger;
}

/** The words of a command line, already parsed: the command's path, its arguments and options. */
export interface CommandArgs {
  /** `['run']`, `['hooks', 'list']`, … */
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}
