import { HookError, type HookErrorDetails } from '@pintle/core';

/** Every code that reading configuration throws. */
export type ConfigErrorCode =
  | 'CONFIG_ENV_UNKNOWN'
  | 'CONFIG_FILE_AMBIGUOUS'
  | 'CONFIG_FILE_NOT_FOUND'
  | 'CONFIG_FILE_UNREADABLE'
  | 'CONFIG_KEY_DUPLICATE'
  | 'CONFIG_NAME_INVALID'
  | 'CONFIG_NOT_A_MAPPING'
  | 'CONFIG_NUMBER_UNSAFE'
  | 'CONFIG_PARAM_INVALID'
  | 'CONFIG_PARAMETER_MISSING'
  | 'CONFIG_REFERENCE_CYCLE'
  | 'CONFIG_REFERENCE_INVALID'
  | 'CONFIG_SOURCE_NOT_FOUND'
  | 'CONFIG_VARIABLE_MISSING'
  | 'CONFIG_YAML_INVALID';

/** What is wrong with a project's configuration; the message begins with file, line and column where they are known. */
export class ConfigError extends HookError<ConfigErrorCode> {
  /** `conf/base/catalog.yml:3:7`, relative to the project, where it is known. */
  readonly at?: string;

  constructor(code: ConfigErrorCode, message: string, details: HookErrorDetails & { at?: string | undefined } = {}) {
    super(code, details.at === undefined ? message : `${details.at}: ${message}`, details);
    if (details.at !== undefined) this.at = details.at;
  }

  override get name(): string {
    return 'ConfigError';
  }
}
