import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENTS, type EventKind } from '../audit/events/events.ts';
import { KIND_CHOICES, kindsOf } from './kinds.ts';

test('without a choice every private kind is shown and no public one', () => {
  const expected = (Object.keys(EVENTS) as EventKind[]).filter((kind) => EVENTS[kind].part === 'private');

  assert.deepEqual(kindsOf(''), expected);
  assert.deepEqual(kindsOf("' or 1=1"), expected);
});

test('every private kind is found by some choice', () => {
  const found = new Set(KIND_CHOICES.flatMap((choice) => kindsOf(choice.value)));

  assert.deepEqual(
    kindsOf('').filter((kind) => !found.has(kind)),
    [],
  );
});

test('signing in shows sessions and what was refused on the way', () => {
  assert.ok(kindsOf('signing-in').includes('session.started'));
  assert.ok(kindsOf('signing-in').includes('refused.sign-in'));
  assert.ok(!kindsOf('signing-in').includes('token.made'));
});
