import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Project } from './support/project.js';
import { Receiver } from './support/receiver.js';

const DENY = fileURLToPath(new URL('support/deny-network.js', import.meta.url));
const PIPELINES = `
import { node, pipeline } from 'pintle';
export const orders = pipeline('orders', [node({ name: 'read', outputs: 'raw' }, () => [1]), node({ name: 'clean', inputs: ['raw', 'params:k'], outputs: 'clean' }, (raw) => raw)]);
export default orders;
`;

/** A project with an endpoint for usage statistics, to which nobody has agreed yet. */
class World implements AsyncDisposable {
  readonly receiver: Receiver;
  readonly project: Project;

  private constructor(receiver: Receiver) {
    this.receiver = receiver;
    this.project = new Project({
      'pipelines.ts': PIPELINES,
      'conf/base/parameters.yml': 'k: 1\n',
      'settings.ts': settings(`${receiver.url}/events`),
    });
  }

  static async open(): Promise<World> {
    return new World(await Receiver.open());
  }

  /** Runs a command that has to succeed. @returns what it printed */
  readonly ok = async (words: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<string> => {
    const { code, stdout, stderr } = await this.project.pintle(words, variables);
    if (code !== 0) throw new Error(`pintle ${words.join(' ')} ended with ${code}: ${stderr}`);
    return stdout;
  };

  /** Somebody has agreed, as `pintle telemetry on` writes it down. */
  agree(endpoint = `${this.receiver.url}/events`): void {
    const id = 'b7f3b5a0-93ff-4f3c-a5c9-f0d6f43c5a9d';
    this.project.write('.pintle/telemetry.json', JSON.stringify({ consent: true, id, endpoint }));
  }

  /** Waits until the receiver has got so many events, which come from processes of their own. */
  async events(count: number): Promise<readonly string[]> {
    const until = performance.now() + 10_000;
    while (this.receiver.requests.length < count && performance.now() < until) await sleep(20);
    return this.receiver.requests.map(({ body }) => body.toString());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.project[Symbol.dispose]();
    await this.receiver[Symbol.asyncDispose]();
  }
}

function settings(endpoint: string): string {
  const options = { '@pintle/plugin-telemetry': { usage: { endpoint } } };
  return `export const PLUGIN_OPTIONS = ${JSON.stringify(options)};\n`;
}

/** Gives what should not be sent the time to come all the same. */
const aMoment = (): Promise<void> => sleep(1000);

describe.concurrent('usage statistics', () => {
  it('are off by default: no connection, no name looked up, no process, no file', async () => {
    await using world = await World.open();
    const { receiver, project, ok } = world;
    const denied = join(project.dir, 'node_modules', 'denied.txt');
    const before = project.files();
    const variables = { NODE_OPTIONS: `--import ${DENY}`, DENIED_NETWORK: denied };
    await ok(['run'], variables);
    await ok(['telemetry', 'off'], variables);
    await ok(['run'], variables);
    await aMoment();
    expect(existsSync(denied)).toBe(false);
    expect(receiver.connections).toBe(0);
    expect(project.files().filter((file) => !file.startsWith('.pintle/'))).toEqual(before);
  });

  it('cannot be previewed for what is no command', async () => {
    await using world = await World.open();
    const { code, stderr } = await world.project.pintle(['telemetry', 'preview', '--', 'catalog']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(
        '✗ USAGE_INVALID  "pintle catalog" names no command that does something.\n  hint   See: pintle --help\n',
      ),
    ]);
  });

  it('belong to the plugin of that name, not to another one that has taken it', async () => {
    await using world = await World.open();
    world.project.write('settings.ts', "export const HOOKS = [{ name: '@pintle/plugin-telemetry', hooks: {} }];\n");
    const { code, stderr } = await world.project.pintle(['telemetry', 'status']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(
        '✗ TELEMETRY_PLUGIN_MISSING  The plugin @pintle/plugin-telemetry is not registered under its name.\n  hint   Leave it to be discovered, or put it into HOOKS as it is: HOOKS = [telemetry()].\n',
      ),
    ]);
  });

