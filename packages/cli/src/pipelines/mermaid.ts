import type { Pipeline } from '@pintle/hookspecs';
import { isParameter } from './parameters.js';

/** A pipeline as a Mermaid flowchart: nodes as boxes, datasets as cylinders, parameters as hexagons. No line feed at its end. */
export function mermaid({ nodes }: Pick<Pipeline, 'nodes'>): string {
  const datasets = new Map<string, string>();
  const declare = (name: string): string => {
    const known = datasets.get(name);
    if (known !== undefined) return known;
    const id = `d${datasets.size}`;
    datasets.set(name, id);
    lines.push(`  ${id}${shape(name)}`);
    return id;
  };
  const lines = ['flowchart LR'];
  for (const [index, { name, inputs, outputs }] of nodes.entries()) {
    const id = `n${index}`;
    lines.push(`  ${id}["${escaped(name)}"]`);
    for (const input of inputs) lines.push(`  ${declare(input)} --> ${id}`);
    for (const output of outputs) lines.push(`  ${id} --> ${declare(output)}`);
  }
  return lines.join('\n');
}

function shape(dataset: string): string {
  return isParameter(dataset) ? `{{"${escaped(dataset)}"}}` : `[("${escaped(dataset)}")]`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '#amp;').replaceAll('"', '#quot;');
}
