/** Control, direction and invisible characters: they would change how the sentence around them is read. */
const INVISIBLE = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A value that somebody sent, for a sentence: in quotes, cut when longer than `maxLength` UTF-16 units, invisible characters escaped. */
export function quote(value: string, maxLength = 60): string {
  const short = value.length > maxLength ? `${value.slice(0, maxLength)}...` : value;
  return JSON.stringify(short.toWellFormed()).replace(
    INVISIBLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
