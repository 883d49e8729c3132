import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { didYouMean, HookError, isHookError } from '@pintle/core';
import { importCompiled } from '@pintle/core/discovery';
import type { PipelineContribution } from '@pintle/hookspecs';
import { type ComposablePipeline, composable, isPipeline, pipeline } from '../describe/pipeline.js';

const FILES = ['pipelines.ts', 'pipelines.mts', 'pipelines.js', 'pipelines.mjs'];

/** The pipelines of a project and its plugins, by name. */
export class PipelineRegistry {
  readonly byName: ReadonlyMap<string, ComposablePipeline>;
  readonly #byDefault: string | undefined;

  constructor(pipelines: Iterable<ComposablePipeline>, byDefault: string | undefined) {
    this.byName = new Map([...pipelines].map((one) => [one.name, one]));
    this.#byDefault = byDefault;
  }

  /** Names of the pipelines that run when none is named: the default export's, else all. */
  get defaultNames(): readonly string[] {
    return this.#byDefault === undefined ? [...this.byName.keys()] : [this.#byDefault];
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
    if (first === undefined) {
      throw new HookError('PIPELINE_NOT_FOUND', 'There is nothing to run: this project has no pipelines.', {
        hint: 'Export one from pipelines.ts, or install a plugin that contributes one.',
      });
    }
    return others.length === 0 ? first : first.plus(...others);
  }

  #named(name: string): ComposablePipeline {
    const found = this.byName.get(name);
    if (found !== undefined) return found;
    const known = [...this.byName.keys()];
    throw new HookError('PIPELINE_NOT_FOUND', `There is no pipeline "${name}".`, {
      hint:
        didYouMean(name, known) ??
        (known.length === 0 ? 'This project has no pipelines.' : `Pipelines: ${known.join(', ')}.`),
    });
  }
}

/**
 * Collects the pipelines of a project: those that its `pipelines.ts` exports, and those that plugins contribute, which
 * are added up by name.
 *
 * @throws HookError `PIPELINES_LOAD_FAILED`, `PIPELINE_NAME_TAKEN`, and those of {@link pipeline}
 */
export async function collectPipelines(
  projectDir: string,
  contributed: readonly (PipelineContribution | readonly PipelineContribution[])[],
): Promise<PipelineRegistry> {
  const { pipelines, byDefault } = await exportedPipelines(projectDir);
  for (const one of contributed.flat() as readonly PipelineContribution[]) {
    const known = pipelines.get(one.name);
    pipelines.set(one.name, known === undefined ? pipeline(one.name, one.nodes) : known.plus(one));
  }
  return new PipelineRegistry(pipelines.values(), byDefault);
}

/** What a `pipelines.ts` exports. */
export interface Exported {
  readonly pipelines: Map<string, ComposablePipeline>;
  readonly byDefault: string | undefined;
}

/** The pipelines that a project's `pipelines.ts` exports. @throws HookError as {@link collectPipelines} */
export async function exportedPipelines(projectDir: string): Promise<Exported> {
  const file = FILES.map((name) => join(projectDir, name)).find(existsSync);
  const pipelines = new Map<string, ComposablePipeline>();
  if (file === undefined) return { pipelines, byDefault: undefined };
  const exported = await load(file, projectDir);
  for (const [key, value] of Object.entries(exported)) {
    if (!isPipeline(value)) continue;
    const known = pipelines.get(value.name);
    if (known !== undefined && known !== value) {
      throw new HookError(
        'PIPELINE_NAME_TAKEN',
        `${file} exports two pipelines of the name "${value.name}", one of them as "${key}".`,
        {
          hint: 'Rename one: .named("…").',
        },
      );
    }
    pipelines.set(value.name, composable(value));
  }
  const chosen = exported['default'];
  return { pipelines, byDefault: isPipeline(chosen) ? chosen.name : undefined };
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
