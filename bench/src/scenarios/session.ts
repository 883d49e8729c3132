import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ComposablePipeline, createLogger, createSession, node, pipeline, type Session } from '@pintle/pipeline';

/** A project of its own in a folder, with one pipeline and these plugins. */
export async function open(
  folder: string,
  contribution: ComposablePipeline,
  plugins: readonly object[],
): Promise<Session> {
  const projectDir = mkdtempSync(join(folder, 'project-'));
  writeFileSync(join(projectDir, 'package.json'), '{ "name": "bench" }');
  const contributor = { name: 'contributor', hooks: { register_pipelines: () => contribution } };
  const log = createLogger((line) => console.log(line));
  return await createSession({ projectDir, settings: false, plugins: [contributor, ...plugins], log });
}

/** Runs it so many times. */
export function runs(session: Session): (times: number) => Promise<void> {
  return async (times) => {
    for (let i = 0; i < times; i++) (await session.run()).throwIfFailed();
  };
}

/** Nodes that do nothing, each loading what the one before it saved. */
export function chain(nodes: number): ComposablePipeline {
  return many(nodes, (i) => `d${i - 1}`);
}

/** Nodes that do nothing, and load nothing. */
export function independent(nodes: number): ComposablePipeline {
  return many(nodes, () => undefined);
}

/** Nodes that do nothing, and load what the first saved. */
export function fan(nodes: number): ComposablePipeline {
  return many(nodes, () => 'd0');
}

function many(nodes: number, inputOf: (position: number) => string | undefined): ComposablePipeline {
  return pipeline(
    'many',
    Array.from({ length: nodes }, (_, i) => {
      const inputs = i === 0 ? undefined : inputOf(i);
      return inputs === undefined
        ? node({ name: `n${i}`, outputs: `d${i}` }, () => 0)
        : node({ name: `n${i}`, inputs, outputs: `d${i}` }, (value: unknown) => value);
    }),
  );
}
