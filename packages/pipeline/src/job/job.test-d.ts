import { failureHook, type OpHook, type RunResult, successHook } from '@pintle/hookspecs';
import { buildHookContext } from '@pintle/hookspecs/testing';
import { describe, expectTypeOf, it } from 'vitest';
import { node } from '../describe/node.js';
import { pipeline } from '../describe/pipeline.js';
import { defineResource, mockResource } from '../describe/resource.js';
import { defineJob } from './job.js';

interface Slack {
  post(text: string): Promise<void>;
}
declare const client: Slack;

const slack = defineResource({ name: 'slack', create: (_: { token: string }) => client, dispose: () => {} });
const counter = defineResource({ name: 'counter', create: () => ({ count: 0 }) });

const tell = failureHook({ name: 'tell', requires: { slack } }, async (ctx) => {
  expectTypeOf(ctx.resources).toEqualTypeOf<{ readonly slack: Slack }>();
  expectTypeOf(ctx.opException).toEqualTypeOf<unknown>();
  await ctx.resources.slack.post(ctx.op.name);
  // @ts-expect-error not among the required ones
  void ctx.resources.counter;
});
const count = successHook({ name: 'count', requires: { counter } }, ({ resources }) => void resources.counter.count++);
const bare = successHook({ name: 'bare' }, (ctx) => {
  expectTypeOf(ctx.resources).toEqualTypeOf<Readonly<Record<never, never>>>();
});

const load = node({ name: 'load', outputs: 'rows' }, () => []);
const plain = pipeline('plain', [load]);

describe('an op hook', () => {
  it('is typed by what it requires', () => {
    expectTypeOf(tell).toEqualTypeOf<OpHook<{ readonly slack: Slack }>>();
    void tell(buildHookContext({ resources: { slack: client } }));
    // @ts-expect-error the context lacks the resource
    void tell(buildHookContext({ resources: {} }));
    void bare(buildHookContext());
  });
});

describe('a job', () => {
  it('has to have what its hooks require', () => {
    defineJob({ name: 'j', pipeline: plain });
    defineJob({ name: 'j', pipeline: plain, hooks: [bare] });
    defineJob({ name: 'j', pipeline: plain, resources: { slack }, hooks: [tell] });
    defineJob({
      name: 'j',
      pipeline: plain,
      resources: { slack: mockResource(client), counter },
      hooks: [tell, count],
    });
    // @ts-expect-error no resources at all
    defineJob({ name: 'j', pipeline: plain, hooks: [tell] });
    // @ts-expect-error none of that key
    defineJob({ name: 'j', pipeline: plain, resources: { counter }, hooks: [tell] });
    // @ts-expect-error one of two
    defineJob({ name: 'j', pipeline: plain, resources: { slack }, hooks: [tell, count] });
    // @ts-expect-error another type
    defineJob({ name: 'j', pipeline: plain, resources: { slack: counter }, hooks: [tell] });
  });

  it('has to have what the hooks of its nodes and pipeline require', () => {
    const ofNode = pipeline('n', [load.withHooks(tell, bare)]);
    const ofPipeline = plain.withHooks(tell).tag('x').plus(ofNode).named('y');
    defineJob({ name: 'j', pipeline: ofNode, resources: { slack } });
    defineJob({ name: 'j', pipeline: ofPipeline, resources: { slack, counter }, hooks: [count] });
    // @ts-expect-error the node's hook wants it
    defineJob({ name: 'j', pipeline: ofNode });
    // @ts-expect-error the pipeline's hook wants it
    defineJob({ name: 'j', pipeline: ofPipeline, resources: { counter } });
  });

  it('takes further hooks as far as its resources go', () => {
    const job = defineJob({ name: 'j', pipeline: plain, resources: { slack } });
    job.withHooks(tell).withHooks(bare);
    // @ts-expect-error the job has no counter
    job.withHooks(count);
  });

  it('takes resources of the same type for an environment', () => {
    const job = defineJob({ name: 'j', pipeline: plain, resources: { slack }, hooks: [tell] });
    job.forEnv('test', { resources: { slack: mockResource({ post: async () => {} }) } });
    job.forEnv('prod', { resources: { slack: slack.configured({ token: 'x' }) }, hooks: [bare] });
    job.forEnv('prod', { hooks: [tell] });
    job.forEnv('prod', { resources: { counter }, hooks: [count] }).forEnv('test', {});
    // @ts-expect-error another type
    job.forEnv('test', { resources: { slack: counter } });
    // @ts-expect-error hooks of an environment want their resources, too
    job.forEnv('test', { hooks: [count] });
  });

  it('gives the result of its run', () => {
    const job = defineJob({ name: 'j', pipeline: plain });
    expectTypeOf(job.runLocal).returns.resolves.toEqualTypeOf<RunResult>();
  });
});
