import { definePlugin, type NodeData, type RunInfo, type RunNodeArgs } from '@pintle/hookspecs';

/** The name under which the host's own plugin is registered. */
export const HOST = 'pintle';

/** Runs the function of a node: here, or elsewhere on behalf of a runner. */
export type RunBody = (args: RunNodeArgs) => NodeData | Promise<NodeData>;

/** Calls the node's function here, on this thread. */
export const runHere: RunBody = ({ node, inputs, run, log, attempt, idempotencyKey, signal, report }) =>
  node.run(inputs, { node, run, log, attempt, idempotencyKey, signal, resources: run.resources, report });

/** How the functions of the nodes of a run are run, where that is not {@link runHere}. */
export type Bodies = WeakMap<RunInfo, RunBody>;

/** The host's own implementations: it executes a node when no other plugin has answered for it. */
export function hostPlugin(bodies: Bodies): object {
  return definePlugin({
    name: HOST,
    hooks: {
      run_node: {
        tryLast: true,
        // The node speaks for itself, not for the plugin that runs it.
        handler: (args) => bodyOf(args, bodies)({ ...args, log: args.log.child({ plugin: undefined }) }),
      },
    },
  });
}

function bodyOf({ node, run }: RunNodeArgs, bodies: Bodies): RunBody {
  return node.waits === true ? runHere : (bodies.get(run) ?? runHere);
}