  it('are sent once somebody has agreed, to the byte as the preview shows them', async () => {
    await using world = await World.open();
    const { receiver, ok } = world;
    const preview = await ok(['telemetry', 'preview']);
    expect(receiver.connections).toBe(0);
    await ok(['telemetry', 'on']);
    expect(await ok(['telemetry', 'preview'])).toBe(preview);
    await ok(['run']);
    expect(await world.events(1)).toEqual([preview]);
    expect(JSON.parse(preview)).toEqual({
      schema: 1,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      command: 'run',
      pintle: expect.any(String),
      telemetry: expect.any(String),
      node: Number(process.versions.node.split('.')[0]),
      os: process.platform,
      pipelines: 1,
      nodes: 2,
      datasets: 2,
    });
    const [request] = receiver.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/events', headers: { 'content-type': 'application/json' } });
  });

  it.each([
    ['run', 'orders', '--env', 'local', '--params', 'k=5', '--keep-going'],
    ['hooks', 'explain', 'on_run_end'],
    ['pipelines', 'list', '--json'],
  ])('are previewed for any command: %s %s %s …', async (...words) => {
    await using world = await World.open();
    const { ok } = world;
    world.agree();
    const preview = await ok(['telemetry', 'preview', '--', ...words]);
    await ok(words);
    expect(await world.events(1)).toEqual([preview]);
    expect(preview).not.toMatch(/orders|k=5|on_run_end/);
  });

  it('are sent of commands that fail, too', async () => {
    await using world = await World.open();
    const { project } = world;
    world.agree();
    project.write('pipelines.ts', PIPELINES.replace('() => [1]', "() => { throw new RangeError('secret') }"));
    expect((await project.pintle(['run'])).code).toBe(1);
    const [event = ''] = await world.events(1);
    expect(JSON.parse(event)).toMatchObject({ command: 'run', nodes: 2 });
    expect(event).not.toContain('secret');
  });

  it('end, and forget their id, when somebody says no', async () => {
    await using world = await World.open();
    const { receiver, project, ok } = world;
    await ok(['telemetry', 'on']);
    const first = JSON.parse(await ok(['telemetry', 'preview'])) as { id: string };
    await ok(['telemetry', 'off']);
    expect(JSON.parse(readFileSync(join(project.dir, '.pintle/telemetry.json'), 'utf8'))).toEqual({ consent: false });
    await ok(['run']);
    await aMoment();
    expect(receiver.connections).toBe(0);
    await ok(['telemetry', 'on']);
    const second = JSON.parse(await ok(['telemetry', 'preview'])) as { id: string };
    expect(second.id).not.toBe(first.id);
  });

  it.each([
    ['DO_NOT_TRACK', { DO_NOT_TRACK: '1' }, 'DO_NOT_TRACK is set'],
    ['CI', { CI: 'true' }, 'this is CI'],
    ['CI by its vendor', { GITHUB_ACTIONS: 'true' }, 'this is CI'],
    ['the plugin being disabled', { PINTLE_DISABLE_PLUGINS: '@pintle/plugin-telemetry' }, undefined],
  ])('are stopped by %s, whatever was agreed to', async (_, variables, reason) => {
    await using world = await World.open();
    const { receiver, ok } = world;
    world.agree();
    await ok(['run'], variables);
    await aMoment();
    expect(receiver.connections).toBe(0);
    if (reason !== undefined) expect(await ok(['telemetry', 'status'], variables)).toContain(`off: ${reason}.`);
  });

  it('are not stopped by DO_NOT_TRACK=0', async () => {
    await using world = await World.open();
    const { ok } = world;
    world.agree();
    await ok(['run'], { DO_NOT_TRACK: '0' });
    expect(await world.events(1)).toHaveLength(1);
  });

  it('are off, with a note, while the consent cannot be read; commands work', async () => {
    await using world = await World.open();
    const { receiver, project, ok } = world;
    world.agree();
    project.write('.pintle/telemetry.json', '{ "consent": tru');
    const { code, stderr } = await project.pintle(['run']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/usage statistics are off: \.pintle\/telemetry\.json cannot be read/);
    await aMoment();
    expect(receiver.connections).toBe(0);
    expect(await ok(['telemetry', 'status'])).toContain('consent   unreadable');
    await ok(['telemetry', 'on']);
    await ok(['run']);
    expect(await world.events(1)).toHaveLength(1);
  });

  it('go nowhere but where it was agreed that they go', async () => {
    await using world = await World.open();
    const { receiver, project, ok } = world;
    world.agree();
    await using other = await Receiver.open();
    project.write('settings.ts', settings(other.url));
    await ok(['run']);
    await aMoment();
    expect([receiver.connections, other.connections]).toEqual([0, 0]);
    expect(await ok(['telemetry', 'status'])).toContain(
      `what was agreed to is ${receiver.url}/events, and not ${other.url}`,
    );
  });

