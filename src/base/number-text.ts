const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A limit in bytes exactly, in the largest unit that it is whole in: `100 MiB`, `150000 bytes`. A whole number, at least 1. */
export function limitText(bytes: number): string {
  if (bytes === 1) return '1 byte';
  let [count, unit] = [bytes, 0];
  while (count % 1_024 === 0 && unit < UNITS.length - 1) [count, unit] = [count / 1_024, unit + 1];
  return `${count} ${UNITS[unit]}`;
}

/** `1 account`, `2 accounts`, `0 accounts`. */
export function countText(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
