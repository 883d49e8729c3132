import { resolve } from 'node:path';
import { definePlugin, type RunEvent, type RunResult } from '@pintle/hookspecs';
import type { RunOptions, Session } from '@pintle/pipeline';
import { readLevel } from '@pintle/pipeline/logger';
import { type BuiltInContext, builtIn } from '../built-in.js';
import { exitCodeOfRun } from '../exit-code.js';
import { resumeHint } from '../output/run/resume-hint.js';
import type { RunView } from '../output/run/view.js';
import { readLoadVersions } from '../run/load-versions.js';
import { showPlan } from '../run/show-plan.js';

const ARGS = {
  pipeline: {
    description: 'a pipeline or job; several joined by "+" (default: the default export of pipelines.ts, else all)',
  },
} as const;

const OPTIONS = {
  params: { type: 'list', commas: false, value: 'a.b=1', description: 'set a parameter' },
  select: {
    type: 'list',
    commas: false,
    value: 'selector',
    description: 'run what is selected: names, tag:x, +x, x+, … (all of several)',
  },
  exclude: { type: 'list', commas: false, value: 'selector', description: 'leave out what is selected' },
  nodes: { type: 'list', value: 'node', description: 'run these nodes only' },
  fromNodes: { type: 'list', value: 'node', description: 'run these nodes and all that depend on them' },
  toNodes: { type: 'list', value: 'node', description: 'run these nodes and all that they depend on' },
  fromInputs: { type: 'list', value: 'dataset', description: 'run what depends on these datasets' },
  toOutputs: { type: 'list', value: 'dataset', description: 'run what these datasets depend on' },
  tags: { type: 'list', value: 'tag', description: 'run nodes that have any of these tags' },
  loadVersions: { type: 'list', value: 'dataset:version', description: 'load these versions of versioned datasets' },
  jobConfig: {
    type: 'string',
    value: 'file',
    description: 'run config of the job, over what job.yml says (YAML: ops.<op>.config, resources.<key>.config)',
  },
  confSource: { type: 'string', value: 'dir', description: 'the folder of configuration (default: conf)' },
  runner: {
    type: 'string',
    value: 'name',
    description: 'sequential, concurrent, worker, or one of a plugin (default: sequential)',
  },
  concurrency: {
    type: 'number',
    min: 1,
    description: 'nodes that may run at the same time; implies the concurrent runner',
  },
  onlyMissingOutputs: { type: 'boolean', description: 'skip nodes whose outputs are there' },
  resume: {
    type: 'string',
    value: 'run',
    description: 'go on with a run that did not succeed: its id, the beginning of it, or "last"',
  },
  keepGoing: { type: 'boolean', description: 'after a failure, run what does not depend on it' },
  dryRun: { type: 'boolean', description: 'show what would run, and run nothing' },
} as const;

type RunContext = BuiltInContext<typeof ARGS, typeof OPTIONS>;

/** `pintle run [pipeline]` */
export const run = builtIn({
  description: 'run the nodes of a pipeline, each as soon as the datasets that it reads are there',
  args: ARGS,
  options: OPTIONS,
  // The session keeps the time: its grace is a setting of the project.
  traits: { graceMs: Number.POSITIVE_INFINITY },
  async run(context) {
    const { options, openSession, invocation, terminal, lines, reporter, interrupts } = context;
    const request = requestOf(context);
    const { parseParams } = await import('@pintle/pipeline');
    const session = await openSession({ params: parseParams(options.params), confSource: options.confSource });
    if (options.dryRun) return await showPlan(session, request, context);
    const { openView } = await import('../output/run/open-view.js');
    const { json } = invocation.common;
    const level = readLevel(terminal.env['PINTLE_LOG_LEVEL']);
    const view = await openView({ terminal, reporter, json, level, signal: interrupts.signal });
    const release = lines.through((line) => view.line(line));
    let result: RunResult;
    try {
      result = await runWith(view, session, { ...request, signal: interrupts.signal });
      view.end(result);
    } finally {
      view.close();
      release();
    }
    const code = exitCodeOfRun(result, interrupts.received);
    const hint = resumeHint(result, code, invocation.given);
    if (hint !== undefined) lines.write(`  ${terminal.err.colors.dim('resume')} ${terminal.err.colors.cyan(hint)}`);
    return code;
  },
});

function requestOf({ args, options }: RunContext): RunOptions {
  const { params: _params, confSource: _confSource, dryRun: _dryRun, loadVersions, jobConfig, ...filters } = options;
  const given = Object.entries(filters).filter(
    ([, value]) => value !== undefined && value !== false && !isEmpty(value),
  );
  const versions = readLoadVersions(loadVersions);
  return {
    ...Object.fromEntries(given),
    // Paths are written by someone who looks at the working folder.
    ...(jobConfig === undefined ? {} : { jobConfig: resolve(jobConfig) }),
    ...(args.pipeline === undefined ? {} : { pipeline: args.pipeline }),
    ...(loadVersions.length === 0 ? {} : { loadVersions: versions }),
  };
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Shows the events of this run; of runs that are found dead meanwhile, only that they are. */
async function runWith(view: RunView, session: Session, options: RunOptions): Promise<RunResult> {
  let own: string | undefined;
  const show = (event: RunEvent): void => {
    if (event.type === 'run_started') own ??= event.runId;
    if (event.runId === own) view.event(event);
    else if (event.type === 'run_ended')
      session.log.warn(`run ${event.runId} was found dead, and has ended as crashed`);
  };
  const watcher = definePlugin({ name: 'pintle:view', hooks: { on_run_event: ({ event }) => show(event) } });
  session.manager.register(watcher);
  try {
    return await session.run(options);
  } finally {
    session.manager.unregister(watcher);
  }
}
