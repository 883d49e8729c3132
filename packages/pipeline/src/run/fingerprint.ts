import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectPluginManager } from '@pintle/core/settings';
import type { PintleHooks, Pipeline } from '@pintle/hookspecs';
import { pluginList } from './plugin-list.js';

/** What two processes must agree on before one executes nodes for the other. */
export interface Fingerprint {
  /** Nodes, their datasets and policies. */
  readonly pipelineHash: string;
  /** Plugins and their versions, and the sources of the project. */
  readonly settingsHash: string;
}

/** Of tasks that stay in their process, which agrees with itself. */
export const NO_FINGERPRINT: Fingerprint = { pipelineHash: '', settingsHash: '' };

/** Takes the fingerprint of what this process would execute. */
export function fingerprint(
  projectDir: string,
  pipeline: Pipeline,
  manager: ProjectPluginManager<PintleHooks>,
): Fingerprint {
  return { pipelineHash: pipelineHash(pipeline), settingsHash: settingsHash(projectDir, manager) };
}

function pipelineHash(pipeline: Pipeline): string {
  const nodes = pipeline.nodes.map(({ name, kind, inputs, outputs, retry, timeoutMs }) => [
    name,
    kind,
    inputs,
    outputs,
    retry,
    timeoutMs,
  ]);
  return hashOf(JSON.stringify([pipeline.name, nodes]));
}

function settingsHash(projectDir: string, manager: ProjectPluginManager<PintleHooks>): string {
  const hash = createHash('sha256').update(JSON.stringify(pluginList(manager)));
  for (const file of sourcesOf(projectDir)) hash.update(`\0${file}\0`).update(readFileSync(join(projectDir, file)));
  return hash.digest('hex');
}

/** Modules, SQL and configuration of the project itself; credentials are each machine's own. */
function sourcesOf(projectDir: string): readonly string[] {
  const isForeign = (name: string): boolean => name === 'node_modules' || (name.startsWith('.') && name.length > 1);
  return globSync('**/*.{ts,mts,cts,js,mjs,cjs,sql,yml,yaml}', { cwd: projectDir, exclude: isForeign })
    .filter((file) => !/(^|\/)credentials\.ya?ml$/.test(file))
    .sort();
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
