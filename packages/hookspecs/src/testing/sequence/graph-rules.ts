import type { RecordedNode } from '../recorded-call.js';
import type { PlacedCall, Report } from './rules.js';

/** Ends after which the outputs of a node are there to be read. */
const DONE: ReadonlySet<string | undefined> = new Set(['success', 'cached']);
const FAILED: ReadonlySet<string | undefined> = new Set(['error', 'timed_out']);

/** Checks the order between nodes: dependencies first, and no new node after a failure. */
export function checkGraph(calls: readonly PlacedCall[], plan: readonly RecordedNode[], report: Report): void {
  const producers = new Map<string, string[]>();
  for (const { name, outputs } of plan) {
    for (const dataset of outputs) producers.set(dataset, [...(producers.get(dataset) ?? []), name]);
  }
  const keepGoing = calls.some(({ call }) => call.keepGoing === true);
  const done = new Set<string>();
  const started = new Set<string>();
  let failed: string | undefined;
  for (const { at, call } of calls) {
    const { node, hook } = call;
    if (node === undefined) continue;
    if (hook === 'on_node_skipped' && call.reason === 'outputs_exist') done.add(node.name);
    if (hook === 'on_node_end') {
      if (DONE.has(call.status)) done.add(node.name);
      if (FAILED.has(call.status)) failed ??= node.name;
    }
    if (hook === 'on_node_skipped' || hook === 'on_node_end' || started.has(node.name)) continue;
    started.add(node.name);
    if (failed !== undefined && !keepGoing) {
      report('fail-fast', at, `Node ${node.name} started although ${failed} had failed.`);
    }
    for (const dataset of node.inputs) {
      for (const producer of producers.get(dataset) ?? []) {
        if (producer === node.name || done.has(producer)) continue;
        report(
          'node-dependencies',
          at,
          `Node ${node.name} started before ${producer}, which writes ${dataset}, had ended well.`,
        );
      }
    }
  }
}
