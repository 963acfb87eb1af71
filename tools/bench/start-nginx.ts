import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../tests/support/free-port.ts';
import { childrenOf } from '../../tests/support/look-at-data.ts';
import { findProgram } from '../../tests/support/programs.ts';

/** What Keyhouse answers for one path, which nginx is to send too. */
export interface Copied {
  /** Of nginx, without a slash. */
  readonly name: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  /** Headers that nginx does not make by itself. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Nginx {
  readonly port: number;
  /** The worker, which does the work. */
  readonly workerPid: number;
  stop(): Promise<void>;
}

const START_TRIES = 100;

/**
 * nginx with Debian's settings, one worker and no log: the same bytes as Keyhouse, headers included. Under `/copied/` it sends them
 * without sendfile.
 */
export async function startNginx(copies: readonly Copied[]): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhouse-nginx-'));
  const port = await freePort();
  for (const { name, body } of copies) writeFileSync(join(folder, name), body);
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port, copies));
  const child = spawn(findProgram('nginx') ?? 'nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: ['ignore', 2, 2] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  process.once('exit', () => child.kill('SIGTERM'));

  let [workerPid] = childrenOf(child.pid ?? 0);
  for (let tries = 0; workerPid === undefined; tries += 1) {
    if (tries > START_TRIES || child.exitCode !== null) throw new Error('nginx did not start; its lines stand above.');
    await sleep(50);
    [workerPid] = childrenOf(child.pid ?? 0);
  }
  return {
    ...{ port, workerPid },
    async stop() {
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string, port: number, copies: readonly Copied[]): string {
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const places = copies.map(({ name, contentType, headers }) => {
    const lines = Object.entries(headers).map(([header, value]) => `add_header ${header} ${quoted(value)};`);
    const rules = `types {} default_type ${quoted(contentType)}; ${lines.join(' ')}`;
    return `location = /${name} { ${rules} } location = /copied/${name} { sendfile off; alias ${folder}/${name}; ${rules} }`;
  });
  return `${user} daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr error;
events { worker_connections 512; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; server_tokens off; etag off;
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server { listen 127.0.0.1:${port}; root ${folder};
    ${places.join('\n    ')}
  }
}
`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
