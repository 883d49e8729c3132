import { defineCommand } from '@pintle/hookspecs';
import { readHead } from '../chain/head.js';
import { type ExportedHead, exportHead } from '../verify/exported-heads.js';
import { withTrail } from './open-trail.js';

/** `pintle audit heads` */
export const heads = defineCommand({
  description: 'show the heads of all runs; with --json, to be kept where nobody can change them with the store',
  run: (context) =>
    withTrail(context, async ({ store: { db, where } }) => {
      const rows = await db.selectFrom('audit_heads').selectAll().orderBy('run_id').execute();
      const exported = rows.flatMap((row) => {
        const head = readHead(row.head);
        return head === undefined ? [] : [exportHead(head, row)];
      });
      const { output } = context;
      output.show(exported, () => {
        if (exported.length === 0) return `There are no runs in ${where} yet.`;
        return output.table(['RUN', 'ATTEMPT', 'STATE', 'RECORDS', 'HEAD', 'SEALED BY'], exported.map(cells));
      });
    }),
});

function cells({ head, hash, keyId }: ExportedHead): readonly (string | number | undefined)[] {
  const records = Object.values(head.strands).reduce((sum, strand) => sum + strand.records, 0);
  return [
    head.runId,
    String(head.attempt),
    head.closed ? 'closed' : 'open',
    records,
    hash.slice(0, 16),
    keyId ?? undefined,
  ];
}
