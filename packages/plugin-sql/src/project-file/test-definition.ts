import { didYouMean } from '@pintle/hookspecs';
import { fault } from '../fault.js';
import type { Place } from '../place.js';
import { checkShape } from '../source/shape.js';
import type { SourceText } from '../source/source-text.js';
import type { YamlDocument } from '../source/yaml-document.js';
import { type TestEntry, testShapes, type TestType } from './test-shape.js';

/** A data test as a project file has it. */
export interface TestDefinition {
  readonly entry: TestEntry;
  readonly name: string;
  readonly place: Place;
  /** The text of a test of SQL, and of a `where`, where they are written. */
  readonly text: SourceText | undefined;
}

/** @throws HookError `SQL_PROJECT_INVALID` */
export function readTests(tests: readonly unknown[], document: YamlDocument): readonly TestDefinition[] {
  return tests.map((value, index) => {
    const path = ['tests', index];
    const place = document.place(path);
    const type = (value as { readonly type?: unknown } | null)?.type;
    const types = Object.keys(testShapes);
    if (typeof type !== 'string' || !types.includes(type)) {
      const said = type === undefined ? 'the test has no type' : `unknown type of test ${JSON.stringify(type)}`;
      throw fault('SQL_PROJECT_INVALID', document.place([...path, 'type']), `${said}.`, {
        hint: (typeof type === 'string' ? didYouMean(type, types) : undefined) ?? `There are ${types.join(', ')}.`,
      });
    }
    const entry = checkShape<TestEntry>(testShapes[type as TestType], value, document, path);
    if (entry.type === 'row_count_between' && entry.max_rows !== undefined && entry.max_rows < entry.min_rows) {
      throw fault(
        'SQL_PROJECT_INVALID',
        document.place([...path, 'max_rows']),
        `max_rows (${entry.max_rows}) is less than min_rows (${entry.min_rows}).`,
      );
    }
    const key = entry.type === 'sql' ? 'sql' : 'where';
    const text = (entry as { readonly sql?: string; readonly where?: string })[key];
    return {
      entry,
      name: entry.name ?? nameOf(entry),
      place,
      text: text === undefined ? undefined : document.text([...path, key], text),
    };
  });
}

function nameOf(entry: TestEntry): string {
  if (entry.type === 'sql') return 'sql';
  const column = 'column' in entry ? `.${[entry.column].flat().join('+')}` : '';
  return `${entry.type} ${entry.table}${column}`;
}
