import { HookError } from '@pintle/core';
import { EXIT } from './exit-code.js';
import type { Interrupts } from './interrupts.js';
import type { Reporter } from './output/reporter.js';

/**
 * Stops a command in order where it could only break off: when something throws where nobody can catch it, and when all
 * promises wait for something that will never come, which Node takes for the end.
 *
 * @param name - of the command, for messages
 * @returns what ends it, and tells whether something was thrown where nobody could catch it
 */
export function watchProcess(name: string, reporter: Reporter, interrupts: Interrupts): () => boolean {
  let isStalled = false;
  let isUncaught = false;
  const onUncaught = (cause: unknown): void => {
    isUncaught = true;
    reporter.report(uncaught(name, cause));
    interrupts.cancel('uncaught_error', EXIT.failed);
  };
  const onEmpty = (): void => {
    if (isStalled) process.exit(EXIT.failed);
    isStalled = true;
    reporter.report(stalled(name));
    interrupts.cancel('stalled', EXIT.failed);
    // One more turn, so that we are asked again if the cancel has changed nothing.
    setImmediate(() => {});
  };
  process.on('uncaughtException', onUncaught);
  process.on('beforeExit', onEmpty);
  return () => {
    process.off('uncaughtException', onUncaught);
    process.off('beforeExit', onEmpty);
    return isUncaught;
  };
}

function uncaught(name: string, cause: unknown): HookError<string> {
  return new HookError<string>(
    'COMMAND_UNCAUGHT',
    `Something threw where nobody could catch it, so that "pintle ${name}" stops.`,
    { cause, hint: 'Await every promise, and let callbacks pass their errors on.' },
  );
}

function stalled(name: string): HookError<string> {
  return new HookError<string>(
    'COMMAND_STALLED',
    `"pintle ${name}" has not ended, and there is nothing left that it could wait for.`,
    { hint: 'Some node or hook returned a promise that never settles; the last lines above tell which was under way.' },
  );
}
