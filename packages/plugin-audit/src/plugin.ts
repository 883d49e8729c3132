import { definePlugin, definePluginFactory, type PintlePlugin, type PintlePluginHost } from '@pintle/hookspecs';
import type { CallStep } from './journal/call-observer.js';
import { auditOptions } from './options.js';
import { Recorder } from './recorder.js';
import { type AuditSettings, auditSettings, noteSettings } from './settings.js';
import { VERSION } from './version.js';

/** Makes the plugin from checked options. */
export default definePluginFactory({
  options: auditOptions,
  setup: (options, host) => createPlugin(auditSettings(options, host.projectDir, process.env), host),
});

function createPlugin(settings: AuditSettings, host: PintlePluginHost): PintlePlugin {
  let recorder: Recorder | undefined;
  // Commands that run nothing make the plugin, too.
  const recording = (): Recorder => (recorder ??= new Recorder(settings, host));
  const isOwn = ({ impl }: CallStep): boolean => impl.plugin === plugin;
  const plugin = definePlugin({
    name: '@pintle/plugin-audit',
    version: VERSION,
    hooks: { on_run_event: (args) => recording().happened(args) },
    observe: { after: (call) => recording().called(call, isOwn) },
    dispose: () => recorder?.finish(),
  });
  noteSettings(plugin, settings);
  return plugin;
}
