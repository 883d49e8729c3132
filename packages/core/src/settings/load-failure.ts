import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../describe.js';
import { HookError } from '../errors.js';
import { pathFrom } from './settings-file.js';

/** The error for a settings file that cannot be loaded: it says in which file and line the fault lies. */
export function loadFailure(file: string, projectDir: string, cause: unknown): HookError {
  const place = placeOf(cause, file, projectDir);
  const shown = pathFrom(projectDir, file);
  const where =
    place.file === file ? `${shown}${line(place)}` : `${shown} (${pathFrom(projectDir, place.file)}${line(place)})`;
  return new HookError('SETTINGS_LOAD_FAILED', `Could not load ${where}: ${reason(cause)}`, {
    cause,
    hint: `Correct ${pathFrom(projectDir, place.file)}${line(place)}.`,
  });
}

interface Place {
  readonly file: string;
  /** From 1; `undefined` when the error does not tell. */
  readonly line: number | undefined;
}

function line(place: Place): string {
  return place.line === undefined ? '' : `:${place.line}`;
}

// jiti, JSON.parse, js-yaml and the stack of a thrown error tell the place each in its own way.
const TOLD: readonly RegExp[] = [
  /^ParseError: [^]*?(?<file>(?:[A-Za-z]:)?[^\s:]+):(?<line>\d+):\d+/,
  /^JSON Error in [^]*?line (?<line>\d+) column \d+/,
  /^YAML Error in [^]*?\((?<line>\d+):\d+\)/,
];

function placeOf(cause: unknown, file: string, projectDir: string): Place {
  const message = messageOf(cause);
  for (const pattern of TOLD) {
    const told = pattern.exec(message)?.groups;
    if (told !== undefined) return { file: told['file'] ?? file, line: Number(told['line']) };
  }
  return frameIn(cause, projectDir) ?? { file, line: undefined };
}

function frameIn(cause: unknown, projectDir: string): Place | undefined {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  for (const [, location, number] of stack.matchAll(
    /(?:\(|at )((?:file:\/\/|\/|[A-Za-z]:[\\/])[^\n()]*?):(\d+):\d+\)?$/gm,
  )) {
    if (location === undefined) continue;
    const path = location.startsWith('file://') ? fileURLToPath(location) : location;
    if (path.startsWith(`${projectDir}${sep}`) && !/[\\/]node_modules[\\/]/.test(path))
      return { file: path, line: Number(number) };
  }
  return undefined;
}

/** The first line that says something, without the prefixes of the libraries. */
function reason(cause: unknown): string {
  const lines = messageOf(cause)
    .split('\n')
    .map((text) => text.trim());
  const first = lines.find((text) => text !== '' && !/^(?:JSON|YAML) Error in /.test(text)) ?? 'unknown error';
  return first.replace(/^ParseError: /, '');
}
