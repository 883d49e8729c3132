import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HookError, isHookError } from '@pintle/core';
import { importCompiled } from '@pintle/core/discovery';
import type { PipelineContribution } from '@pintle/hookspecs';
import { type ComposablePipeline, composable, isPipeline, pipeline } from '../describe/pipeline.js';
import { carrierOf, type HookCarrier } from '../flow/carrier.js';
import { isJob, type JobDescription } from '../job/description.js';

const FILES = ['pipelines.ts', 'pipelines.mts', 'pipelines.js', 'pipelines.mjs'];

/** What a `pipelines.ts` exports. */
export interface Exported {
  readonly pipelines: Map<string, ComposablePipeline>;
  readonly jobs: ReadonlyMap<string, JobDescription>;
  readonly byDefault: string | undefined;
  /** Tasks and flows: programs run them, listings show them. */
  readonly carriers: readonly HookCarrier[];
}

/** The pipelines and jobs that a project's `pipelines.ts` exports. @throws HookError `PIPELINES_LOAD_FAILED`, `PIPELINES_INVALID`, `PIPELINE_NAME_TAKEN` */
export async function exportedPipelines(projectDir: string): Promise<Exported> {
  const file = FILES.map((name) => join(projectDir, name)).find(existsSync);
  if (file === undefined) return { pipelines: new Map(), jobs: new Map(), byDefault: undefined, carriers: [] };
  const exported = Object.entries(await load(file, projectDir));
  const values = exported.map(([, value]) => value);
  const found = sortOut(values, (position) => `${file}, export "${exported[position]?.[0]}"`);
  const chosen: unknown = exported.find(([key]) => key === 'default')?.[1];
  checkDefault(chosen, file);
  return { ...found, byDefault: isJob(chosen) || isPipeline(chosen) ? chosen.name : undefined };
}

/** Other things are left out where they have a name; by default, only a pipeline or a job makes sense. */
function checkDefault(chosen: unknown, file: string): void {
  const isNode = typeof (chosen as { readonly run?: unknown } | undefined)?.run === 'function';
  const isPossible = typeof chosen === 'object' || typeof chosen === 'function' || chosen === undefined;
  if (isJob(chosen) || carrierOf(chosen) !== undefined || !(Array.isArray(chosen) || isNode || !isPossible)) return;
  const what = Array.isArray(chosen) ? 'a list' : isNode ? 'a node' : typeof chosen;
  throw new HookError('PIPELINES_INVALID', `${file} exports ${what} by default, expected a pipeline or a job.`, {
    hint: "Write: export default pipeline('name', [node, …]).",
  });
}

/**
 * Sorts out pipelines and jobs that a program gives. A name with nodes, as plugins contribute, is a pipeline here.
 *
 * @throws HookError `PIPELINES_INVALID` for anything else, `PIPELINE_NAME_TAKEN`
 */
export function sortOutGiven(given: readonly unknown[]): Exported {
  const values = given.map((value, position) => {
    if (isJob(value) || isPipeline(value)) return value;
    const { name, nodes } = (value ?? {}) as Partial<PipelineContribution>;
    if (typeof name === 'string' && Array.isArray(nodes)) return pipeline(name, nodes);
    throw new HookError('PIPELINES_INVALID', `pipelines[${position}] is neither a pipeline nor a job.`, {
      hint: "Write: pipelines: [pipeline('name', [node, …])].",
    });
  });
  return sortOut(values, () => 'The list of pipelines');
}

/** Tells pipelines, jobs, tasks and flows from each other, and from anything else, which is left out. */
function sortOut(values: readonly unknown[], where: (position: number) => string): Exported {
  const pipelines = new Map<string, ComposablePipeline>();
  const jobs = new Map<string, JobDescription>();
  const known = new Map<string, unknown>();
  for (const [position, value] of values.entries()) {
    if (!isJob(value) && !isPipeline(value)) continue;
    const { name } = value;
    if (known.has(name) && known.get(name) !== value) {
      const message = `${where(position)}: there is another pipeline or job of the name "${name}".`;
      throw new HookError('PIPELINE_NAME_TAKEN', message, { hint: 'Rename one: pipeline.named("…").' });
    }
    known.set(name, value);
    if (isJob(value)) jobs.set(name, value);
    else pipelines.set(name, composable(value));
  }
  const carriers = values.map(carrierOf).filter((one) => one !== undefined);
  return { pipelines, jobs, byDefault: undefined, carriers: [...new Set(carriers)] };
}

async function load(file: string, projectDir: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await importCompiled(file, projectDir);
  } catch (cause) {
    // What is wrong with a pipeline is said best by its own error.
    if (isHookError(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new HookError('PIPELINES_LOAD_FAILED', `${file} could not be loaded: ${why}`, { cause });
  }
}
