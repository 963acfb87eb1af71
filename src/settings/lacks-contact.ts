import type { Settings } from './settings.ts';

/**
 * Whether people elsewhere reach the index and find nobody to tell about a hole in it. A security.txt without a contact would be
 * none (RFC 9116 2.5.3), so there is none: start, doctor and the operators' page say so instead.
 */
export function lacksContact({ url, securityContact }: Pick<Settings, 'url' | 'securityContact'>): boolean {
  return securityContact === undefined && url.startsWith('https:');
}
