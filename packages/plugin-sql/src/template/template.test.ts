import { describe, expect, it } from 'vitest';
import { duckdb } from '../engine/duckdb/engine.js';
import { postgres } from '../engine/postgres/engine.js';
import { SourceText } from '../source/source-text.js';
import { SqlText } from './sql-text.js';
import { Template } from './template.js';

const vocabulary = {
  purpose: 'a test',
  variables: { run: ['run_id', 'status', 'rows'], list: 'any' as const, env: 'any' as const },
  functions: ['config', 'engine', 'env', 'ref', 'var'],
};
const scope = {
  run: { run_id: "o'x; --", status: null, rows: 3 },
  list: [1, 2, { b: 1, a: [true] }],
  env: { FF_ENGINE: 'duckdb' },
  engine: () => 'duckdb',
  ref: (name: string) => new SqlText(`"${name}"`, true),
  config: () => new SqlText('', false),
};

const template = (text: string): Template => new Template(SourceText.file('a.sql', text), vocabulary);
const render = (text: string, engine = duckdb): string[] =>
  template(text)
    .render(engine, scope)
    .statements.map((one) => one.text);
const faultOf = (text: string): unknown => {
  try {
    return render(text);
  } catch (error) {
    return error;
  }
};

describe('Template', () => {
  it('quotes values, with the filter and without, once', () => {
    const quoted = "select 'o''x; --'";
    expect(render('select {{ run.run_id }}')).toEqual([quoted]);
    expect(render('select {{ run.run_id | sql_literal }}')).toEqual([quoted]);
    expect(render('select {{ run.run_id | sql_literal | sql_literal }}')).toEqual([quoted]);
  });

  it('writes NULL for none, also as templates of FastFlowTransform spell it', () => {
    expect(render('select {{ run.status }}, {{ run.status | sql_literal }}, {{ None }}')).toEqual([
      'select NULL, NULL, NULL',
    ]);
    expect(
      render(
        "select {{ run.rows if run.rows is not none else 'NULL' }}, {{ run.status if run.status is not none else 'NULL' }}",
      ),
    ).toEqual(['select 3, NULL']);
  });

  it('writes lists and mappings as compact JSON with sorted keys', () => {
    expect(render('select {{ list }}')).toEqual([`select '[1,2,{"a":[true],"b":1}]'`]);
  });

  it('writes names and raw text only where it is told to', () => {
    expect(render(`select {{ 'a "b"' | ident }}, {{ ['s', 't'] | ident }}, {{ '1 + 1' | raw }}`)).toEqual([
      `select "a ""b""", "s"."t", 1 + 1`,
    ]);
  });

  it('writes literals of the engine', () => {
    expect(render("select {{ 'a\\\\b' }}")).toEqual(["select 'a\\b'"]);
    expect(render("select {{ 'a\\\\b' }}", postgres)).toEqual(["select E'a\\\\b'"]);
  });

  it('has the statements of Jinja: if, for, set and macros, with trailing commas', () => {
    expect(
      render(
        "{% macro pair(a, b=2) %}({{ a }}, {{ b }}){% endmacro %}{% set n = 1 if engine() in ['duckdb', 'x',] else 2 %}select {{ pair(n) }}{% for i in [1, 2] %}, {{ i }}{% if not loop.last %} + 0{% endif %}{% endfor %} from {{ ref('t',) }}{{ config(tags=['a',],) }}",
      ),
    ).toEqual(['select (1, 2), 1 + 0, 2 from "t"']);
  });

  it('writes nothing where an if without else does not hold', () => {
    expect(render('select 1{{ 2 if run.rows == 4 }}')).toEqual(['select 1']);
  });

  it('keeps a value apart from what stands beside it', () => {
    expect(render('select -{{ -1 }}, E{{ run.run_id }}, {{ 1 }}{{ 2 }}')).toEqual(["select - -1, E 'o''x; --', 1  2"]);
  });

  it('does not let a value end a comment or a statement', () => {
    expect(render('-- {{ run.run_id }}\nselect {{ "; select 2" }} /* {{ "*/" }} */; select 3')).toEqual([
      "select '; select 2'",
      'select 3',
    ]);
  });

  it('reads allowed variables of the environment', () => {
    expect(render("select {{ env.FF_ENGINE }}, {{ env('FF_ENGINE') }}, {{ env('NOT', 'there') }}")).toEqual([
      "select 'duckdb', 'duckdb', 'there'",
    ]);
  });

  it('knows where each part of a statement is written', () => {
    const [first, second] = template('select 1;\n  {%- set x = 2 %}\n  select {{ x }},\n    nope').render(
      duckdb,
      scope,
    ).statements;
    expect(first?.place(7)).toEqual({ file: 'a.sql', line: 1, column: 8 });
    expect(second?.place(0)).toEqual({ file: 'a.sql', line: 3, column: 3 });
    expect(second?.place(second.text.indexOf('2'))).toMatchObject({ line: 3, column: 13 });
    expect(second?.place(second.text.indexOf('nope'))).toEqual({ file: 'a.sql', line: 4, column: 5 });
  });

  it.each([
    ['{{ rum.run_id }}', 'SQL_VARIABLE_UNKNOWN', 'a.sql:1:4: unknown variable "rum" in a test.', 'Did you mean "run"?'],
    [
      '\n{{ run.runid }}',
      'SQL_VARIABLE_UNKNOWN',
      'a.sql:2:4: unknown variable "run.runid" in a test.',
      'Did you mean "run_id"?',
    ],
    [
      "{% if run.staus == 'x' %}{% endif %}",
      'SQL_VARIABLE_UNKNOWN',
      'a.sql:1:7: unknown variable "run.staus" in a test.',
      'Did you mean "status"?',
    ],
    [
      '{{ list.nothing }}',
      'SQL_VARIABLE_UNKNOWN',
      'a.sql:1:4: "list.nothing" has no value.',
      'NULL is written as none.',
    ],
    [
      '{{ run.run_id | sql_litteral }}',
      'SQL_VARIABLE_UNKNOWN',
      'a.sql:1:17: unknown filter "sql_litteral".',
      'Did you mean "sql_literal"?',
    ],
    ['{{ reff("a") }}', 'SQL_VARIABLE_UNKNOWN', 'a.sql:1:4: unknown function "reff" in a test.', 'Did you mean "ref"?'],
    ['{{ run.run_id | escape }}', 'SQL_VARIABLE_UNKNOWN', 'a.sql:1:17: unknown filter "escape".', expect.any(String)],
    [
      "{{ env('SECRET') }}",
      'SQL_VALUE_INVALID',
      'a.sql:1:7: the environment variable "SECRET" is not set, or not allowed.',
      expect.any(String),
    ],
    [
      "select '{{ run.run_id }}'",
      'SQL_TEMPLATE_INVALID',
      'a.sql:1:12: {{ run.run_id }} stands inside of a quoted string, where it would be quoted twice.',
      expect.any(String),
    ],
    [
      'select $${{ run.run_id }}$$',
      'SQL_TEMPLATE_INVALID',
      expect.stringContaining('stands inside of a quoted string'),
      expect.any(String),
    ],
    [
      'select "{{ run.run_id }}"',
      'SQL_TEMPLATE_INVALID',
      expect.stringContaining('stands inside of a quoted name'),
      expect.stringContaining('| ident'),
    ],
    ["select 'abc", 'SQL_TEMPLATE_INVALID', 'a.sql:1:8: a string is not closed.', undefined],
    ['select 1 /* a', 'SQL_TEMPLATE_INVALID', 'a.sql:1:10: a comment is not closed.', undefined],
    [
      '{{ ref(run.run_id) }}',
      'SQL_TEMPLATE_INVALID',
      'a.sql:1:11: ref() takes plain values, received run.run_id.',
      expect.any(String),
    ],
    [
      "{% include 'x' %}",
      'SQL_TEMPLATE_INVALID',
      expect.stringContaining('this tag is no part of SQL templates'),
      expect.any(String),
    ],
    ['{% set x %}a{% endset %}', 'SQL_TEMPLATE_INVALID', expect.stringContaining('a set block'), 'Write a macro.'],
    ['{{ run.run_id.toString() }}', 'SQL_TEMPLATE_INVALID', expect.stringContaining('cannot be called'), undefined],
    ['{{ run.run_id', 'SQL_TEMPLATE_INVALID', expect.stringContaining('a.sql:1:'), undefined],
    ['a\n{% if run %}', 'SQL_TEMPLATE_INVALID', expect.stringContaining('a.sql:2:1'), undefined],
    ['a\0b', 'SQL_TEMPLATE_INVALID', 'a.sql:1:2: the text holds a null byte.', undefined],
  ])('refuses %j', (text, code, message, hint) => {
    expect(faultOf(text)).toMatchObject({ code, message, ...(hint === undefined ? {} : { hint }) });
  });

  it('lets a template ask whether there is something', () => {
    expect(render("select {{ 1 if nothing is defined else 2 }}, {{ nothing | default('x') }}")).toEqual([
      "select 2, 'x'",
    ]);
  });
});
