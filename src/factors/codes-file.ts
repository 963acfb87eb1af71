import { dayText } from '../layout/times.ts';
import { type Answer, textAnswer } from '../web/answer.ts';

/** Where recovery codes belong to. */
export interface CodesPlace {
  readonly siteUrl: string;
  readonly username: string;
  readonly now: number;
}

/** What stands with the codes on paper and in a file. */
export function codesFacts({ siteUrl, username, now }: CodesPlace): string {
  return `${new URL(siteUrl).host}, account ${username}, made ${dayText(now)}. Each code works once, with the password.`;
}

/**
 * The codes that a page shows, as a text file that no cache keeps: saving them needs no script. Like the page it derives them from
 * the session, so nothing is stored, and once they count it gives them to nobody any more.
 */
export function codesFile(place: CodesPlace, codes: readonly string[]): Answer {
  const headers = { 'content-disposition': `attachment; filename="recovery-codes-${place.username}.txt"` };
  return textAnswer(`${codesFacts(place)}\n\n${codes.join('\n')}\n`, { headers });
}
