import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { HookArgs, PintlePluginHost } from '@pintle/hookspecs';
import { FollowerThread } from './follow/follower-thread.js';
import type { CallEnd, CallStep } from './journal/call-observer.js';
import { type ProcessFacts, ProcessStrand } from './journal/process-strand.js';
import { placeOf, type RunPlace } from './journal/run-place.js';
import { messageOf } from './message-of.js';
import { secretsIn, secretsInVariables, secretsUnderNames } from './redact/known-secrets.js';
import { Redactor } from './redact/redactor.js';
import { runFolder } from './run-log/folder.js';
import type { AuditSettings } from './settings.js';
import { PendingRuns } from './sync/pending.js';
import { VERSION } from './version.js';

/** Milliseconds after which hook calls are written, where no event of the run has made them be written before. */
const LATEST = 500;
/** Hooks of the session that are remembered for the runs to come. */
const SESSION_CALLS = 1000;

interface SessionCall {
  readonly call: CallEnd;
  readonly step: CallStep;
}

/**
 * Records runs while they go on: writes which hooks were called beside the run log, and has both followed into the
 * store. Nothing it does can fail a run, and the run waits for nothing but a write to a file.
 */
export class Recorder {
  readonly #settings: AuditSettings;
  readonly #host: PintlePluginHost;
  readonly #facts: ProcessFacts;
  readonly #pending: PendingRuns;
  readonly #follower: FollowerThread;
  readonly #strands = new Map<string, ProcessStrand>();
  /** Runs whose log this process writes. Of others it executes attempts, which are over when their last hook is. */
  readonly #logged = new Set<string>();
  readonly #sessionCalls: SessionCall[] = [];
  readonly #secrets: string[];
  /** What names of plugins begin with that are the host's own. */
  readonly #hostPrefix: string;
  #redactor: Redactor;
  /** The credentials of the project are being read. */
  #reading: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #hasWarned = false;

  constructor(settings: AuditSettings, host: PintlePluginHost) {
    this.#settings = settings;
    this.#host = host;
    this.#hostPrefix = `${host.name}:`;
    this.#pending = new PendingRuns(settings.projectDir);
    this.#follower = new FollowerThread(settings);
    this.#facts = processFacts(settings);
    const names = settings.secretNames;
    this.#redactor = new Redactor({ names });
    this.#secrets = [...secretsInVariables(process.env, this.#redactor.names)];
    this.#redactor = this.#redactor.and(this.#secrets);
  }

