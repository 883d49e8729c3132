import { isHookError } from '@pintle/core';
import type { RunResult } from '@pintle/hookspecs';
import { foreignOrigin } from './output/error-facts.js';
import { SIGNAL_CODES, type StopSignal } from './interrupts.js';

/** The exit codes of every command; a cancelled one ends with 130 (SIGINT) or 143 (SIGTERM). */
export const EXIT = {
  success: 0,
  /** The run, or whatever else the command does, failed. */
  failed: 1,
  /** What was asked for, or the configuration, makes no sense: nothing was done. */
  usage: 2,
  /** Data was produced, a hook failed. */
  hooksFailed: 3,
} as const;

/** The exit code of a command that ended with an error: what we can explain was asked or configured wrongly. */
export function exitCodeOfError(error: unknown): number {
  return isHookError(error) && foreignOrigin(error) === undefined ? EXIT.usage : EXIT.failed;
}

/**
 * The exit code of a run. A run that failed before any of its nodes had started, by an error that no plugin threw, was
 * asked or configured wrongly.
 */
export function exitCodeOfRun({ outcome, nodes, hookFailures }: RunResult, stopped: StopSignal | undefined): number {
  switch (outcome.status) {
    case 'success':
    case 'cached':
    case 'skipped':
      return hookFailures.length > 0 ? EXIT.hooksFailed : EXIT.success;
    case 'cancelled':
      return stopped === undefined ? EXIT.failed : SIGNAL_CODES[stopped];
    default:
      return [...nodes.values()].some(({ attempt }) => attempt > 0) ? EXIT.failed : exitCodeOfError(outcome.error);
  }
}
