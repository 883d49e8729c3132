import picomatch from 'picomatch';
import type { PipelineNode } from '../domain/node.js';
import type { OutcomeStatus } from '../domain/outcome.js';
import type { SelectTerm } from './expression.js';

/** What selectors can ask besides the nodes themselves. */
export interface SelectFacts {
  /** The pipeline that is run; the sum of several is joined by `+`. */
  readonly pipelineName?: string;
  /** The pipelines that a node belongs to. Default: all of `pipelineName`. */
  pipelinesOf?(node: PipelineNode): readonly string[];
  /** How the nodes of the last run ended, for `result:`. */
  readonly lastOutcomes?: ReadonlyMap<string, OutcomeStatus>;
}

/** Whether a name is what a glob describes. */
export type Glob = (name: string) => boolean;

/** Compiles a glob on names: `*`, `?` and `[a-z]`, nothing else. */
export function compileGlob(glob: string): Glob {
  if (!/[*?[]/.test(glob)) return (name) => name === glob;
  // posix: only so does picomatch take [!a] for the opposite of [a].
  return picomatch(glob, {
    dot: true,
    nobrace: true,
    noextglob: true,
    noglobstar: true,
    nonegate: true,
    posix: true,
    windows: false,
  });
}

/** Compiles what a term itself looks for, its `!` and `+` left aside. */
export function compileMatcher(term: SelectTerm, facts: SelectFacts): (node: PipelineNode) => boolean {
  const { method, value } = term;
  switch (method) {
    case 'node': {
      const glob = compileGlob(value);
      return (node) => glob(node.name);
    }
    case 'tag':
      return (node) => node.tags?.includes(value) === true;
    case 'kind':
      return (node) => kindOf(node) === value;
    case 'pipeline':
      return (node) => value === facts.pipelineName || pipelinesOf(node, facts).includes(value);
    case 'namespace':
      return (node) => node.namespace === value || node.namespace?.startsWith(`${value}.`) === true;
    case 'dataset': {
      const glob = compileGlob(value);
      return (node) => node.inputs.some(glob) || node.outputs.some(glob);
    }
    case 'result':
      return (node) => facts.lastOutcomes?.get(node.name) === value;
  }
}

/** What runs a node: its `kind`, by default `code`. */
export function kindOf(node: PipelineNode): string {
  return node.kind ?? 'code';
}

/** The pipelines that a node belongs to, as far as the facts tell. */
export function pipelinesOf(node: PipelineNode, facts: SelectFacts): readonly string[] {
  return facts.pipelinesOf?.(node) ?? facts.pipelineName?.split('+') ?? [];
}
