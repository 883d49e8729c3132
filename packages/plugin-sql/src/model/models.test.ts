import { describe, expect, it } from 'vitest';
import { refusal, sqlProject } from '../../test/project.js';

const connections = (text: string): Record<string, string> => ({
  'models/a.sql': 'select 1 as a',
  'conf/base/connections.yml': text,
});

describe('models', () => {
  it('become nodes whose dependencies are their refs and sources', async () => {
    await using project = await sqlProject({
      'models/staging/clean.ff.sql':
        "{{ config(materialized='view', tags=['example:demo', 'scope:staging'], meta={'owner': 'ann'}) }}\nselect * from {{ source('raw', 'events') }}",
      'models/daily.sql':
        "---\nmaterialized: incremental\nunique_key: day\ntags: scope:mart\n---\nselect * from {{ ref('clean.ff') }} join {{ ref('clean') }} using (id)",
    });
    expect(project.session.pipelines.get('models')?.nodes).toMatchObject([
      {
        name: 'clean',
        kind: 'sql',
        inputs: ['raw.events'],
        outputs: ['clean'],
        tags: ['example:demo', 'scope:staging'],
        model: {
          name: 'clean',
          path: 'models/staging/clean.ff.sql',
          tags: ['example:demo', 'scope:staging'],
          meta: { owner: 'ann' },
          status: 'pending',
        },
      },
      { name: 'daily', inputs: ['clean'], outputs: ['daily'], tags: ['scope:mart'] },
    ]);
  });

  it.each([
    [
      'an unknown model',
      { 'models/a.sql': "select *\nfrom {{ ref('ordes') }}", 'models/orders.sql': 'select 1 as x' },
      'SQL_REF_UNKNOWN',
      'models/a.sql:2:9: unknown model "ordes".',
      'Did you mean "orders"?',
    ],
    [
      'a circle, and shows it',
      {
        'models/a.sql': "select * from {{ ref('b') }}",
        'models/b.sql': "select * from {{ ref('c') }}",
        'models/c.sql': "select * from {{ ref('a') }}",
      },
      'SQL_REF_CYCLE',
      'models/a.sql:1:18: the models refer to each other in a circle: a → b → c → a.',
      expect.stringContaining('b refers to c at models/b.sql:1:18'),
    ],
    [
      'a model that refers to itself',
      { 'models/a.sql': "select * from {{ ref('a') }}" },
      'SQL_REF_CYCLE',
      expect.stringContaining('a → a'),
      undefined,
    ],
    [
      'two models of one name',
      { 'models/a.sql': 'select 1', 'models/x/a.ff.sql': 'select 1' },
      'SQL_MODEL_DUPLICATE',
      expect.stringContaining('models/x/a.ff.sql:1:1: the model "a" is in models/a.sql, too'),
      undefined,
    ],
    [
      'an unknown key of config',
      { 'models/a.sql': "{{ config(materialised='table') }} select 1" },
      'SQL_MODEL_INVALID',
      'models/a.sql:1:11: unknown key "materialised" in the configuration of a model.',
      'Did you mean "materialized"?',
    ],
    [
      'an unknown key of front matter',
      { 'models/a.sql': '---\ntag: x\n---\nselect 1' },
      'SQL_MODEL_INVALID',
      expect.stringContaining('models/a.sql:2:1: unknown key "tag"'),
      'Did you mean "tags"?',
    ],
    [
      'an unknown materialization',
      { 'models/a.sql': "{{ config(materialized='tabel') }} select 1" },
      'SQL_MODEL_INVALID',
      expect.stringContaining('expected one of table, view, incremental, received "tabel"'),
      undefined,
    ],
    [
      'what is configured twice',
      { 'models/a.sql': "---\ntags: x\n---\n{{ config(tags='y') }} select 1" },
      'SQL_MODEL_INVALID',
      expect.stringContaining('models/a.sql:4:11: "tags" is configured twice'),
      undefined,
    ],
    [
      'a key of what is no incremental model',
      { 'models/a.sql': "{{ config(unique_key='id') }} select 1" },
      'SQL_MODEL_INVALID',
      expect.stringContaining('unique_key is for incremental models'),
      undefined,
    ],
    [
      'several statements',
      { 'models/a.sql': 'select 1;\nselect 2' },
      'SQL_MODEL_INVALID',
      'models/a.sql:2:1: a model is one select, here begins a second statement.',
      expect.any(String),
    ],
    [
      'nothing',
      { 'models/a.sql': '-- nothing yet' },
      'SQL_MODEL_INVALID',
      expect.stringContaining('the model has no select'),
      undefined,
    ],
    [
      'a variable that nobody sets',
      { 'models/a.sql': "select {{ var('year') }}" },
      'SQL_VARIABLE_UNKNOWN',
      'models/a.sql:1:11: unknown variable "year".',
      expect.stringContaining('--params year'),
    ],
    [
      'a source that is not listed',
      {
        'models/a.sql': "select * from {{ source('raw', 'event') }}",
        'sources.yml': 'sources:\n  - name: raw\n    tables:\n      - name: events',
      },
      'SQL_SOURCE_UNKNOWN',
      expect.stringContaining('models/a.sql:1:18: unknown source "raw.event"'),
      'Did you mean "raw.events"?',
    ],
    [
      'an unknown key of sources.yml',
      {
        'models/a.sql': 'select 1',
        'sources.yml': 'sources:\n  - name: raw\n    tables:\n      - name: events\n        identifer: x',
      },
      'SQL_PROJECT_INVALID',
      'sources.yml:5:9: unknown key "identifer".',
      'Did you mean "identifier"?',
    ],
    [
      'an engine that is not supported',
      connections('profiles:\n  dev:\n    engine: mysql'),
      'SQL_ENGINE_UNSUPPORTED',
      'conf/base/connections.yml:3:5: the engine "mysql" is not supported.',
      'Engines: duckdb, postgres.',
    ],
    [
      'an unknown key of a profile',
      connections('profiles:\n  dev:\n    engine: duckdb\n    pth: x'),
      'SQL_CONNECTION_INVALID',
      'conf/base/connections.yml:4:5: unknown key "pth".',
      'Did you mean "path"?',
    ],
    [
      'a profile that there is not',
      connections('profile: prd\nprofiles:\n  prod:\n    engine: duckdb'),
      'SQL_CONNECTION_INVALID',
      'conf/base/connections.yml:1:1: there is no profile "prd".',
      'Did you mean "prod"?',
    ],
    [
      'several profiles of which none is chosen',
      connections('profiles:\n  a: { engine: duckdb }\n  b: { engine: duckdb }'),
      'SQL_CONNECTION_INVALID',
      expect.stringContaining('nothing says which one is for "local"'),
      undefined,
    ],
    [
      'a password that is no text, without telling it',
      connections('profiles:\n  a: { engine: postgres, password: 12345 }'),
      'SQL_CONNECTION_INVALID',
      'conf/base/connections.yml:2:26: password: expected string.',
      undefined,
    ],
  ])('refuse %s before anything runs', async (_what, files, code, message, hint) => {
    expect(await refusal(files)).toMatchObject({ code, message, ...(hint === undefined ? {} : { hint }) });
  });

  it('refuse a name that the catalog has given away', async () => {
    await using project = await sqlProject({
      'models/a.sql': 'select 1 as x',
      'conf/base/catalog.yml': 'a: { type: memory }',
    });
    const { outcome } = await project.run();
    expect(outcome).toMatchObject({ status: 'error', error: { code: 'SQL_DATASET_TAKEN' } });
  });

  it('say so when the database cannot be opened', async () => {
    await using project = await sqlProject({
      'models/a.sql': 'select 1 as x',
      'conf/base/connections.yml': 'profiles:\n  a: { engine: postgres, url: "postgres://nobody@127.0.0.1:1/none" }',
    });
    const { outcome } = await project.run();
    expect(outcome.status).toBe('error');
    const { message, cause } = outcome.error as Error;
    expect(`${message} ${cause instanceof Error ? cause.message : ''}`).toContain('conf/base/connections.yml:2:3');
  });
});
