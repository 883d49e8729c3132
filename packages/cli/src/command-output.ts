import type { CommandOutput } from '@pintle/hookspecs';
import { jsonDocument } from './output/json.js';
import { formatTable } from './output/table.js';
import type { Terminal } from './output/terminal.js';

/** What a command prints with: text for people, or JSON. */
export function commandOutput({ out }: Terminal, json: boolean): CommandOutput {
  return {
    json,
    show(data, text) {
      out.write(json ? jsonDocument(data, out.isTerminal) : `${text()}\n`);
    },
    line(text) {
      out.write(`${text}\n`);
    },
    table: (header, rows) => formatTable(header, rows, out.colors),
  };
}
