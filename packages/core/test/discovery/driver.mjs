// Runs in a project, as a host would, and prints what came of it as JSON.
import { createPluginManager } from '@pintle/core/settings';
import { contributionsOf } from '@pintle/core/discovery';
import { defineHookSpecs, hookSpec } from '@pintle/core';

const specs = defineHookSpecs('kiln', { on_fire: hookSpec.sync() }, { package: '@kiln/specs', version: '1.4.0' });
const options = JSON.parse(process.argv[2] ?? '{}');
const log = [];
const at = (level) => (message) => log.push(`${level} ${message}`);

try {
  const pm = await createPluginManager({
    name: 'kiln',
    version: '1.0.0',
    specs: [specs],
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    ...options,
  });
  const commands = contributionsOf(pm.project.packages, 'commands');
  const result = {
    file: pm.project.file,
    fired: pm.hook.on_fire({}),
    plugins: Object.fromEntries(
      pm.project.plugins.map((row) => [`${row.name} (${row.source})`, row.why ?? row.status]),
    ),
    dirs: Object.fromEntries(pm.project.packages.map((one) => [one.name, one.dir])),
    commands: await Promise.all(
      [...commands.values()].map(async (one) => [one.name, one.description, await one.load()]),
    ),
    log,
  };
  process.stdout.write(JSON.stringify(result));
  await pm.close();
} catch (error) {
  const { code, message, hint, plugin, cause } = error;
  process.stdout.write(
    JSON.stringify({ error: { code, message, hint, plugin, cause: cause && `${cause.name}: ${cause.message}` }, log }),
  );
  if (code === undefined) throw error;
}
