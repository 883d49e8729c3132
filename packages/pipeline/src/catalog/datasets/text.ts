import { writeFile } from 'node:fs/promises';
import { fault } from '../fault.js';
import { fileDatasetType } from '../file-dataset.js';
import { kindOf } from '../table.js';

/** `type: text`: a file of UTF-8 text, loaded and saved as one string. */
export const textType = fileDatasetType({
  type: 'text',
  options: {},
  read: (file) => file.text(),
  async write(file, data) {
    if (typeof data !== 'string') throw fault('DATASET_SAVE_FAILED', `expected text, received ${kindOf(data)}.`);
    await writeFile(file, data);
  },
});
