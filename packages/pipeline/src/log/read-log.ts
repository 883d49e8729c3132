import { readFileSync } from 'node:fs';
import { HookError } from '@pintle/core';
import type { RunEvent } from '@pintle/hookspecs';

/**
 * The events of a run log, in order. Half a line at the end, which a killed process leaves, is no event.
 *
 * @throws HookError `RUN_LOG_CORRUPT` naming file and line
 */
export function readEvents(path: string): readonly RunEvent[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  lines.pop();
  return lines.map((line, index) => {
    try {
      return JSON.parse(line) as RunEvent;
    } catch (cause) {
      throw new HookError('RUN_LOG_CORRUPT', `${path}:${index + 1} is not an event: expected one JSON object.`, {
        cause,
        hint: 'Something else wrote into the run log. Restore it, or remove the folder of this run.',
      });
    }
  });
}
