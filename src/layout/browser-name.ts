const BROWSERS: readonly (readonly [mark: string, name: string])[] = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
];

const SYSTEMS: readonly (readonly [mark: string, name: string])[] = [
  ['Windows', 'Windows'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Mac OS X', 'macOS'],
  ['Linux', 'Linux'],
];

const TOOL = /^(pip|uv|twine|poetry|hatch|flit|pdm|curl|bandersnatch)\/([0-9A-Za-z.+-]{1,30})/;

/** A user agent in words: "Firefox on macOS", "twine 7.0"; what nobody knows as it is, cut short. */
export function browserName(userAgent: string): string {
  if (userAgent === '') return 'Unknown program';
  const tool = TOOL.exec(userAgent);
  if (tool !== null) return `${tool[1]} ${tool[2]}`;
  const browser = BROWSERS.find(([mark]) => userAgent.includes(mark))?.[1];
  const system = SYSTEMS.find(([mark]) => userAgent.includes(mark))?.[1];
  if (browser === undefined) return userAgent.slice(0, 60);
  return system === undefined ? browser : `${browser} on ${system}`;
}
