import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../test/fake-terminal.js';
import { formatTable, withoutEmptyColumns } from './table.js';

describe('formatTable', () => {
  it('makes columns as wide as they must be, numbers to the right', () => {
    const rows = [
      ['clean', 1200, undefined],
      ['a', 7, 'why'],
    ];
    expect(formatTable(['NODE', 'ROWS', 'WHY'], rows, PLAIN)).toBe(
      ['NODE     ROWS   WHY', 'clean   1,200', 'a           7   why'].join('\n'),
    );
  });

  it('shows a header even without rows', () => {
    expect(formatTable(['A', 'B'], [], PLAIN)).toBe('A   B');
  });

  it('counts characters as terminals do', () => {
    expect(
      formatTable(
        ['NAME', 'X'],
        [
          ['日本', 'y'],
          ['abcd', 'z'],
        ],
        PLAIN,
      ).split('\n'),
    ).toEqual(['NAME   X', '日本   y', 'abcd   z']);
  });
});

describe('withoutEmptyColumns', () => {
  it('leaves out columns that are empty in every row, but for the first', () => {
    const rows = [
      [undefined, undefined, 1, undefined],
      [undefined, undefined, undefined, undefined],
    ];
    expect(withoutEmptyColumns(['A', 'B', 'C', 'D'], rows, 1)).toEqual({
      header: ['A', 'C'],
      rows: [
        [undefined, 1],
        [undefined, undefined],
      ],
    });
  });
});
