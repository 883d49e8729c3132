import { describe, expect, it } from 'vitest';
import { splitScript } from './split.js';

const split = (sql: string): string[] => splitScript(sql).map(({ start, end }) => sql.slice(start, end));

describe('splitScript', () => {
  it('splits at semicolons and leaves out what is empty', () => {
    expect(split(' select 1 ;; -- nothing\n ; select 2 ')).toEqual(['select 1', 'select 2']);
    expect(split('')).toEqual([]);
    expect(split('-- only a comment; no statement')).toEqual([]);
  });

  it.each([
    ["select 'a;b', 'it''s;'"],
    [`select "a;b", """;"`],
    ["select E'it\\'s;'"],
    ['select $$a;b$$, $x$ $$ ; $x$'],
    ['select 1 /* a; /* b; */ c; */ + 2'],
    ['select 1 -- a; b\n + 2'],
    ["select 'a\n;b'"],
    ['create rule r as on insert to t do also (select 1; select 2)'],
    ['create function f() returns int begin atomic select 1; select case when true then 2 end; end'],
    ['create or replace procedure p() begin atomic select 1; end'],
  ])('does not split inside of %s', (statement) => {
    expect(split(`${statement}; select 2`)).toEqual([statement, 'select 2']);
  });

  it('knows that a backslash is a backslash in plain strings', () => {
    expect(split("select 'a\\'; select 2")).toEqual(["select 'a\\'", 'select 2']);
  });

  it('goes on with an escape string on the next line', () => {
    expect(split("select E'a' -- c\n '\\';b'; select 2")).toEqual(["select E'a' -- c\n '\\';b'", 'select 2']);
  });

  it('tells a dollar in a name from a quote', () => {
    expect(split('select a$b$c; select d$b$')).toEqual(['select a$b$c', 'select d$b$']);
  });

  it('takes begin and end of a transaction for statements', () => {
    expect(split('begin; select 1; end; commit')).toEqual(['begin', 'select 1', 'end', 'commit']);
  });
});
