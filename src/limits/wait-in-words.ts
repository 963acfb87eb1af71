import { DAY, HOUR, MINUTE, type Millis } from '../base/brands.ts';

/** A time of day in UTC, `14:05 UTC`, rounded up to the minute so that the wait is over then. */
export function clockTime(at: Millis): string {
  const minutes = Math.ceil((at % DAY) / MINUTE) % (24 * 60);
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));

  return `${hour}:${minute} UTC`;
}

/** `20 seconds`, `1 minute`, `3 hours`: rounded up, in the largest unit that is reached. */
export function waitInWords(seconds: number): string {
  const minuteSeconds = MINUTE / 1_000;
  const hourSeconds = HOUR / 1_000;
  if (seconds < minuteSeconds) return counted(seconds, 'second');
  if (seconds < hourSeconds) return counted(Math.ceil(seconds / minuteSeconds), 'minute');
  return counted(Math.ceil(seconds / hourSeconds), 'hour');
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
