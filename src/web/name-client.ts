const SYSTEMS: readonly (readonly [sign: string, name: string])[] = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['CrOS', 'ChromeOS'],
  ['Mac OS X', 'macOS'],
  ['Linux', 'Linux'],
];

/** In this order: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari. */
const BROWSERS: readonly (readonly [sign: string, name: string])[] = [
  ['Edg', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['FxiOS/', 'Firefox'],
  ['CriOS/', 'Chrome'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
];

const PRODUCT = /^([A-Za-z][A-Za-z0-9_.-]{0,39})\/([0-9][0-9A-Za-z.+-]{0,19})/;

/**
 * A user agent in words: `Firefox on macOS`, `twine 7.0.0`. It is what the client says about itself and proves nothing; what says
 * nothing known is called so, never printed as it is.
 */
export function nameClient(userAgent: string): string {
  if (userAgent.startsWith('Mozilla/')) return nameBrowser(userAgent);
  if (userAgent.startsWith('keyhouse command by ')) return 'a command on the server';
  const product = PRODUCT.exec(userAgent);
  if (product !== null) return `${product[1]} ${product[2]}`;
  return userAgent === '' ? 'a program without a name' : 'an unknown program';
}

function nameBrowser(userAgent: string): string {
  const browser = BROWSERS.find(([sign]) => userAgent.includes(sign))?.[1] ?? 'A browser';
  const system = SYSTEMS.find(([sign]) => userAgent.includes(sign))?.[1];
  return system === undefined ? browser : `${browser} on ${system}`;
}
