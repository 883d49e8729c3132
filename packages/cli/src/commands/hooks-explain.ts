import { isSelectable, type SelectReport } from '@pintle/hookspecs';
import type { AttachedListing } from '@pintle/pipeline';
import { builtIn } from '../built-in.js';
import { implementationName } from '../hooks/describe-hooks.js';
import { selectsOf } from '../hooks/selects.js';
import { count } from '../output/wording.js';

/** `pintle hooks explain <hook>` */
export const hooksExplain = builtIn({
  description:
    'explain in which order the plugins of a hook are called, for which nodes, and what is attached to nodes',
  args: { hook: { description: 'a hook, as "pintle hooks list" shows it', required: true } },
  async run({ plugins, args, output, terminal, openSession }) {
    const manager = await plugins();
    const rows = manager.explain(args.hook);
    const impls = manager.hook[args.hook as keyof typeof manager.hook].getHookImpls();
    const session = mayBeAttached(args.hook) ? await openSession() : undefined;
    const selects =
      session !== undefined && impls.some(({ select }) => select !== undefined) ? selectsOf(session) : undefined;
    const attached = session?.attached(args.hook) ?? [];
    const explained = rows.map((row, index) => {
      const impl = impls[index];
      const report = impl === undefined ? undefined : selects?.report(impl);
      return {
        ...row,
        wrapper: impl?.wrapper === true,
        ...(report === undefined ? {} : { select: selectData(report) }),
      };
    });
    output.show({ hook: args.hook, order: explained, attached }, () => {
      const { colors } = terminal.out;
      const ofNodes =
        attached.length === 0 ? [] : ['', colors.bold(ATTACHED), output.table(...attachedTable(attached))];
      if (explained.length === 0) return [`No plugin implements ${args.hook}.`, ...ofNodes].join('\n');
      const table = output.table(
        ['', 'PLUGIN', 'WHY IT STANDS HERE'],
        explained.map((row) => [row.position, implementationName(row), row.reason]),
      );
      const selected = explained.flatMap(({ plugin, select }) =>
        select === undefined ? [] : ['', selectText(plugin, select)],
      );
      return [colors.bold(`${args.hook} calls, in this order`), table, ...selected, ...ofNodes].join('\n');
    });
  },
});

const ATTACHED = 'Attached, and called for these alone, after tryFirst and before plain ones';

/** Hooks of nodes, datasets and models are attached to nodes and tasks, the first and the last of a run to flows. */
function mayBeAttached(hook: string): boolean {
  return isSelectable(hook) || hook === 'on_run_start' || hook === 'on_run_end';
}

function attachedTable(attached: readonly AttachedListing[]): [string[], string[][]] {
  const rows = attached.map(({ kind, name, nodes, hooks }) => [
    `${kind} ${name}`,
    nodes.join(', '),
    hooks.map((one) => (one.on === undefined ? one.name : `${one.name} (on ${one.on})`)).join(', '),
  ]);
  return [['TO', 'NODES', 'HOOKS IN CALL ORDER'], rows];
}

type Selected = ReturnType<typeof selectData>;

function selectData({ source, nodes, why, problems }: SelectReport) {
  return { source, nodes: nodes.map((node) => ({ node, because: why.get(node) ?? [] })), problems };
}

function selectText(plugin: string, { source, nodes, problems }: Selected): string {
  const head = `${plugin} selects "${source}": ${count(nodes.length, 'node')}`;
  const matched = nodes.map(({ node, because }) => `  ${node}  by ${because.join(', ')}`);
  const wrong = problems.map(({ message, hint }) => `  ! ${message}${hint === undefined ? '' : ` ${hint}`}`);
  return [head, ...matched, ...wrong].join('\n');
}
