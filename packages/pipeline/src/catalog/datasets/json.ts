import { writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { fault } from '../fault.js';
import { fileDatasetType } from '../file-dataset.js';
import { checkPlainData } from '../plain-data.js';

/** `type: json`: one JSON value. Dates become ISO 8601 text; what JSON cannot hold is an error, never lost. */
export const jsonType = fileDatasetType({
  type: 'json',
  options: {
    /** Spaces a level; 0 writes one line. */
    indent: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10)), 2),
  },
  async read(file) {
    const text = await file.text();
    try {
      return JSON.parse(text.charCodeAt(0) === BOM ? text.slice(1) : text) as unknown;
    } catch (cause) {
      throw fault('DATASET_LOAD_FAILED', `it is not valid JSON: ${(cause as SyntaxError).message}`, { cause });
    }
  },
  async write(file, data, { indent }) {
    checkPlainData(data);
    await writeFile(file, `${JSON.stringify(data, null, indent)}\n`);
  },
});

const BOM = 0xfeff;