  /** Takes note of a call that has ended. */
  called(call: CallEnd, isOwn: (step: CallStep) => boolean): void {
    if (call.hook === 'before_command_run' && isRun(call.args)) this.#follower.start();
    if (call.hook === 'after_context_created') this.#readCredentials(call.args);
    if (call.hook === 'after_catalog_created') this.#learn((call.args as { readonly confCreds?: unknown }).confCreds);
    for (const step of call.steps) this.#add(call, step, isOwn);
    const isEnd = WRITTEN_AFTER.has(call.hook);
    if (!isEnd && !LAST_OF_ATTEMPTS.has(call.hook)) return;
    const place = placeOf(call.args);
    if (place === undefined || (!isEnd && this.#logged.has(place.runId))) return;
    this.#try(() => this.#write(place.runId));
  }

  /** Takes note of an event, which is in the run log. Never throws. */
  happened({ run, event }: Pick<HookArgs<'on_run_event'>, 'run' | 'event'>): void {
    const { runId, runAttempt, type } = event;
    this.#logged.add(runId);
    this.#try(() => {
      const strand = this.#strand({ runId, runAttempt }, { run });
      if (type === 'run_started') {
        for (const { call, step } of this.#sessionCalls) strand.add({ runId, runAttempt }, call, step);
        this.#write(runId);
      }
      if (type === 'run_ended') this.#close(runId);
      this.#follow(runId);
    });
  }

  /** Brings what is left into the store, if the store lets it. */
  async finish(): Promise<void> {
    clearTimeout(this.#timer);
    for (const runId of this.#strands.keys()) this.#try(() => this.#close(runId));
    await this.#reading;
    const { left, fault } = await this.#follower.finish();
    if (left === 0 || fault === undefined) return;
    this.#host.log.warn(`the audit trail is on disk, but not in its store yet: ${this.#redactor.text(fault)}`, {
      hint: 'The next run brings it there, or: pintle audit sync',
    });
  }

  #strand(place: RunPlace, { run }: { readonly run?: { readonly params?: unknown } }): ProcessStrand {
    const { runId } = place;
    let strand = this.#strands.get(runId);
    if (strand === undefined) {
      this.#learn(secretsUnderNames(run?.params, this.#redactor.names));
      strand = new ProcessStrand(runFolder(this.#settings.projectDir, runId), this.#facts, () => this.#redactor);
      this.#strands.set(runId, strand);
    }
    strand.join(place);
    return strand;
  }

  #add(call: CallEnd, step: CallStep, isOwn: (step: CallStep) => boolean): void {
    // It is called for each event, and only tells of it: the trail has the event.
    if (call.hook === 'on_run_event' && step.outcome?.ok !== false) return;
    if (isOwn(step) || this.#isOfHost(step)) return;
    const place = placeOf(call.args);
    if (place === undefined) {
      if (this.#sessionCalls.length < SESSION_CALLS) this.#sessionCalls.push({ call, step });
      return;
    }
    this.#strand(place, call.args).add(place, call, step);
    this.#writeSoon();
  }

  #write(runId: string): void {
    const strand = this.#strands.get(runId);
    if (strand === undefined || strand.isEmpty) return;
    strand.flush();
    this.#follow(runId);
  }

  #close(runId: string): void {
    this.#write(runId);
    this.#strands.get(runId)?.close();
    this.#strands.delete(runId);
    this.#logged.delete(runId);
  }

  #writeSoon(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      for (const runId of this.#strands.keys()) this.#try(() => this.#write(runId));
    }, LATEST);
    this.#timer.unref();
  }

  #follow(runId: string): void {
    if (this.#follower.follow(runId)) {
      this.#pending.add(runId);
      // The thread has to know all secrets before it writes the first row.
      void this.#reading.then(() => this.#follower.begin(this.#secrets));
    }
  }

  #readCredentials(args: { readonly context?: { readonly config?: { get?(name: string): unknown } } }): void {
    const reading = new Promise<unknown>((resolve) => resolve(args.context?.config?.get?.('credentials')));
    // Credentials that cannot be read are no use to the run either: it will say so.
    this.#reading = reading.then((credentials) => this.#learn(credentials)).catch(() => {});
  }

  #learn(credentials: unknown): void {
    const secrets = secretsIn(credentials).filter((secret) => !this.#secrets.includes(secret));
    if (secrets.length === 0) return;
    this.#secrets.push(...secrets);
    this.#redactor = this.#redactor.and(secrets);
  }

  #isOfHost({ impl }: CallStep): boolean {
    return impl.pluginName === this.#host.name || impl.pluginName.startsWith(this.#hostPrefix);
  }

  #try(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (this.#hasWarned) return;
      this.#hasWarned = true;
      this.#host.log.warn(`the audit trail cannot be written: ${messageOf(error)}`, {
        hint: 'What the run log has will be brought into the store later; hook calls are kept in memory meanwhile.',
      });
    }
  }
}

/**
 * Hooks after which calls are written: the run log has the end of a node only when its hooks have been called, so whenever
 * it has it, the calls are on disk, too.
 */
const WRITTEN_AFTER: ReadonlySet<string> = new Set(['on_node_end', 'on_node_error', 'on_run_end']);

/** The same for attempts whose results another process writes down: hooks of which one is the last, when all goes well. */
const LAST_OF_ATTEMPTS: ReadonlySet<string> = new Set(['after_node_run', 'after_dataset_saved', 'on_node_retry']);

/** Whether a run is about to come: there is time to get ready for it. */
function isRun({ commandArgs }: { readonly commandArgs?: { readonly command?: readonly string[] } }): boolean {
  return commandArgs?.command?.[0] === 'run';
}

function processFacts({ projectDir, variables }: AuditSettings): ProcessFacts {
  const set = variables.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    host: hostname(),
    pid: process.pid,
    project: projectName(projectDir),
    nodeVersion: process.versions.node,
    auditVersion: VERSION,
    variables: Object.fromEntries(set),
  };
}

function projectName(projectDir: string): string {
  try {
    const { name } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as { readonly name?: unknown };
    return typeof name === 'string' ? name : '';
  } catch {
    return '';
  }
}
