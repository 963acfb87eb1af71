import { listNotices } from '../../src/accounts/notices/list-notices.ts';
import { renderTable } from './sections.ts';

/** For `docs/authentication.md`: which mails go out. */
export function renderNotices(): string {
  const rows = listNotices().map(({ when, to, button }) => [when, to, button ?? '']);
  return renderTable(['a mail goes out when', 'to', 'its button'], rows);
}
