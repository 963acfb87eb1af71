import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkNewPassword, contextWords } from './check-new-password.ts';
import { COMMON_PHRASES } from './common-phrases.ts';

const WORDS = contextWords({
  siteName: 'Northquay Packages',
  url: 'https://packages.northquay.example',
  username: 'ines.duarte',
  name: 'Ines Duarte',
  address: 'ines@mailhouse.example',
});

function refusal(password: string, confirmation: string = password): string | undefined {
  try {
    checkNewPassword(password, confirmation, WORDS);
    return undefined;
  } catch (error) {
    return `${(error as { field: string }).field}: ${(error as Error).message}`;
  }
}

const REFUSED: readonly (readonly [string, RegExp])[] = [
  ['', /At least 15 characters/],
  ['fourteen-chars', /At least 15 characters/],
  ['🔑'.repeat(14), /At least 15 characters/],
  ['x'.repeat(1_025), /At most 1,024 characters/],
  ['nul in it \u0000 and more of it', /without control characters/],
  ['half a pair \ud83d and more text', /without control characters/],
  ['passwordpassword', /lists of leaked passwords/],
  ['Password Password', /lists of leaked passwords/],
  ['correcthorsebatterystaple', /lists of leaked passwords/],
  ['Correct-Horse-Battery-Staple1!', /lists of leaked passwords/],
  ['iloveyouiloveyou', /lists of leaked passwords/],
  ['aaaaaaaaaaaaaaaaaaaa', /a pattern/],
  ['               ', /a pattern/],
  ['rtvrtvrtvrtvrtvrtv', /a pattern/],
  ['abcdefghijklmnopqrs', /a pattern/],
  ['mnbvcxzlkjhgfdsapoiu', /a pattern/],
  ['123456789012345678', /a pattern/],
  ['1qaz2wsx3edc4rfv5tgb', /a pattern/],
  ['northquay packages', /made of your name/],
  ['ines.duarte2026!!!', /made of your name/],
  ['MailhouseMailhouse1', /made of your name/],
];

for (const [password, todo] of REFUSED) {
  test(`6.2.4, 6.2.11, 6.2.12: ${JSON.stringify(password.slice(0, 40))} is refused: ${todo.source}`, () => {
    assert.match(refusal(password) ?? 'accepted', todo);
    assert.match(refusal(password) ?? '', /^password: /);
  });
}

const ACCEPTED: readonly string[] = [
  'fifteen letters',
  'lantern oboe gravel tuesday',
  'wir-essen-sonntags-waffeln',
  'ines likes rhubarb and rain',
  '짜장면 한 그릇과 단무지 세 조각 주세요',
  '🔑🌧️ umbrella parade 🎈🎈',
  `${'long enough to be a whole page '.repeat(30)}end`,
];

for (const password of ACCEPTED) {
  test(`6.2.5: ${JSON.stringify(password.slice(0, 40))} is accepted`, () => {
    assert.equal(refusal(password), undefined);
  });
}

test('two different passwords are refused at the second field', () => {
  assert.match(refusal('lantern oboe gravel tuesday', 'lantern oboe gravel Tuesday') ?? '', /^password_confirm: The two passwords differ/);
});

test('characters are counted after NFC, so that two ways of typing one password are one', () => {
  const decomposed = 'e\u0301'.repeat(14);

  assert.match(refusal(decomposed) ?? '', /At least 15 characters/);
});

test('6.2.9: any text is accepted or refused with a sentence, and what is accepted has 15 to 1,024 characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 1_100 }), (password) => {
      const said = refusal(password);
      const length = [...password.normalize('NFC')].length;

      assert.ok(said === undefined ? length >= 15 && length <= 1_024 : /\.$/.test(said));
    }),
    { seed: 20_261_124, numRuns: 500 },
  );
});

test('seven random words are never refused', () => {
  const word = fc
    .array(fc.constantFrom(...'bcdfghklmnprstvwz'), { minLength: 2, maxLength: 3 })
    .chain((consonants) =>
      fc
        .array(fc.constantFrom(...'aeiou'), { minLength: 2, maxLength: 3 })
        .map((vowels) => consonants.map((c, i) => c + (vowels[i] ?? '')).join('')),
    );
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 7, maxLength: 7 }), (words) => {
      assert.equal(refusal(words.join(' ')), undefined);
    }),
    { seed: 20_261_124, numRuns: 500 },
  );
});

/** What guessers make of a phrase first. */
function variantsOf(phrase: string): readonly string[] {
  const capital = `${phrase[0]?.toUpperCase()}${phrase.slice(1)}`;
  const ends = ['', '1', '12', '123', '1234', '12345', '123456', '!', '1!', '!!', '2024', '2025', '2026', '.', '?'];
  return [phrase, capital, phrase.toUpperCase(), phrase + phrase, capital + capital].flatMap((form) => ends.map((end) => form + end));
}

test('6.2.4, 6.2.12, 26: three thousand passwords that are guessed first are refused, by a list that is part of the program', () => {
  const guessed = [...COMMON_PHRASES].flatMap(variantsOf).filter((password) => password.length >= 15);

  assert.ok(new Set(guessed).size >= 3_000, String(new Set(guessed).size));
  assert.deepEqual(
    guessed.filter((password) => refusal(password) === undefined),
    [],
  );
});

test('6.1.2, 6.2.11: the words that no password is made of come from site, host, user name, name and address', () => {
  const words = WORDS.filter((word) => word.length >= 4);

  assert.deepEqual(words, [
    ...['Northquay Packages', 'keyhouse', 'password', 'packages.northquay.example', 'packages', 'northquay', 'example'],
    ...['ines.duarte', 'Ines', 'Duarte', 'ines', 'mailhouse', 'example'],
  ]);
  for (const word of words) assert.match(refusal(`${word}-${word}-2026!`) ?? 'accepted', /made of your name|a pattern|lists of/, word);
});
