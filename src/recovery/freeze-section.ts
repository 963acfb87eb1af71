import type { FindAccountSection } from '../accounts/doors.ts';
import { linkButton } from '../layout/button.ts';
import { dangerZone } from '../layout/danger.ts';
import { part } from '../layout/part.ts';
import { paths } from '../paths.ts';

/** The last part of the account page: pull the brake, or leave for good. */
export const freezeSection: FindAccountSection = async () => {
  const item = {
    heading: 'Freeze the account',
    text: 'Ends every session, rests every token and refuses uploads. For when you think someone is in.',
    action: linkButton({ label: 'Freeze', href: paths.freeze(), kind: 'stop-plain', isSmall: true, sign: 'freeze' }),
  };
  const close = {
    heading: 'Close the account',
    text: 'Ends everything, and erases it in 14 days. Signing in until then keeps it.',
    action: linkButton({ label: 'Close', href: paths.closeAccount(), kind: 'stop-plain', isSmall: true, sign: 'bin' }),
  };
  return {
    anchor: 'freeze',
    title: 'Freeze or close',
    content: part({ id: 'freeze', heading: 'Freeze or close', content: dangerZone([item, close]) }),
  };
};