  it('follow no redirection', async () => {
    await using world = await World.open();
    const { project, ok } = world;
    await using trap = await Receiver.open();
    await using crooked = await Receiver.open({ redirect: trap.url });
    project.write('settings.ts', settings(crooked.url));
    world.agree(crooked.url);
    await ok(['run']);
    await aMoment();
    expect(crooked.requests).toHaveLength(1);
    expect(trap.connections).toBe(0);
  });

  it('are off, and that is no error, where nothing can be written', async () => {
    await using world = await World.open();
    const { project } = world;
    mkdirSync(join(project.dir, '.pintle/telemetry.json'), { recursive: true });
    const { code, stderr } = await project.pintle(['run']);
    expect(code).toBe(0);
    expect(stderr).toContain('usage statistics are off');
  });
});

describe.concurrent('what watches the network in these tests', () => {
  it('sees what is sent; and a command whose statistics cannot be sent works', async () => {
    await using world = await World.open();
    const { project, ok } = world;
    const denied = join(project.dir, 'node_modules', 'denied.txt');
    world.agree();
    await ok(['run'], { NODE_OPTIONS: `--import ${DENY}`, DENIED_NETWORK: denied });
    expect(readFileSync(denied, 'utf8')).toBe('spawn\n');
  });
});

describe.concurrent('pintle telemetry', () => {
  it('says what holds, for people and as JSON', async () => {
    await using world = await World.open();
    const { receiver, ok } = world;
    expect(await ok(['telemetry', 'status'])).toBe(
      [
        'Usage statistics are off: nobody has agreed.',
        `  endpoint  ${receiver.url}/events`,
        '  consent   not given (.pintle/telemetry.json)',
        '  id        none',
        '',
      ].join('\n'),
    );
    expect(await ok(['telemetry', 'on'])).toContain(`Usage statistics go to ${receiver.url}/events from now on.`);
    const status = JSON.parse(await ok(['telemetry', 'status', '--json'])) as object;
    expect(status).toEqual({
      isOn: true,
      endpoint: `${receiver.url}/events`,
      consent: 'yes',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      reasons: [],
    });
  });

  it('has nothing to send to by itself', async () => {
    await using world = await World.open();
    const { receiver, project, ok } = world;
    project.write('settings.ts', '');
    expect(await ok(['telemetry', 'on'])).toContain('but usage statistics are off: no endpoint is configured.');
    await ok(['run']);
    project.write('settings.ts', settings(receiver.url));
    await ok(['run']);
    await aMoment();
    expect(receiver.connections).toBe(0);
  });

  it('refuses options that make no sense', async () => {
    await using world = await World.open();
    const { project } = world;
    project.write('settings.ts', settings('ftp://usage.example'));
    const { code, stderr } = await project.pintle(['telemetry', 'status']);
    expect(code).toBe(2);
    expect(stderr).toContain('usage.endpoint');
  });

  it('works where the plugin stands in HOOKS', async () => {
    await using world = await World.open();
    const { receiver, project, ok } = world;
    project.write(
      'settings.ts',
      `import { telemetry } from '@pintle/plugin-telemetry';\nexport const HOOKS = [telemetry({ usage: { endpoint: '${receiver.url}' } })];\n`,
    );
    expect(await ok(['telemetry', 'on'])).toContain(`Usage statistics go to ${receiver.url} from now on.`);
  });

  it('refuses to preview what is no command', async () => {
    await using world = await World.open();
    const { project } = world;
    const { code, stderr } = await project.pintle(['telemetry', 'preview', 'rnu']);
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean "run"?');
  });
});

describe('an endpoint for usage statistics that is slow', () => {
  it('keeps no command waiting, and no process longer than a second', async () => {
    await using world = await World.open();
    await using slow = await Receiver.open({ delayMs: 60_000 });
    world.project.write('settings.ts', settings(slow.url));
    world.agree(slow.url);
    const closed = slow.firstClose();
    await world.ok(['run']);
    const endedAt = performance.now();
    const { openedAt, closedAt } = await closed;
    expect(endedAt, 'the command ends first').toBeLessThan(closedAt);
    // A second, and what a busy machine takes to notice.
    expect(closedAt - openedAt).toBeLessThan(3000);
  });
});
