import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import nodemailer from 'nodemailer';
import { toHex } from '../base/bytes.ts';
import type { Secret } from '../base/secret.ts';
import { systemRandomBytes } from '../crypto/random-bytes.ts';
import type { Mail, Mailer } from '../world.ts';

const TIMEOUT_MS = 20_000;

/** Hands mails to an SMTP server; in clear only on loopback, anywhere else TLS is required. */
export function makeSmtpMailer(url: Secret, from: string): Mailer {
  const { hostname, protocol } = new URL(url.reveal());
  const isLoopback = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
  const transport = nodemailer.createTransport(url.reveal(), {
    requireTLS: !isLoopback && protocol === 'smtp:',
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  } as object);
  return {
    mode: 'smtp',
    async send(mail) {
      await transport.sendMail(message(mail, from));
    },
  };
}

/** Writes each mail as an `.eml` file that only the owner of the folder can read: for trying it out on localhost. */
export async function makeFolderMailer(folder: string, from: string, now: () => number): Promise<Mailer> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true });
  return {
    mode: 'folder',
    async send(mail) {
      const { message: bytes } = (await transport.sendMail(message(mail, from))) as { message: Uint8Array };
      const time = new Date(now()).toISOString().replaceAll(/[:.]/g, '-');
      const file = await open(join(folder, `${time}-${toHex(systemRandomBytes(4))}.eml`), 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}

/** Nobody can get mail: what needs a mailbox is off. */
export const OFF_MAILER: Mailer = {
  mode: 'off',
  async send() {
    throw new Error('mail is off: nothing may be sent');
  },
};

/** Addresses as objects: nothing in a name or an address can become a second recipient or a header. */
function message(mail: Mail, from: string): object {
  return {
    from,
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableUrlAccess: true,
    disableFileAccess: true,
  };
}
