import { defineCommand, HookError } from '@pintle/hookspecs';
import type { FoundConsent } from './usage/consent.js';
import { type Usage, usageOf } from './usage/usage.js';

const WHERE = '.pintle/telemetry.json';

const on = defineCommand({
  description: 'agree that usage statistics are sent to the configured endpoint',
  async run({ plugin, output }) {
    const usage = expectUsage(plugin);
    usage.agree();
    const { isOn, reasons } = await usage.permission();
    output.show({ isOn, endpoint: usage.endpoint ?? null, reasons }, () =>
      isOn
        ? `Usage statistics go to ${usage.endpoint} from now on. "pintle telemetry preview" shows what is sent.`
        : `You agreed (${WHERE}), but usage statistics are off: ${reasons.join(', ')}.`,
    );
  },
});

const off = defineCommand({
  description: 'send no usage statistics, and forget the id',
  run({ plugin, output }) {
    expectUsage(plugin).refuse();
    output.show({ isOn: false }, () => `Usage statistics are off (${WHERE}).`);
  },
});

const status = defineCommand({
  description: 'show whether usage statistics are sent, and why',
  async run({ plugin, output }) {
    const usage = expectUsage(plugin);
    const { isOn, reasons, consent } = await usage.permission();
    const id = consent.state === 'given' ? (consent.consent.id ?? null) : null;
    output.show({ isOn, endpoint: usage.endpoint ?? null, consent: answerOf(consent), id, reasons }, () =>
      [
        `Usage statistics are ${isOn ? 'on' : `off: ${reasons.join(', ')}`}.`,
        `  endpoint  ${usage.endpoint ?? `none (PLUGIN_OPTIONS: { '@pintle/plugin-telemetry': { usage: { endpoint } } })`}`,
        `  consent   ${answerOf(consent)} (${WHERE})`,
        `  id        ${id ?? 'none'}`,
      ].join('\n'),
    );
  },
});

const preview = defineCommand({
  description: 'print exactly what would be sent of a command',
  args: {
    command: { description: 'the words of a command, behind -- where it has options (default: run)', variadic: true },
  },
  async run({ plugin, args, project, parse, session, output }) {
    const usage = expectUsage(plugin);
    const commandArgs = await parse(args.command.length === 0 ? ['run'] : args.command);
    if (commandArgs.command[0] === 'run') await session();
    output.line(usage.preview(commandArgs, project.pintleVersion).trimEnd());
  },
});

/** `pintle telemetry`: the consent to usage statistics, and what they are. */
export default defineCommand({
  description: 'usage statistics: switch them on or off, and see what is sent',
  commands: { on, off, status, preview },
});

function answerOf(consent: FoundConsent): 'yes' | 'no' | 'not given' | 'unreadable' {
  if (consent.state === 'unreadable') return 'unreadable';
  if (consent.state === 'absent') return 'not given';
  return consent.consent.consent ? 'yes' : 'no';
}

function expectUsage(plugin: object | undefined): Usage {
  const usage = usageOf(plugin);
  if (usage !== undefined) return usage;
  throw new HookError(
    'TELEMETRY_PLUGIN_MISSING',
    'The plugin @pintle/plugin-telemetry is not registered under its name.',
    {
      hint: 'Leave it to be discovered, or put it into HOOKS as it is: HOOKS = [telemetry()].',
    },
  );
}
