import { describe, expect, it } from 'vitest';
import { Project } from './project.js';

const TOKEN = 'tok-5ecret';
const KEY = '-----BEGIN KEY-----\nMIIsecretMII\n-----END KEY-----';
const PARTS = [TOKEN, 'MIIsecretMII'];

/** Whatever can fail tells both secrets: of credentials, and of a variable in the parameters. */
const FILES = {
  'conf/base/parameters.yml': 'url: "https://u:${env:TEST_TOKEN}@host"\n',
  'conf/local/credentials.yml': `db: { key: ${JSON.stringify(KEY)} }\n`,
  'pipelines.ts': `
    import { node, param, pipeline } from 'pintle';

    const KEY = ${JSON.stringify(KEY)};
    const ask = node({ name: 'ask', inputs: { url: param<string>('url') }, outputs: 'x' }, ({ url }) => {
      throw new Error('refused by ' + url, { cause: new AggregateError([new TypeError('with ' + KEY)], 'twice ' + url) });
    });
    export default pipeline('p', [ask]);
  `,
  'settings.ts': `
    const told = () => { throw new Error('heard of ' + process.env.TEST_TOKEN + ' and ' + ${JSON.stringify(KEY)}); };
    export const HOOKS = [{ name: 'gossip', hooks: {
      after_context_created: () => process.env.EARLY && told(),
      on_node_end: told,
      after_command_run: told,
    } }];
  `,
};

describe('secrets of a project', () => {
  it.each<[string, readonly string[], Readonly<Record<string, string>>, number]>([
    ['lines', ['run'], {}, 1],
    ['lines with stacks', ['run', '--verbose'], {}, 1],
    ['JSON', ['run', '--json'], {}, 1],
    ['an error of the session', ['run', '--json', '--verbose'], { EARLY: '1' }, 1],
    ['an error of another command', ['pipelines', 'list', '--verbose'], { EARLY: '1' }, 1],
    ['a check', ['plugins', 'check', '--json'], { EARLY: '1' }, 2],
    ['past runs', ['runs', 'show', '--verbose', '--json'], {}, 0],
  ])('are not in %s', async (_where, argv, env, code) => {
    using project = new Project(FILES);
    if (argv[0] === 'runs') await project.start(['run'], { TEST_TOKEN: TOKEN }).ended;
    const ended = await project.start(argv, { ...env, TEST_TOKEN: TOKEN }).ended;
    const shown = ended.stdout + ended.stderr;
    expect(ended.code, shown).toBe(code);
    for (const part of PARTS) expect(shown).not.toContain(part);
    expect(shown).toContain('[redacted]');
  });
});
