import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { didYouMean } from '@pintle/hookspecs';
import { fault } from '../fault.js';
import { filesBelow } from '../model/files.js';
import type { SqlHookDefinition } from '../project-file/hook-definition.js';
import { SourceText } from '../source/source-text.js';

const FOLDER = 'hooks';

/** Finds the text of SQL hooks: inline, or in the one file of the name below `hooks/`. */
export class HookBodies {
  readonly #projectDir: string;
  readonly #files: ReadonlyMap<string, readonly string[]>;

  constructor(projectDir: string) {
    this.#projectDir = projectDir;
    this.#files = Map.groupBy(filesBelow(projectDir, FOLDER, ['.sql']), (file) => basename(file, '.sql'));
  }

  /** @throws HookError `SQL_HOOK_BODY_MISSING`, `SQL_HOOK_BODY_DUPLICATE` */
  of({ name, place, body }: SqlHookDefinition): SourceText {
    if (body !== undefined) return body;
    const [file, ...others] = this.#files.get(name) ?? [];
    if (file === undefined) {
      throw fault(
        'SQL_HOOK_BODY_MISSING',
        place,
        `the hook "${name}" has no sql, and there is no file ${name}.sql below ${FOLDER}/.`,
        {
          hint: didYouMean(name, this.#files.keys()) ?? `Write ${FOLDER}/${name}.sql.`,
        },
      );
    }
    if (others.length > 0) {
      throw fault(
        'SQL_HOOK_BODY_DUPLICATE',
        place,
        `the hook "${name}" has several files: ${[file, ...others].join(', ')}.`,
        { hint: 'Keep one, or rename the others.' },
      );
    }
    return SourceText.file(file, readFileSync(join(this.#projectDir, file), 'utf8'));
  }
}
