import { didYouMean, HookError } from '@pintle/core';
import type { NodeData, PipelineNode } from './domain/node.js';

/**
 * Refuses what is no record of the node's inputs: another type, or a key that is no input that is loaded for it.
 *
 * @throws HookError `NODE_INPUT_UNKNOWN`, `NODE_INPUT_NOT_LOADED`, `NODE_DATA_INVALID`
 */
export function checkInputs(value: unknown, { node }: { readonly node: PipelineNode }): asserts value is NodeData {
  const { name, inputs, loads = inputs } = node;
  const unloaded = isRecord(value) && Object.keys(value).find((key) => inputs.includes(key) && !loads.includes(key));
  if (typeof unloaded === 'string') {
    const message = `Node "${name}" reads its input "${unloaded}" where it is: there is nothing to replace.`;
    throw new HookError('NODE_INPUT_NOT_LOADED', message, {
      hint: 'Change the dataset itself, or what the node does.',
    });
  }
  checkNodeData(value, 'input', node, loads);
}

/**
 * Refuses what is no record of the node's outputs: another type, or a key that is no output of it.
 *
 * @throws HookError `NODE_OUTPUT_UNKNOWN`, `NODE_DATA_INVALID`
 */
export function checkOutputs(value: unknown, { node }: { readonly node: PipelineNode }): asserts value is NodeData {
  checkNodeData(value, 'output', node, node.outputs);
}

function checkNodeData(value: unknown, what: 'input' | 'output', node: PipelineNode, names: readonly string[]): void {
  if (!isRecord(value)) {
    const message = `Node "${node.name}" expects its ${what}s as an object by dataset name, got ${kindOf(value)}.`;
    throw new HookError('NODE_DATA_INVALID', message, { hint: `Write { ${names[0] ?? 'name'}: value }.` });
  }
  for (const key of Object.keys(value)) {
    if (names.includes(key)) continue;
    const known =
      names.length === 0 ? `it has no ${what}s` : `its ${what}s are ${names.map((n) => `"${n}"`).join(', ')}`;
    const code = what === 'input' ? 'NODE_INPUT_UNKNOWN' : 'NODE_OUTPUT_UNKNOWN';
    const hint = didYouMean(key, names);
    // The near match is in the message as well: it is often read as the cause of another error, without its hint.
    const message = `Node "${node.name}" has no ${what} "${key}": ${known}.${hint === undefined ? '' : ` ${hint}`}`;
    throw new HookError(code, message, { hint });
  }
}

/**
 * Refuses what is no pipeline contribution: `{ name, nodes }`, or a list of them, whose nodes have a name, inputs,
 * outputs and `run`.
 *
 * @throws HookError `PIPELINE_INVALID`
 */
export function checkContribution(value: unknown): void {
  for (const [where, one] of listed(value)) {
    if (!isRecord(one) || typeof one['name'] !== 'string' || one['name'] === '' || !Array.isArray(one['nodes'])) {
      throw new HookError('PIPELINE_INVALID', `${where} expects { name, nodes }, got ${kindOf(one)}.`, {
        hint: "Return a pipeline, or { name: 'x', nodes: [...] }.",
      });
    }
    for (const [position, node] of one['nodes'].entries()) {
      const fault = faultOfNode(node);
      if (fault !== undefined) {
        const message = `Pipeline "${one['name']}", node ${nameOf(node) ?? position + 1}: ${fault}.`;
        throw new HookError('PIPELINE_INVALID', message);
      }
    }
  }
}

/**
 * Refuses what is no dataset type: `{ type, schema, create }`, or a list of them.
 *
 * @throws HookError `DATASET_TYPE_INVALID`
 */
export function checkDatasetTypes(value: unknown): void {
  for (const [where, one] of listed(value)) {
    const fault = faultOfDatasetType(one);
    if (fault !== undefined) {
      throw new HookError('DATASET_TYPE_INVALID', `${where} ${fault}.`, {
        hint: 'Return defineDatasetType({ type, schema, create }).',
      });
    }
  }
}

function faultOfNode(node: unknown): string | undefined {
  if (!isRecord(node)) return `expected an object, got ${kindOf(node)}`;
  if (typeof node['name'] !== 'string' || node['name'] === '')
    return `name: expected a non-empty string, got ${kindOf(node['name'])}`;
  for (const key of ['inputs', 'outputs']) {
    const names = node[key];
    if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) {
      return `${key}: expected an array of dataset names, got ${kindOf(names)}`;
    }
  }
  return typeof node['run'] === 'function' ? undefined : `run: expected a function, got ${kindOf(node['run'])}`;
}

function faultOfDatasetType(value: unknown): string | undefined {
  if (!isRecord(value)) return `expects { type, schema, create }, got ${kindOf(value)}`;
  const { type, schema, create } = value;
  if (typeof type !== 'string' || type === '') return `type: expects a non-empty string, got ${kindOf(type)}`;
  const isSchema =
    (typeof schema === 'object' || typeof schema === 'function') && schema !== null && '~standard' in schema;
  if (!isSchema) return `of type "${type}", schema: expects a Standard Schema (zod, valibot, …), got ${kindOf(schema)}`;
  return typeof create === 'function'
    ? undefined
    : `of type "${type}", create: expects a function, got ${kindOf(create)}`;
}

/** The members of a result that may be one thing or a list, each with how to speak of it. */
function listed(value: unknown): readonly (readonly [string, unknown])[] {
  return Array.isArray(value)
    ? value.map((one: unknown, position) => [`Item ${position + 1} of the result`, one] as const)
    : [['The result', value] as const];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string | undefined {
  return isRecord(value) && typeof value['name'] === 'string' ? `"${value['name']}"` : undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.slice(0, 40));
    case 'object':
      return 'an object';
    case 'number':
    case 'boolean':
      return String(value);
    case 'undefined':
      return 'undefined';
    default:
      return `a ${typeof value}`;
  }
}
