import { bindSelect, type Logger, nodeGraph, type Pipeline, type PipelineNode, type RunInfo } from '@pintle/hookspecs';
import type { HookDefinition } from '../project-file/hook-definition.js';
import type { AnyHookArgs } from './hook-args.js';

/** One call of a hook: the entries of its list that are run for it, and what became of them. */
interface ListCall {
  /** Entries that are still to come. */
  readonly left: Set<HookDefinition>;
  failed: HookDefinition | undefined;
}

/**
 * The entries of a project file for one hook: they are run in the order in which they are written, and when one fails the
 * rest of the list is not run.
 */
export class HookList {
  readonly #when: string;
  readonly #entries: readonly HookDefinition[];
  readonly #applies: (definition: HookDefinition) => boolean;
  readonly #pipelines: () => ReadonlyMap<string, Pipeline>;
  readonly #calls = new WeakMap<RunInfo, Map<string, ListCall>>();
  readonly #matchers = new Map<string, (definition: HookDefinition, node: PipelineNode) => boolean>();

  /** @param applies - whether an entry is for the engine at hand, which is not known before a session is open */
  constructor(
    when: string,
    entries: readonly HookDefinition[],
    applies: (definition: HookDefinition) => boolean,
    pipelines: () => ReadonlyMap<string, Pipeline>,
  ) {
    this.#when = when;
    this.#entries = entries;
    this.#applies = applies;
    this.#pipelines = pipelines;
  }

  /** Runs one entry, unless one before it in the list has failed in this call. */
  async step(definition: HookDefinition, args: AnyHookArgs, work: () => Promise<void>): Promise<void> {
    const calls = this.#calls.get(args.run) ?? new Map<string, ListCall>();
    this.#calls.set(args.run, calls);
    const key = JSON.stringify([args.node?.name, args.attempt, args.event?.seq]);
    const call = calls.get(key) ?? this.#open(args);
    calls.set(key, call);
    call.left.delete(definition);
    if (call.left.size === 0) calls.delete(key);
    if (call.failed !== undefined) {
      args.log.warn(
        `[hooks] when=${this.#when} node=${nodeName(args)}: ${labelOf(definition)} is not run, since ${labelOf(call.failed)} failed`,
      );
      return;
    }
    try {
      await work();
    } catch (error) {
      call.failed = definition;
      throw error;
    }
  }

  #open(args: AnyHookArgs): ListCall {
    const entries = this.#entries.filter((definition) => this.#applies(definition) && this.#isFor(definition, args));
    logList(args.log, this.#when, nodeName(args), entries);
    return { left: new Set(entries), failed: undefined };
  }

  #isFor(definition: HookDefinition, { node, run }: AnyHookArgs): boolean {
    if (definition.select === undefined || node === undefined) return true;
    let matcher = this.#matchers.get(run.pipelineName);
    if (matcher === undefined) this.#matchers.set(run.pipelineName, (matcher = this.#matcher(run.pipelineName)));
    return matcher(definition, node);
  }

  /** The selectors of the entries, bound to the nodes of a pipeline as those of all hooks are. */
  #matcher(pipelineName: string): (definition: HookDefinition, node: PipelineNode) => boolean {
    const pipelines = this.#pipelines();
    const named = pipelineName.split('+').flatMap((name) => pipelines.get(name) ?? []);
    const nodes = new Map(
      (named.length > 0 ? named : [...pipelines.values()]).flatMap((one) =>
        one.nodes.map((node) => [node.name, node] as const),
      ),
    );
    const scope = { graph: nodeGraph(nodes.values()), pipelineName };
    const selectors = new Map(
      this.#entries.flatMap((entry) =>
        entry.select === undefined ? [] : [[entry, bindSelect(entry.select, scope)] as const],
      ),
    );
    return (definition, node) => selectors.get(definition)?.matches(node) ?? true;
  }
}

/** `[hooks] when=on_run_start node=<run>: executing 2 hook(s): sql:a, code:b` */
export function logList(log: Logger, when: string, node: string, entries: readonly HookDefinition[]): void {
  log.info(
    `[hooks] when=${when} node=${node}: executing ${entries.length} hook(s): ${entries.map(labelOf).join(', ')}`,
  );
}

function nodeName({ node }: AnyHookArgs): string {
  return node?.name ?? '<run>';
}

function labelOf({ kind, name }: HookDefinition): string {
  return `${kind}:${name}`;
}
