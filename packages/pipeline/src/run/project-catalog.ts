import type { RunInfo } from '@pintle/hookspecs';
import { type CopyMode, createCatalog, type RunCatalog } from '../catalog/index.js';
import { parameterDatasets } from './parameters.js';
import type { Project } from './project.js';

/** A catalog as a run gets it, with what `after_catalog_created` is told besides. */
export interface ProjectCatalog {
  readonly catalog: RunCatalog;
  readonly confCatalog: Readonly<Record<string, unknown>>;
  /** In the clear. */
  readonly confCreds: Readonly<Record<string, unknown>>;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly saveVersion: string;
  readonly loadVersions: Readonly<Record<string, string>>;
}

/** Which versions a catalog loads and saves. */
export interface CatalogVersions {
  readonly loadVersions: Readonly<Record<string, string>>;
  /** What saved versions are named after. */
  readonly run: Pick<RunInfo, 'runId' | 'startedAt'>;
  /** How datasets that nothing declares hand on data in memory. Default `clone`. */
  readonly undeclared?: CopyMode | undefined;
}

/** Builds the catalog of a project in its environment. Calls no hook. */
export async function projectCatalog(
  project: Pick<Project, 'projectDir' | 'config' | 'params' | 'datasetTypes'>,
  { loadVersions, run, undeclared }: CatalogVersions,
): Promise<ProjectCatalog> {
  const { projectDir, config, params, datasetTypes: types } = project;
  const source = await config.read('catalog');
  const { value: credentials } = await config.read('credentials');
  const { value: entries } = source;
  const saveVersion = versionOf(run);
  const catalog = createCatalog({
    projectDir,
    entries,
    source,
    credentials,
    parameters: params,
    types,
    loadVersions,
    saveVersion,
    undeclared,
  });
  return {
    catalog,
    confCatalog: entries,
    confCreds: credentials,
    parameters: parameterDatasets(params),
    saveVersion,
    loadVersions,
  };
}

/**
 * `2026-01-31T12.00.00.000Z-5f0c9a1e`: sorts by time, is of one run alone, though another starts in the same moment, and
 * can be the name of a folder anywhere.
 */
function versionOf({ runId, startedAt }: Pick<RunInfo, 'runId' | 'startedAt'>): string {
  return `${startedAt.toISOString().replaceAll(':', '.')}-${runId.slice(-8)}`;
}
