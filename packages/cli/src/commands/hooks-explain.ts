import type { SelectReport } from '@pintle/hookspecs';
import { builtIn } from '../built-in.js';
import { implementationName } from '../hooks/describe-hooks.js';
import { selectsOf } from '../hooks/selects.js';
import { count } from '../output/wording.js';

/** `pintle hooks explain <hook>` */
export const hooksExplain = builtIn({
  description: 'explain in which order the plugins of a hook are called, and for which nodes',
  args: { hook: { description: 'a hook, as "pintle hooks list" shows it', required: true } },
  async run({ plugins, args, output, terminal, openSession }) {
    const manager = await plugins();
    const rows = manager.explain(args.hook);
    const impls = manager.hook[args.hook as keyof typeof manager.hook].getHookImpls();
    const selects = impls.some(({ select }) => select !== undefined) ? selectsOf(await openSession()) : undefined;
    const explained = rows.map((row, index) => {
      const impl = impls[index];
      const report = impl === undefined ? undefined : selects?.report(impl);
      return {
        ...row,
        wrapper: impl?.wrapper === true,
        ...(report === undefined ? {} : { select: selectData(report) }),
      };
    });
    output.show({ hook: args.hook, order: explained }, () => {
      const { colors } = terminal.out;
      if (explained.length === 0) return `No plugin implements ${args.hook}.`;
      const table = output.table(
        ['', 'PLUGIN', 'WHY IT STANDS HERE'],
        explained.map((row) => [row.position, implementationName(row), row.reason]),
      );
      const selected = explained.flatMap(({ plugin, select }) =>
        select === undefined ? [] : ['', selectText(plugin, select)],
      );
      return [colors.bold(`${args.hook} calls, in this order`), table, ...selected].join('\n');
    });
  },
});

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
