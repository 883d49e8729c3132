import { describe, expect, it } from 'vitest';
import { parseYamlFile } from './yaml-file.js';

const parse = (text: string) => parseYamlFile(text, 'conf/base/catalog.yml');
const failure = (text: string): unknown => {
  try {
    parse(text);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('parseYamlFile', () => {
  it('reads YAML 1.2 with anchors and merge keys', () => {
    const text =
      '_csv: &csv\n  type: csv\n  delimiter: ";"\ncars:\n  <<: *csv\n  path: cars.csv\nanswer: no\n2024: x\n';
    expect(parse(text).value).toEqual({
      _csv: { type: 'csv', delimiter: ';' },
      cars: { type: 'csv', delimiter: ';', path: 'cars.csv' },
      answer: 'no',
      2024: 'x',
    });
  });

  it('reads an empty file and a file of comments as no keys', () => {
    expect(parse('').value).toEqual({});
    expect(parse('# nothing\n').value).toEqual({});
  });

  it('says file, line and column of a syntax error', () => {
    expect(failure('a: 1\nb: [1, 2\n')).toMatchObject({
      code: 'CONFIG_YAML_INVALID',
      at: expect.stringMatching(/^conf\/base\/catalog\.yml:[23]:\d+$/) as string,
    });
  });

  it('rejects a key written twice, wherever it stands', () => {
    expect(failure('a: 1\nb: 2\na: 3\n')).toMatchObject({
      code: 'CONFIG_KEY_DUPLICATE',
      at: 'conf/base/catalog.yml:3:1',
    });
    expect(failure('a:\n  x: 1\n  x: 2\n')).toMatchObject({
      code: 'CONFIG_KEY_DUPLICATE',
      at: 'conf/base/catalog.yml:3:3',
    });
  });

  it('rejects a top that is no mapping, and several documents', () => {
    expect(failure('- a\n')).toMatchObject({
      code: 'CONFIG_NOT_A_MAPPING',
      message: expect.stringContaining('a list') as string,
    });
    expect(failure('text\n')).toMatchObject({ code: 'CONFIG_NOT_A_MAPPING' });
    expect(failure('a: 1\n---\nb: 1\n')).toMatchObject({ code: 'CONFIG_YAML_INVALID' });
  });

  it('rejects a whole number that JavaScript would round', () => {
    expect(failure('ids:\n  - 12345678901234567890\n')).toMatchObject({
      code: 'CONFIG_NUMBER_UNSAFE',
      at: 'conf/base/catalog.yml:2:5',
    });
    expect(parse('id: "12345678901234567890"').value).toEqual({ id: '12345678901234567890' });
  });

  it('hints at quotes for a name that begins with a brace', () => {
    expect(failure('{city}_weather:\n  type: csv\n')).toMatchObject({
      hint: 'Names that begin with a brace need quotes: "{city}_weather":',
    });
  });

  it('hints at quotes for a reference inside a list or mapping', () => {
    expect(failure('a: [1, ${params:n}]\n')).toMatchObject({
      hint: 'Inside [ ] and { }, references need quotes: "${params:n}"',
    });
    expect(failure('a: { b: ${env:X:-y} }\n')).toMatchObject({
      hint: 'Inside [ ] and { }, references need quotes: "${env:X:-y}"',
    });
  });

  it('lets hundreds of entries share an anchor', () => {
    const entries = Array.from({ length: 500 }, (_, index) => `d${index}:\n  <<: *csv\n  tags: *tags\n`).join('');
    expect(Object.keys(parse(`_csv: &csv\n  type: csv\n_tags: &tags [a, b]\n${entries}`).value)).toHaveLength(502);
  });

  it('rejects documents that multiply by aliases', () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) => `k${level + 1}: &k${level + 1} [${Array(9).fill(`*k${level}`).join(', ')}]`,
    );
    const bomb = ['k0: &k0 [x, x]', ...levels].join('\n');
    expect(failure(bomb)).toMatchObject({ code: 'CONFIG_YAML_INVALID' });
  });

  it('locates a path, or as much of it as is written', () => {
    const { locate } = parse('cars:\n  type: csv\n  columns:\n    - a\n    - b\n');
    expect(locate(['cars'])).toEqual({ at: 'conf/base/catalog.yml:1:1', depth: 1 });
    expect(locate(['cars', 'type'])).toEqual({ at: 'conf/base/catalog.yml:2:3', depth: 2 });
    expect(locate(['cars', 'columns', 1])).toEqual({ at: 'conf/base/catalog.yml:5:7', depth: 3 });
    expect(locate(['cars', 'path'])).toEqual({ at: 'conf/base/catalog.yml:1:1', depth: 1 });
  });
});
