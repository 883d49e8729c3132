import { writeFile } from 'node:fs/promises';
import { fault } from '../fault.js';
import { fileDatasetType } from '../file-dataset.js';
import { checkPlainData } from '../plain-data.js';

/**
 * `type: yaml`: one YAML 1.2 document (which knows no `<<`). Times are text, as in JSON; `NaN` and infinities keep.
 *
 * Its library is imported at the first load or save.
 */
export const yamlType = fileDatasetType({
  type: 'yaml',
  options: {},
  async read(file) {
    const { LineCounter, parseDocument } = await import('yaml');
    const lines = new LineCounter();
    const document = parseDocument(await file.text(), {
      lineCounter: lines,
      prettyErrors: false,
    });
    const [error] = document.errors;
    if (error === undefined) return document.toJS() as unknown;
    const { line, col } = lines.linePos(error.pos[0]);
    throw fault('DATASET_LOAD_FAILED', `line ${line}, column ${col} is not valid YAML: ${error.message}`, {
      cause: error,
    });
  },
  async write(file, data) {
    checkPlainData(data, { nonFinite: true });
    const { stringify } = await import('yaml');
    const text = stringify(data, { lineWidth: 0, aliasDuplicateObjects: false });
    // Readers drop one byte order mark: text that begins with its character gets another in front.
    await writeFile(file, text.startsWith(MARK) ? `${MARK}${text}` : text);
  },
});

const MARK = '\uFEFF';
