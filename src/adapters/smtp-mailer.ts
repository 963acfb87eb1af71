import nodemailer from 'nodemailer';
import type { Secret } from '../base/secret.ts';
import type { Mailer } from '../world.ts';
import { mailMessage } from './mail-message.ts';

const TIMEOUT_MS = 20_000;

/**
 * Hands mails to an SMTP server: `smtps://` speaks TLS from the start, `smtp://` goes over to it and sends nothing without. Only a
 * server on this machine may do without TLS, or have a certificate that nobody vouches for.
 */
export function makeSmtpMailer(url: Secret, from: string): Mailer {
  const { hostname, port, protocol, username, password } = new URL(url.reveal());
  const host = hostname.replace(/^\[|\]$/g, '');
  const isLoopback = host === 'localhost' || host === '127.0.0.1' || host === '::1';
  const isSecure = protocol === 'smtps:';
  const transport = nodemailer.createTransport({
    host,
    port: port === '' ? defaultPort(isSecure, isLoopback) : Number(port),
    secure: isSecure,
    requireTLS: !isLoopback,
    tls: { rejectUnauthorized: !isLoopback, minVersion: 'TLSv1.2' },
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
  });
  return {
    mode: 'smtp',
    async send(mail) {
      await transport.sendMail(mailMessage(mail, from));
    },
  };
}

/** Submission with TLS (RFC 8314) or with going over to it (RFC 6409); the mail server of the machine itself listens on 25. */
function defaultPort(isSecure: boolean, isLoopback: boolean): number {
  if (isSecure) return 465;
  return isLoopback ? 25 : 587;
}
