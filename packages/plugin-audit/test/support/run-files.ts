import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { RunEvent, RunEventType } from '@pintle/hookspecs';
import { buildEvent, type RunEventOf } from '@pintle/hookspecs/testing';

/** The files of one run, written by hand: what its process would have left. */
export class RunFiles {
  readonly runId: string;
  readonly dir: string;
  #seq = 0;
  #attempt = 1;

  constructor(projectDir: string, runId: string) {
    this.runId = runId;
    this.dir = join(projectDir, '.pintle/runs', runId);
    mkdirSync(this.dir, { recursive: true });
  }

  /** A run of these nodes that went well. */
  static succeeded(projectDir: string, runId: string, nodes: readonly string[] = ['a', 'b']): RunFiles {
    const files = new RunFiles(projectDir, runId).start(nodes);
    for (const node of nodes) files.succeed(node);
    return files.end('success');
  }

  /** Begins an attempt of the run, held by a process. */
  start(
    nodes: readonly string[],
    holder: object | null = { host: hostname(), pid: process.pid, leaseMs: 60_000 },
  ): this {
    writeFileSync(join(this.dir, `lease-${this.#attempt}.json`), JSON.stringify(holder));
    this.event('run_started', { pipeline: 'p', env: 'test' });
    return this.event('run_planned', { nodes });
  }

  /** Begins the next attempt. */
  resume(nodes: readonly string[]): this {
    this.#attempt++;
    this.#seq = 0;
    return this.start(nodes);
  }

  succeed(node: string, attempt = 1): this {
    this.event('node_started', { node, attempt });
    this.event('dataset_saved', { node, attempt, dataset: `${node}_data`, rows: 10 });
    return this.event('node_ended', { node, attempt, status: 'success', durationMs: 5 });
  }

  end(status: RunEventOf<'run_ended'>['status']): this {
    this.event('run_ended', { status, durationMs: 100 });
    return status === 'retrying' ? this : this.letGo();
  }

  /** What the end of the process, or its death, leaves of the lease. */
  letGo(): this {
    writeFileSync(join(this.dir, `lease-${this.#attempt}.json`), 'null');
    return this;
  }

  event<Type extends RunEventType>(type: Type, details: Partial<Omit<RunEventOf<Type>, 'type'>>): this {
    const seq = ++this.#seq;
    const { runId } = this;
    const time = new Date(Date.UTC(2026, 0, 1, 0, 0, this.#attempt, seq)).toISOString();
    const given = { seq, time, runId, runAttempt: this.#attempt, key: `${runId}/${this.#attempt}/${seq}`, ...details };
    return this.line(buildEvent(type, given as Partial<Omit<RunEventOf<Type>, 'type'>>));
  }

  /** Appends a line to the log: an event, or text as it is. */
  line(content: RunEvent | string): this {
    appendFileSync(
      join(this.dir, 'events.jsonl'),
      typeof content === 'string' ? content : `${JSON.stringify(content)}\n`,
    );
    return this;
  }

  /** Appends hook calls of a process. */
  hooks(writer: string, count: number): this {
    for (let index = 1; index <= count; index++) {
      const key = `${this.runId}/1/a/1/hook_called/on_node_end/watch#1/${writer}-${index}`;
      const call = {
        type: 'hook_called',
        key,
        runId: this.runId,
        runAttempt: this.#attempt,
        time: '2026-01-01T00:00:00.000Z',
        node: 'a',
        attempt: 1,
        hook: 'on_node_end',
        plugin: 'watch',
        implementation: 'watch#1',
        status: 'success',
        durationMs: 0.5,
      };
      appendFileSync(join(this.dir, `hooks-${writer}.jsonl`), `${JSON.stringify(call)}\n`);
    }
    return this;
  }
}
