import type { Mail } from '../world.ts';

/** A mail as nodemailer takes it. */
export interface MailMessage {
  readonly from: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly disableUrlAccess: true;
  readonly disableFileAccess: true;
}

/** The recipient as an object: nothing in an address can become a second one or a header. Marked so that no holiday robot answers. */
export function mailMessage(mail: Mail, from: string): MailMessage {
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
