import type { Session } from '@pintle/pipeline';
import { builtIn } from '../built-in.js';
import { isParameter } from '../pipelines/parameters.js';

/** `pintle catalog list` */
export const catalogList = builtIn({
  description: 'list the datasets of the catalog, and those that pipelines use besides',
  async run({ openSession, output, terminal }) {
    const session = await openSession();
    const rows = await describeCatalog(session);
    output.show(rows, () => {
      const { colors } = terminal.out;
      if (rows.length === 0) return 'This project has no datasets.';
      return output.table(
        ['DATASET', 'TYPE', 'WHERE', 'MADE BY', 'READ BY', 'DECLARED IN'],
        rows.map(({ name, type, options, versioned, producedBy, consumedBy, at, origin }) => [
          name,
          versioned ? `${type}, versioned` : type,
          placeOf(options),
          producedBy.join(', '),
          consumedBy.join(', '),
          at ?? colors.dim(origin === 'memory' ? 'nowhere: in memory' : ''),
        ]),
      );
    });
  },
});

interface DatasetInfo {
  readonly name: string;
  readonly type: string;
  readonly origin: 'declared' | 'pattern' | 'memory' | 'parameters';
  readonly versioned: boolean;
  readonly options: Readonly<Record<string, unknown>>;
  readonly at?: string;
  readonly producedBy: readonly string[];
  readonly consumedBy: readonly string[];
}

async function describeCatalog(session: Session): Promise<readonly DatasetInfo[]> {
  const catalog = await session.catalog();
  const users = usersOf(session);
  const of = (name: string): Pick<DatasetInfo, 'producedBy' | 'consumedBy'> =>
    users.get(name) ?? { producedBy: [], consumedBy: [] };
  const declared = catalog
    .describe()
    .map(({ at, ...listing }) => ({ ...listing, ...(at === undefined ? {} : { at }), ...of(listing.name) }));
  const known = new Set(declared.map(({ name }) => name));
  const used = [...users].filter(([name]) => !known.has(name) && !isParameter(name));
  return [
    ...declared,
    ...used.map(([name, by]) => {
      const { at, ...listing } = catalog.listing(name) ?? {
        name,
        type: catalog.get(name).type,
        versioned: false,
        options: {},
        at: undefined,
      };
      return { ...listing, origin: catalog.origin(name), ...(at === undefined ? {} : { at }), ...by };
    }),
  ];
}

interface Users {
  readonly producedBy: string[];
  readonly consumedBy: string[];
}

/** Which nodes make and read which datasets, over all pipelines. */
function usersOf({ pipelines }: Session): ReadonlyMap<string, Users> {
  const users = new Map<string, Users>();
  const seen = new Set<string>();
  const at = (name: string): Users => {
    const known = users.get(name) ?? { producedBy: [], consumedBy: [] };
    users.set(name, known);
    return known;
  };
  for (const node of [...pipelines.values()].flatMap(({ nodes }) => nodes)) {
    if (seen.has(node.name)) continue;
    seen.add(node.name);
    for (const input of node.inputs) at(input).consumedBy.push(node.name);
    for (const output of node.outputs) at(output).producedBy.push(node.name);
  }
  return users;
}

/** The option that says where the data is, whatever its type calls it. */
function placeOf(options: Readonly<Record<string, unknown>>): string | undefined {
  const place = options['path'] ?? options['table'] ?? options['url'];
  return typeof place === 'string' ? place : undefined;
}
