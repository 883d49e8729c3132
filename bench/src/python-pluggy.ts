import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Candidate } from './measure.ts';

export const PYTHON_PLUGGY = 'pluggy (Python, another process)';
/** Why it is not measured, where it is not. */
export const NO_PYTHON_PLUGGY = 'not measured: no Python here has pluggy';

/** Nanoseconds by the name of the scenario; none where no Python has pluggy. Asked at most once in a process. */
let timings: ReadonlyMap<string, number> | undefined;

/** What Python's pluggy takes for a scenario; none where it can not be measured. */
export function pythonPluggy(scenario: string): Candidate[] {
  timings ??= measured();
  const ns = timings.get(scenario);
  return ns === undefined ? [] : [{ name: PYTHON_PLUGGY, loop: (times) => ns * times, timesItself: true }];
}

function measured(): ReadonlyMap<string, number> {
  const program = fileURLToPath(new URL('python-pluggy.py', import.meta.url));
  for (const python of ['python3', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(python, [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    if (status === 0) return new Map(Object.entries(JSON.parse(stdout) as Record<string, number>));
  }
  return new Map();
}
