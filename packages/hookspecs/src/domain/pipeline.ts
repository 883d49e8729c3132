import type { PipelineNode } from './node.js';

/** Nodes whose datasets connect them to an acyclic graph. */
export interface Pipeline {
  readonly name: string;
  /** In topological order, ties in order of definition. */
  readonly nodes: readonly PipelineNode[];
  /** Datasets that no node of it produces. */
  inputs(): readonly string[];
  /** Datasets that no node of it consumes. */
  outputs(): readonly string[];
}

/**
 * Nodes that a plugin contributes to the project, under the name of a pipeline. Any {@link Pipeline} is one.
 *
 * Contributions of one name are added up, to the project's own pipeline of that name, too.
 */
export interface PipelineContribution {
  readonly name: string;
  /** In any order: datasets connect them. */
  readonly nodes: readonly PipelineNode[];
}
