import { userInfo } from 'node:os';

/** Who runs this process, as the trail names them: `root (sudo by ada)`. A user id without a name is told as a number. */
export function osUser(sudoUser: string | undefined): string {
  const name = ownName();
  return sudoUser === undefined || sudoUser === name ? name : `${name} (sudo by ${sudoUser})`;
}

function ownName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user id ${process.getuid?.() ?? 'unknown'}`;
  }
}
