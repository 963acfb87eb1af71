import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { idsOf, readNamedTests, type WrittenTest } from '../yardstick/titles.ts';
import { CATALOGUE, type CataloguedAttack } from './catalogue.ts';

const ON_BOTH = new Set(['onBothDatabases', 'story', 'attack', 'raceForOne', 'shows']);
/** Fifty at once: of the races by their form, of the others by their words. */
const AT_ONCE = /fifty|50/;

/** Attacks without a test of their name, races that nobody runs, and what one database alone is asked. */
function gapsIn(attacks: readonly CataloguedAttack[], tests: readonly WrittenTest[]): readonly string[] {
  return attacks.flatMap(({ id, isRace, isPure }) => {
    const named = tests.filter(({ title }) => idsOf(title).includes(id));
    if (named.length === 0) return [`${id}: no test`];
    const onBoth = named.filter(({ by }) => ON_BOTH.has(by));
    if (isPure !== true && onBoth.length === 0) return [`${id}: on one database`];
    return isRace && !onBoth.some(({ by, title }) => by === 'shows' || AT_ONCE.test(title)) ? [`${id}: no race`] : [];
  });
}

test('every attack of the catalogue is a test of its name, on both databases, and a race where fifty try it', () => {
  assert.deepEqual(gapsIn(CATALOGUE, readNamedTests(join(import.meta.dirname, '..', '..'))), []);
});

test('the catalogue is numbered without gaps', () => {
  assert.deepEqual(
    CATALOGUE.map(({ id }) => id),
    Array.from({ length: 76 }, (_, index) => String(index + 1)),
  );
});

test('an attack without a test, on one database alone or without its race is noticed', () => {
  const attacks = ['1', '2', '3', '4'].map((id) => ({ id, says: '', ...(id !== '2' && { isRace: true as const }) }));
  const tests = [
    { file: 'a.test.ts', by: 'test', title: '2: on SQLite' },
    { file: 'a.test.ts', by: 'story', title: '3: one after the other' },
    { file: 'a.test.ts', by: 'story', title: '4: fifty at once' },
  ];

  assert.deepEqual(gapsIn(attacks, tests), ['1: no test', '2: on one database', '3: no race']);
});
