import type { Visitor } from './browser-client.ts';
import { askOptions, type PasskeyMember } from './passkeys.ts';
import { type Member, type Person, stepUp } from './story-people.ts';
import type { StorySite } from './story-site.ts';

export const PRACTICE = '/manage/account/practice/';

/** Begins a practice run after a step-up; gives the code that her page shows. */
export async function beginPractice(site: StorySite, owner: Member): Promise<string> {
  await site.runJobs();
  await stepUp(site, owner);
  await owner.browser.open(PRACTICE);
  await owner.browser.send(PRACTICE);
  return codeOn(owner.browser);
}

export function codeOn({ page }: Visitor): string {
  return /[0-9a-z]{4}-[0-9a-z]{4}(?=<\/span><\/p>)/.exec(page)?.[0] ?? '';
}

/** The page of the practice, from the mail to somebody who vouches. */
export async function practicePath(site: StorySite, { address }: Pick<Person, 'address'>): Promise<string> {
  return /\/account\/practice\/[0-9a-f]{32}\//.exec((await site.mailTo(address)).text)?.[0] ?? '';
}

/** Types the code and confirms with the passkey, on the page of the practice. */
export async function practise(site: StorySite, member: PasskeyMember, code: string): Promise<void> {
  const at = await practicePath(site, member);
  await member.browser.open(at);
  const options = await askOptions(member.browser, `${at}options/`);
  await member.browser.send(at, { voice_code: code, credential: member.authenticator.get(options) });
}
