import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Pipeline } from '@pintle/hookspecs';
import type { ProjectCode } from '../executor/run-ticket.js';
import { VERSION } from '../version.js';
import type { Project } from './project.js';

/** What two processes must agree on before one executes nodes for the other. */
export interface Fingerprint {
  /** The nodes of the pipeline, selected or not, their datasets and policies. */
  readonly pipelineHash: string;
  /** Plugins and their versions, and the sources of the project. */
  readonly settingsHash: string;
}

/** Of tasks that stay in their process, which agrees with itself. */
export const NO_FINGERPRINT: Fingerprint = { pipelineHash: '', settingsHash: '' };

type CodeOf = Pick<Project, 'projectDir' | 'env' | 'confSource' | 'manager'>;

/**
 * What this process would execute: the version of `@pintle/pipeline`, the active plugins with theirs, and the project's
 * modules, SQL and configuration in its environment. Left out are credentials, which are each machine's own, tests, and
 * everything under `data`.
 */
export function projectCode(project: CodeOf): ProjectCode {
  const parts: Record<string, string> = { '@pintle/pipeline': VERSION };
  for (const { name, version, status } of project.manager.project.plugins) {
    if (status === 'active') parts[`plugin ${name}`] = version ?? 'no version';
  }
  for (const file of sourcesOf(project))
    parts[file] = hashOf(readFileSync(join(project.projectDir, file))).slice(0, 12);
  return { settingsHash: hashOf(JSON.stringify(parts)), parts };
}

/** The hash of the nodes of a pipeline: their datasets and policies, not their code. */
export function pipelineHash({ name: pipeline, nodes }: Pick<Pipeline, 'name' | 'nodes'>): string {
  const told = nodes.map(({ name, kind, inputs, loads, outputs, retry, timeoutMs }) => [
    name,
    kind,
    inputs,
    loads,
    outputs,
    retry,
    timeoutMs,
  ]);
  return hashOf(JSON.stringify([pipeline, told]));
}

/** What differs between two processes, for messages: `nodes/clean.ts differs`, `plugin x is 1.1.0 here and 1.2.0 there`. */
export function codeDifferences(here: ProjectCode['parts'], there: ProjectCode['parts']): readonly string[] {
  const names = [...new Set([...Object.keys(here), ...Object.keys(there)])].sort();
  return names.flatMap((name) => {
    const [ours, theirs] = [here[name], there[name]];
    if (ours === theirs) return [];
    if (ours === undefined) return [`${name} is missing here`];
    if (theirs === undefined) return [`${name} is missing there`];
    return [/^plugin |^@/.test(name) ? `${name} is ${ours} here and ${theirs} there` : `${name} differs`];
  });
}

const SOURCES = '**/*.{ts,mts,cts,js,mjs,cjs,sql,yml,yaml}';

function sourcesOf({ projectDir, env, confSource = 'conf' }: CodeOf): readonly string[] {
  const isForeign = (name: string): boolean => name === 'node_modules' || (name.startsWith('.') && name.length > 1);
  const conf = `${relative(projectDir, resolve(projectDir, confSource)).split(sep).join('/')}/`;
  const ofOtherEnv = (file: string): boolean =>
    file.startsWith(conf) && !['base', env].includes(file.slice(conf.length).split('/')[0] ?? '');
  return globSync(SOURCES, { cwd: projectDir, exclude: isForeign })
    .map((file) => file.split(sep).join('/'))
    .filter((file) => !file.startsWith('data/') && !ofOtherEnv(file))
    .filter((file) => !/(^|\/)credentials\.ya?ml$|\.test\.[cm]?[jt]s$/.test(file))
    .sort();
}

function hashOf(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}
