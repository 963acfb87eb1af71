/** Whether an `If-None-Match` names the tag (RFC 9110, section 13.1.2: weak comparison). */
export function matchesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
