import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import nodemailer from 'nodemailer';
import { toHex } from '../base/bytes.ts';
import { systemRandomBytes } from '../crypto/random-bytes.ts';
import type { Mailer } from '../world.ts';
import { mailMessage } from './mail-message.ts';

/**
 * Writes each mail as an `.eml` file that only the owner of the folder can read; its name begins with the time. For trying things out
 * on localhost: links in it are live (A7).
 */
export async function makeFolderMailer(folder: string, from: string, now: () => number): Promise<Mailer> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true });
  return {
    mode: 'folder',
    async send(mail) {
      const { message } = await transport.sendMail(mailMessage(mail, from));
      const time = new Date(now()).toISOString().replaceAll(/[:.]/g, '-');
      const file = await open(join(folder, `${time}-${toHex(systemRandomBytes(4))}.eml`), 'wx', 0o600);
      try {
        await file.writeFile(message as Buffer);
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}
