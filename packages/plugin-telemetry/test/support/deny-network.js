// Loaded into every process of a test (NODE_OPTIONS): notes each attempt to connect, to look a name up or to start a
// process, and denies it.
import { appendFileSync } from 'node:fs';
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import { syncBuiltinESMExports } from 'node:module';

function deny(what) {
  return () => {
    appendFileSync(process.env.DENIED_NETWORK, `${what}\n`);
    throw new Error(`denied: ${what}`);
  };
}

childProcess.spawn = deny('spawn');
net.Socket.prototype.connect = deny('connect');
dgram.Socket.prototype.send = deny('send');
dns.lookup = deny('lookup');
dns.promises.lookup = deny('lookup');
syncBuiltinESMExports();
