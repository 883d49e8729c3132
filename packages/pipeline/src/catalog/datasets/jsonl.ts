import { StringDecoder } from 'node:string_decoder';
import { writePieces } from '../atomic-write.js';
import type { FileReading } from '../content-hash.js';
import { fault } from '../fault.js';
import { fileDatasetType } from '../file-dataset.js';
import { checkPlainData } from '../plain-data.js';
import { kindOf } from '../table.js';

/** `type: jsonl`: a list, one JSON value a line; read and written in blocks, so that size is limited by memory alone. */
export const jsonlType = fileDatasetType({
  type: 'jsonl',
  options: {},
  async read(file) {
    const values: unknown[] = [];
    let number = 0;
    for await (const line of readLines(file)) {
      number += 1;
      if (line.trim() !== '') values.push(parseLine(line, number));
    }
    return values;
  },
  async write(file, data) {
    if (!Array.isArray(data)) throw fault('DATASET_SAVE_FAILED', `expected a list, received ${kindOf(data)}.`);
    await writePieces(file, writeLines(data));
  },
});

/** The lines of a UTF-8 file. (`node:readline` would also split at U+2028, which JSON text may hold.) */
async function* readLines(file: FileReading): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const block of file.blocks()) {
    const lines = (rest + decoder.write(block)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}

function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(number === 1 && line.startsWith('\uFEFF') ? line.slice(1) : line);
  } catch (cause) {
    throw fault('DATASET_LOAD_FAILED', `line ${number} is not valid JSON: ${(cause as SyntaxError).message}`, {
      cause,
    });
  }
}

function* writeLines(values: readonly unknown[]): Generator<string> {
  for (const [index, value] of values.entries()) {
    checkPlainData(value, { path: [index] });
    yield `${JSON.stringify(value)}\n`;
  }
}
