import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** The files below a folder with one of these endings, sorted, relative to the project with `/` between folders. */
export function filesBelow(projectDir: string, folder: string, endings: readonly string[]): readonly string[] {
  const top = join(projectDir, folder);
  try {
    return readdirSync(top, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
      .map((entry) => relative(projectDir, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((path) => !/(^|\/)(\.|node_modules\/)/.test(path))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
