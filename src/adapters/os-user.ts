import { userInfo } from 'node:os';

const MAX_LENGTH = 80;

/**
 * Who runs this process, as the trail names them: `root (sudo by ada)`. A user id without a name is told as a number; what a name
 * of the host may hold and a line of text may not becomes a question mark.
 */
export function osUser(sudoUser: string | undefined): string {
  const name = ownName();
  const whole = sudoUser === undefined || sudoUser === '' || sudoUser === name ? name : `${name} (sudo by ${sudoUser})`;
  return whole
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\p{C}\p{Z}\uFFFD]/gu, (letter) => (letter === ' ' ? letter : '?'))
    .slice(0, MAX_LENGTH);
}

function ownName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user id ${process.getuid?.() ?? 'unknown'}`;
  }
}
