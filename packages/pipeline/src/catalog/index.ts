export { AttemptCatalog } from './attempt-catalog.js';
export { createCatalog } from './catalog.js';
export type { DatasetRef } from './dataset-ref.js';
export { type CopyMode, memoryDataset } from './datasets/memory.js';
export { DatasetError, type DatasetErrorCode, type DatasetErrorSubject, type DatasetOperation } from './error.js';
export { countRows } from './rows.js';
export type { CatalogListing, CatalogOptions, CatalogUser, DatasetOrigin, RunCatalog } from './run-catalog.js';
