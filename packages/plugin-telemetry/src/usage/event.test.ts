import { buildNode, buildPipeline } from '@pintle/hookspecs/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventText, maskedCommand, usageEvent } from './event.js';

const ID = 'b7f3b5a0-93ff-4f3c-a5c9-f0d6f43c5a9d';
const run = { command: ['run'], args: ['orders'], options: { env: 'prod', keepGoing: true, params: ['k=5'] } };

describe('a masked command', () => {
  it('keeps the words of commands and the names of options', () => {
    expect(maskedCommand(run)).toBe('run ***** --env ***** --keep-going --params *****');
    expect(maskedCommand({ command: ['hooks', 'explain'], args: ['on_run_end'], options: {} })).toBe(
      'hooks explain *****',
    );
  });

  it('keeps no value, not even one that is a word of a command', () => {
    expect(maskedCommand({ command: ['run'], args: ['run'], options: { env: 'hooks' } })).toBe('run ***** --env *****');
    const words = fc.string({ minLength: 1 }).map((text) => `§${text}`);
    fc.assert(
      fc.property(
        fc.array(words),
        fc.dictionary(fc.constantFrom('env', 'params', 'select'), words),
        (args, options) => {
          expect(maskedCommand({ command: ['run'], args, options })).not.toContain('§');
        },
      ),
    );
  });
});

describe('an event', () => {
  const a = buildNode({ name: 'a', inputs: ['raw', 'params:year'], outputs: ['clean'] });
  const b = buildNode({ name: 'b', inputs: ['clean', 'parameters'], outputs: ['report'] });
  const pipelines = new Map([
    ['orders', buildPipeline([a, b])],
    ['part', buildPipeline([a])],
  ]);

  it('has counts for "run", and names nothing', () => {
    const event = usageEvent({ id: ID, commandArgs: run, pintleVersion: '1.2.3', pipelines });
    expect(event).toEqual({
      schema: 1,
      id: ID,
      command: 'run ***** --env ***** --keep-going --params *****',
      pintle: '1.2.3',
      telemetry: expect.stringMatching(/^\d+\.\d+\.\d+/),
      node: Number(process.versions.node.split('.')[0]),
      os: process.platform,
      pipelines: 2,
      nodes: 2,
      datasets: 3,
    });
  });

  it('has none for other commands, whatever these have loaded', () => {
    const commandArgs = { command: ['pipelines', 'list'], args: [], options: {} };
    const event = usageEvent({ id: ID, commandArgs, pintleVersion: '1.2.3', pipelines });
    expect(Object.keys(event)).toEqual(['schema', 'id', 'command', 'pintle', 'telemetry', 'node', 'os']);
  });

  it('is a line of JSON', () => {
    const event = usageEvent({ id: ID, commandArgs: run, pintleVersion: '1.2.3', pipelines: undefined });
    expect(eventText(event)).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(eventText(event))).toEqual(event);
  });
});
