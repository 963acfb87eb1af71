declare const brand: unique symbol;

/** A value that became another type by being checked: a plain text or number does not fit where one is asked for. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Milliseconds since 1970-01-01 UTC. */
export type Millis = Brand<number, 'Millis'>;

export function millis(value: number): Millis {
  return value as Millis;
}

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** 16 random bytes in lower-case hexadecimal: never reused, says nothing about when it was made. */
export type Id<Of extends string> = Brand<string, `${Of}Id`>;

export type AccountId = Id<'Account'>;
export type PersonId = Id<'Person'>;
export type EmailId = Id<'Email'>;
export type SessionId = Brand<string, 'SessionId'>;
export type AppId = Id<'App'>;
export type KeyId = Id<'Key'>;
export type TokenId = Id<'Token'>;
export type ProjectId = Id<'Project'>;
export type ReleaseId = Id<'Release'>;
export type FileId = Id<'File'>;
export type EntryId = Id<'Entry'>;

/** Lower-case hexadecimal SHA-256, 64 digits. */
export type Sha256Hex = Brand<string, 'Sha256Hex'>;
