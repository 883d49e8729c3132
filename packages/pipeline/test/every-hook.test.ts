import { fileURLToPath } from 'node:url';
import { definePlugin } from '@pintle/core';
import type { Logger, PipelineNode, RunInfo } from '@pintle/hookspecs';
import { buildArgs, DECLARED_HOOKS, type DeclaredHookName } from '@pintle/hookspecs/testing';
import { createTestProject } from '@pintle/pipeline/testing';
import { expect, it } from 'vitest';

const NODES = fileURLToPath(new URL('every-hook/nodes.ts', import.meta.url));
const FILES = {
  'pipelines.ts': `export { good, bad } from ${JSON.stringify(NODES)};\n`,
  'conf/base/parameters.yml': 'k: 1\n',
  'conf/base/catalog.yml': 'raw: { type: json, path: raw.json }\nmissing: { type: json, path: missing.json }\n',
  'raw.json': [1],
};

/** What a hook may be called without. */
const OPTIONAL: Readonly<Partial<Record<DeclaredHookName, readonly string[]>>> = {
  on_node_start: ['carrier'],
  on_node_error: ['inputs'],
  on_pipeline_error: ['pipeline', 'catalog'],
  after_dataset_loaded: ['rows'],
  after_dataset_saved: ['rows'],
};
/** Those of the command, which its own tests call. */
const OF_COMMANDS: readonly string[] = ['before_command_run', 'after_command_run'];

interface AnyArgs {
  readonly log: Logger;
  readonly run?: RunInfo;
  readonly node?: PipelineNode;
  readonly attempt?: number;
  readonly maxAttempts?: number;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

it.each(['sequential', 'concurrent', 'worker'])(
  'calls every hook with all that it declares, and a log of its own, on the runner "%s"',
  async (runner) => {
    const calls: { hook: DeclaredHookName; args: AnyArgs }[] = [];
    const witness = (hook: DeclaredHookName) => (args: AnyArgs) => {
      calls.push({ hook, args });
      args.log.info(`call ${calls.length}`);
    };
    const hooks = Object.fromEntries(DECLARED_HOOKS.map((hook) => [hook, witness(hook)]));
    await using project = await createTestProject({
      files: FILES,
      plugins: [definePlugin({ name: 'witness', hooks })],
    });
    const good = await project.run({ pipeline: 'good', runner });
    const bad = await project.run({ pipeline: 'bad', runner });
    expect([good.outcome.status, bad.outcome.status]).toEqual(['success', 'error']);

    const expected = DECLARED_HOOKS.filter((hook) => !OF_COMMANDS.includes(hook));
    // A task leaves its thread only where there are others.
    const notHere = runner === 'worker' ? [] : ['inject_context'];
    expect([...new Set(calls.map(({ hook }) => hook))].toSorted()).toEqual(
      expected.filter((hook) => !notHere.includes(hook)).toSorted(),
    );
    for (const [at, { hook, args }] of calls.entries()) {
      const declared = Object.keys(buildArgs(hook));
      const given = Object.keys(args).filter((key) => !(OPTIONAL[hook] ?? []).includes(key));
      expect(given.toSorted(), hook).toEqual(
        declared.filter((key) => !(OPTIONAL[hook] ?? []).includes(key)).toSorted(),
      );
      const { run, node, idempotencyKey, signal } = args;
      const line = project.logged.find(({ message }) => message === `call ${at + 1}`);
      expect(line?.fields, hook).toMatchObject({
        plugin: 'witness',
        ...(run === undefined ? {} : { run: run.runId }),
        ...(node === undefined ? {} : { node: node.name }),
      });
      if (idempotencyKey !== undefined) expect(idempotencyKey).toBe(`${run?.runId}/${node?.name}`);
      if (signal !== undefined) expect(signal.aborted).toBe(false);
    }
  },
);

it('counts attempts from 1, and says how many there may be', async () => {
  const seen: unknown[] = [];
  const see = ({ attempt, maxAttempts, run }: AnyArgs): void => void seen.push([run?.attempt, attempt, maxAttempts]);
  const counter = definePlugin({ name: 'counter', hooks: { on_node_start: see, on_node_end: see } });
  await using project = await createTestProject({ files: FILES, plugins: [counter] });
  await project.run({ pipeline: 'good' });
  expect(seen).toEqual([
    [1, 1, 2],
    [1, 2, 2],
    [1, 2, 2],
  ]);
});

it('lets HOOK_POLICY say otherwise for a plugin', async () => {
  const fails = `{ name: 'gate', hooks: { before_node_run() { throw new TypeError('shut'); } } }`;
  const outcomes: unknown[] = [];
  for (const policy of ['{}', `{ gate: { onError: 'warn' } }`, `{ gate: { select: '!build' } }`]) {
    const settings = `export const HOOKS = [${fails}];\nexport const HOOK_POLICY = ${policy};\n`;
    await using project = await createTestProject({ files: { ...FILES, 'settings.ts': settings } });
    const { outcome, hookFailures } = await project.run({ pipeline: 'good' });
    outcomes.push([outcome.status, hookFailures.map(({ hook, plugin }) => `${plugin} ${hook}`)]);
  }
  expect(outcomes).toEqual([
    ['error', []],
    // Of both attempts.
    ['success', ['gate before_node_run', 'gate before_node_run']],
    ['success', []],
  ]);
});
