import type { Logger, Model, NodeReport, Outcome, PipelineNode, RunInfo } from '@pintle/hookspecs';

/** What hooks of runs, nodes and models are handed, as far as hooks of a project file see it. */
export interface AnyHookArgs {
  readonly run: RunInfo;
  readonly log: Logger;
  readonly node?: PipelineNode;
  readonly model?: Model;
  readonly attempt?: number;
  readonly outcome?: Outcome;
  readonly error?: unknown;
  readonly willRetry?: boolean;
  readonly reason?: string;
  readonly event?: { readonly seq: number };
  readonly report?: (report: NodeReport) => void;
}
