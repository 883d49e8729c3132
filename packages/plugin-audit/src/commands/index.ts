import { defineCommand } from '@pintle/hookspecs';
import { exportRows } from './export.js';
import { heads } from './heads.js';
import { list } from './list.js';
import { show } from './show.js';
import { sync } from './sync.js';
import { verify } from './verify.js';

/** `pintle audit` */
export default defineCommand({
  description: 'read, verify and export the audit trail',
  commands: { list, show, verify, sync, export: exportRows, heads },
});
