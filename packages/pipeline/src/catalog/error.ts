import { HookError, type HookErrorDetails } from '@pintle/core';

/** Every code that the catalog and the built-in datasets throw. */
export type DatasetErrorCode =
  | 'CATALOG_FROZEN'
  | 'DATASET_CONFIG_INVALID'
  | 'DATASET_CREDENTIALS_UNKNOWN'
  | 'DATASET_EMPTY'
  | 'DATASET_INVALID'
  | 'DATASET_LOAD_FAILED'
  | 'DATASET_NOT_FOUND'
  | 'DATASET_PARAMETER_UNKNOWN'
  | 'DATASET_PATTERN_INVALID'
  | 'DATASET_PEER_MISSING'
  | 'DATASET_READ_ONLY'
  | 'DATASET_SAVE_FAILED'
  | 'DATASET_SAVE_UNDEFINED'
  | 'DATASET_TYPE_TAKEN'
  | 'DATASET_UNKNOWN_TYPE'
  | 'DATASET_VERSION_EXISTS'
  | 'DATASET_VERSION_INVALID'
  | 'DATASET_VERSION_NOT_FOUND';

/** What was being done to a dataset when it failed. */
export type DatasetOperation = 'load' | 'save' | 'exists' | 'release' | 'publish' | 'discard';

/** Which dataset a {@link DatasetError} is about, and who was using it. */
export interface DatasetErrorSubject {
  readonly dataset?: string | undefined;
  /** The `type` of its catalog entry. */
  readonly datasetType?: string | undefined;
  readonly operation?: DatasetOperation | undefined;
  /** The node that the operation was for. */
  readonly node?: string | undefined;
  /** The file it is kept in, relative to the project. */
  readonly file?: string | undefined;
}

/** What went wrong with a dataset or with the catalog. Its message never holds a credential. */
export class DatasetError extends HookError<string> {
  readonly dataset?: string;
  /** The `type` of its catalog entry. */
  readonly datasetType?: string;
  readonly operation?: DatasetOperation;
  /** The node that the operation was for. */
  readonly node?: string;
  /** The file it is kept in, relative to the project. */
  readonly file?: string;

  constructor(
    code: DatasetErrorCode | (string & {}),
    message: string,
    details: HookErrorDetails & DatasetErrorSubject = {},
  ) {
    super(code, message, details);
    if (details.dataset !== undefined) this.dataset = details.dataset;
    if (details.datasetType !== undefined) this.datasetType = details.datasetType;
    if (details.operation !== undefined) this.operation = details.operation;
    if (details.node !== undefined) this.node = details.node;
    if (details.file !== undefined) this.file = details.file;
  }

  override get name(): string {
    return 'DatasetError';
  }
}
