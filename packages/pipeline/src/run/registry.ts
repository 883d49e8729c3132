import { didYouMean, HookError } from '@pintle/core';
import type { ResourceSource } from '@pintle/hookspecs';
import type { ComposablePipeline } from '../describe/pipeline.js';
import type { HookCarrier } from '../flow/carrier.js';
import type { AppliedJob } from '../job/apply.js';
import { type AttachedListing, listCarrier, listNodes } from './attached-listing.js';
import type { BoundResources } from './resources.js';

/** The pipelines of a project and its plugins, by name. */
export class PipelineRegistry {
  /** Jobs among them, as they run in the environment. */
  readonly byName: ReadonlyMap<string, ComposablePipeline>;
  readonly #jobs: ReadonlyMap<string, AppliedJob>;
  readonly #byDefault: string | undefined;
  readonly #carriers: readonly HookCarrier[];

  constructor(
    pipelines: Iterable<ComposablePipeline>,
    byDefault: string | undefined,
    jobs: Iterable<AppliedJob> = [],
    carriers: readonly HookCarrier[] = [],
  ) {
    this.#carriers = carriers;
    this.#jobs = new Map([...jobs].map((job) => [job.pipeline.name, job]));
    const all = [...pipelines, ...[...this.#jobs.values()].map((job) => job.pipeline)];
    this.byName = new Map(all.map((one) => [one.name, one]));
    this.#byDefault = byDefault;
  }

  /** Names of the jobs. */
  get jobNames(): readonly string[] {
    return [...this.#jobs.keys()];
  }

  /**
   * Names of the pipelines that run when none is named: the default export's, else all pipelines, else the only job. Jobs
   * share nodes with pipelines and each other, so they do not add up.
   */
  get defaultNames(): readonly string[] {
    if (this.#byDefault !== undefined) return [this.#byDefault];
    const names = [...this.byName.keys()];
    const pipelines = names.filter((name) => !this.#jobs.has(name));
    return pipelines.length > 0 || names.length !== 1 ? pipelines : names;
  }

  /** What a run of this request is called, found or not. */
  nameOf(asked: string | undefined): string {
    return asked ?? (this.defaultNames.join('+') || 'none');
  }

  /**
   * The pipeline of a name, the sum of several (`a+b`), or the default.
   *
   * @throws HookError `PIPELINE_NOT_FOUND`, or what adding them up throws
   */
  find(asked: string | undefined): ComposablePipeline {
    const [first, ...others] = (asked?.split('+') ?? this.defaultNames).map((name) => this.#named(name));
    if (first === undefined) throw nothingToRun(this.jobNames);
    return others.length === 0 ? first : first.plus(...others);
  }

  /**
   * What the jobs of a request bind; nothing where it asks for pipelines, or for what there is not.
   *
   * @throws HookError `JOB_RESOURCES_CONFLICT` when several bind the same key
   */
  resourcesOf(asked: string | undefined): BoundResources {
    const bound = new Map<string, ResourceSource<unknown>>();
    for (const name of this.nameOf(asked).split('+')) {
      for (const [key, resource] of this.#jobs.get(name)?.resources ?? []) {
        if (bound.has(key) && bound.get(key) !== resource) {
          const message = `The jobs ${asked} bind different resources under the key "${key}".`;
          throw new HookError('JOB_RESOURCES_CONFLICT', message, { hint: 'Run them one after the other.' });
        }
        bound.set(key, resource);
      }
    }
    return bound;
  }

  /** What is attached for a hook to the nodes of pipelines and jobs, and to the tasks and flows that are exported. */
  attached(hook: string): readonly AttachedListing[] {
    const ofNodes = [...this.byName.values()].flatMap((one) =>
      listNodes(hook, this.#jobs.has(one.name) ? 'job' : 'pipeline', one),
    );
    return [...ofNodes, ...this.#carriers.flatMap((one) => listCarrier(hook, one))];
  }

  #named(name: string): ComposablePipeline {
    const found = this.byName.get(name);
    if (found !== undefined) return found;
    const carrier = this.#carriers.find((one) => one.name === name);
    if (carrier !== undefined) throw notRunnable(carrier);
    const known = [...this.byName.keys()];
    const what = this.#jobs.size === 0 ? 'pipeline' : 'pipeline or job';
    throw new HookError('PIPELINE_NOT_FOUND', `There is no ${what} "${name}".`, {
      hint:
        didYouMean(name, known) ??
        (known.length === 0
          ? 'This project has no pipelines.'
          : `${this.#jobs.size === 0 ? 'Pipelines' : 'Pipelines and jobs'}: ${known.join(', ')}.`),
    });
  }
}

function notRunnable({ kind, name }: HookCarrier): HookError<string> {
  const message = `"${name}" is a ${kind}; what is run by its name is a pipeline or a job.`;
  return new HookError('PIPELINE_NOT_FOUND', message, {
    hint: kind === 'flow' ? `Run it in a program: await ${name}.runLocal({ … }).` : 'Call it in a flow.',
  });
}

function nothingToRun(jobs: readonly string[]): HookError<string> {
  const what = jobs.length === 0 ? 'this project has no pipelines' : 'no job was named';
  return new HookError('PIPELINE_NOT_FOUND', `There is nothing to run: ${what}.`, {
    hint:
      jobs.length === 0
        ? 'Export one from pipelines.ts, or install a plugin that contributes one.'
        : `Jobs: ${jobs.join(', ')}. The one that pipelines.ts exports by default needs no name.`,
  });
}
