import { fileURLToPath } from 'node:url';
import { definePlugin, originOf } from '@pintle/core';
import type { RunResult } from '@pintle/hookspecs';
import { type DeclaredHookName, failAt, formatCall, recordCall } from '@pintle/hookspecs/testing';
import { createTestProject, type TestProject } from '@pintle/pipeline/testing';
import type { Case, Fault } from './table.ts';

const NODES = fileURLToPath(new URL('nodes.ts', import.meta.url));

/** The hooks of a run that Kedro has. */
const KEDRO_HOOKS: readonly DeclaredHookName[] = [
  'after_context_created',
  'after_catalog_created',
  'before_pipeline_run',
  'before_dataset_loaded',
  'after_dataset_loaded',
  'before_node_run',
  'after_node_run',
  'before_dataset_saved',
  'after_dataset_saved',
  'after_pipeline_run',
  'on_node_error',
  'on_pipeline_error',
];

/** Plays a case. @returns the calls of Kedro's hooks, and the end */
export async function play({ fault }: Case, runner: string): Promise<readonly string[]> {
  const calls: string[] = [];
  const controller = new AbortController();
  // Who is registered last is called first.
  const plugins = [pluginA(calls), ...pluginB(fault), ...interrupter(fault, controller)];
  let project: TestProject;
  try {
    project = await createTestProject({ files: filesOf(fault), plugins });
  } catch (error) {
    return [...calls, `end · error · ${culprit(error)}`];
  }
  await using opened = project;
  const result = await opened.run({ ...fault.options, runner, signal: controller.signal });
  return [...calls, endOf(result)];
}

/** Records each call of a hook that Kedro has. */
function pluginA(calls: string[]): object {
  const record = (hook: DeclaredHookName) => (args: object) => {
    const { phase: _, ...call } = recordCall(hook, args);
    const line = formatCall(call);
    calls.push('error' in args ? `${line} · ${culprit(args.error)}` : line);
  };
  return definePlugin({ name: 'A', hooks: Object.fromEntries(KEDRO_HOOKS.map((hook) => [hook, record(hook)])) });
}

/** Fails in a hook, or returns there what is wrong. */
function pluginB({ hook, returns }: Fault): readonly object[] {
  if (hook === undefined) return [];
  if (returns !== undefined) return [definePlugin({ name: 'B', hooks: { [hook]: () => returns } })];
  return [failAt(hook as DeclaredHookName, { name: 'B' })];
}

/** Does as a person does who presses ctrl-C while n2 runs. */
function interrupter({ function: act }: Fault, controller: AbortController): readonly object[] {
  if (act !== 'is-interrupted') return [];
  const run_node = ({ node }: { readonly node: { readonly name: string } }): void => {
    if (node.name === 'n2') setImmediate(() => controller.abort('SIGINT'));
  };
  return [definePlugin({ name: 'interrupter', hooks: { run_node } })];
}

function filesOf({ function: act, load, save, files }: Fault): Readonly<Record<string, unknown>> {
  return {
    'pipelines.ts': `export { parity } from ${JSON.stringify(NODES)};\n`,
    'conf/base/catalog.yml':
      'raw: { type: json, path: data/raw.json }\nstored: { type: json, path: data/stored.json }\n',
    'conf/base/parameters.yml': `k: 1\nfunction: ${act ?? 'none'}\n`,
    ...(load === 'raw' ? {} : { 'data/raw.json': 5 }),
    // A folder is where the file should be.
    ...(save === 'stored' ? { 'data/stored.json/in-the-way.txt': '' } : {}),
    ...files,
  };
}

function endOf({ outcome: { status, error }, hookFailures }: RunResult): string {
  if (status === 'cancelled') return 'end · interrupted';
  const failures = hookFailures.length;
  const recorded = failures === 0 ? [] : [`${failures} hook failure${failures === 1 ? '' : 's'}`];
  return ['end', status, ...(status === 'error' ? [culprit(error)] : []), ...recorded].join(' · ');
}

/** Who made an error: the hook of B, the function of n2, a dataset, or the selection. */
function culprit(error: unknown): string {
  if (originOf(error)?.plugin === 'B') return 'hook';
  if (error instanceof Error && error.message === 'the function failed') return 'function';
  const { code = '', message } = error as { readonly code?: string; readonly message: string };
  if (code === 'NODE_OUTPUTS_INVALID') return 'outputs';
  if (code.startsWith('PIPELINE_')) return 'selection';
  return /"(raw|stored)"/.exec(message)?.[1] ?? message;
}
