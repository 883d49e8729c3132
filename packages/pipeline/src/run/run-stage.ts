import { type Awaitable, isThenable } from '@pintle/core';
import type { RunParams } from '@pintle/hookspecs';
import type { CopyMode, RunCatalog } from '../catalog/index.js';
import type { ComposablePipeline } from '../describe/pipeline.js';
import { leaseLost } from '../log/lease.js';
import type { OpenRun } from './open-run.js';
import type { Project } from './project.js';
import { projectCatalog } from './project-catalog.js';

/** What the work of a run stands on, whatever it is: the project, the run, its catalog, the hooks that open it. */
export class RunStage {
  readonly project: Project;
  readonly open: OpenRun;
  readonly runParams: RunParams;
  #catalog: RunCatalog | undefined;

  constructor(project: Project, open: OpenRun) {
    const { projectDir, env } = project;
    const { runId, pipelineName, params } = open.info;
    this.project = project;
    this.open = open;
    this.runParams = Object.freeze({ ...open.request, runId, projectDir, env, pipelineName, params });
  }

  /** `undefined` until it was opened. */
  get catalog(): RunCatalog | undefined {
    return this.#catalog;
  }

  /**
   * The catalog of this run: hooks may change it once, then it is frozen.
   *
   * @param undeclared - how datasets that nothing declares hand on data; default `clone`
   */
  async openCatalog(undeclared?: CopyMode): Promise<RunCatalog> {
    const { info: run, log, request } = this.open;
    const { loadVersions } = request;
    const built = await projectCatalog(this.project, { loadVersions, run, undeclared });
    const { catalog } = built;
    await this.guard(() => this.project.hooks.after_catalog_created({ run, log, ...built }));
    catalog.freeze();
    this.#catalog = catalog;
    return catalog;
  }

  /** Tells that nodes are about to start. */
  async beforeNodes(pipeline: ComposablePipeline, catalog: RunCatalog): Promise<void> {
    const { info: run, log } = this.open;
    const { runParams } = this;
    await this.guard(() => this.project.hooks.before_pipeline_run({ run, log, runParams, pipeline, catalog }));
  }

  /** Calls a hook whose failure fails the run. */
  async guard(call: () => Awaitable<void>): Promise<void> {
    if (this.open.recorder.isClosed) throw leaseLost(this.open.info.runId);
    const called = call();
    if (isThenable(called)) await this.open.cancellation.work.for(Promise.resolve(called));
  }
}
