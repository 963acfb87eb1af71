import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Secret } from '../base/secret.ts';
import { makeSmtpMailer } from './smtp-mailer.ts';

const MAIL = { to: 'ada@example.org', subject: 'Confirm your address', text: 'Link: https://example.org/x', html: '<p>Link</p>' };

interface SmtpServer {
  readonly port: number;
  /** What the client said, line by line. */
  readonly heard: string[];
}

test('a server on this machine gets the mail, its sender and its one recipient', async (t) => {
  const server = await startSmtpServer(t, 'AUTH PLAIN');

  await makeSmtpMailer(new Secret(`smtp://keyhouse:p%40ss@127.0.0.1:${server.port}`), 'keyhouse@example.org').send(MAIL);

  assert.deepEqual(
    server.heard.filter((line) => /^(?:AUTH|MAIL|RCPT)/.test(line)),
    [`AUTH PLAIN ${Buffer.from('\0keyhouse\0p@ss').toString('base64')}`, 'MAIL FROM:<keyhouse@example.org>', 'RCPT TO:<ada@example.org>'],
  );
  assert.equal(server.heard.includes('Subject: Confirm your address'), true);
  assert.equal(server.heard.includes('Auto-Submitted: auto-generated'), true);
});

test('a server elsewhere that offers no TLS gets neither password nor mail', async (t) => {
  const server = await startSmtpServer(t, 'AUTH PLAIN');

  // Not one of the names of this machine, and yet it leads here.
  const sending = makeSmtpMailer(new Secret(`smtp://keyhouse:secret@0.0.0.0:${server.port}`), 'keyhouse@example.org').send(MAIL);

  await assert.rejects(sending);
  assert.deepEqual(
    server.heard.filter((line) => !/^(?:EHLO|STARTTLS|QUIT)/.test(line)),
    [],
  );
});

test('settings in the url cannot switch TLS off', async (t) => {
  const server = await startSmtpServer(t, 'AUTH PLAIN');
  const url = new Secret(`smtp://keyhouse:secret@0.0.0.0:${server.port}/?requireTLS=false&ignoreTLS=true`);

  await assert.rejects(makeSmtpMailer(url, 'keyhouse@example.org').send(MAIL));

  assert.equal(
    server.heard.some((line) => /^(?:AUTH|MAIL)/.test(line)),
    false,
  );
});

test('an address cannot become a second recipient or a header', async (t) => {
  const server = await startSmtpServer(t, 'SIZE 1000000');
  const mailer = makeSmtpMailer(new Secret(`smtp://127.0.0.1:${server.port}`), 'keyhouse@example.org');

  await mailer
    .send({ ...MAIL, to: 'ada@example.org\r\nBcc: eve@example.org', subject: 'Hello\r\nBcc: eve@example.org' })
    .catch(() => undefined);

  assert.equal(
    server.heard.some((line) => /^Bcc/i.test(line) || line === 'RCPT TO:<eve@example.org>'),
    false,
  );
});

/** As much of SMTP (RFC 5321) as a client without TLS needs. */
async function startSmtpServer(t: TestContext, offers: string): Promise<SmtpServer> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    talk(socket, offers, heard);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as { port: number }).port, heard };
}

function talk(socket: Socket, offers: string, heard: string[]): void {
  let isInData = false;
  let rest = '';

  function answer(line: string): string {
    heard.push(line);
    if (isInData) {
      isInData = line !== '.';
      return isInData ? '' : '250 taken\r\n';
    }
    isInData = line === 'DATA';
    if (isInData) return '354 go on\r\n';
    if (line.startsWith('EHLO')) return `250-here\r\n250 ${offers}\r\n`;
    if (line.startsWith('STARTTLS')) return '502 not here\r\n';
    if (line.startsWith('AUTH')) return '235 welcome\r\n';
    return line === 'QUIT' ? '221 bye\r\n' : '250 fine\r\n';
  }

  socket.write('220 here\r\n');
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) socket.write(answer(line));
  });
}
