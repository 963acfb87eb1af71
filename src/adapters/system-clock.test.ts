import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from '../../tests/support/test-length.ts';
import { HOUR, MINUTE, SECOND } from '../base/brands.ts';
import { makeSystemClock, type SystemClock } from './system-clock.ts';

const START = Date.UTC(2026, 10, 24, 12);

interface Machine {
  readonly clock: SystemClock;
  /** Lets time pass as it does. */
  pass(ms: number): void;
  /** Somebody sets the wall clock. */
  set(byMs: number): void;
  sleep(ms: number): void;
}

function startMachine(): Machine {
  let wall = START;
  let monotonic = 5_000;
  let uptime = 90_000;
  const clock = makeSystemClock({ wall: () => wall, monotonic: () => monotonic, uptime: () => uptime });
  return {
    clock,
    pass(ms) {
      wall += ms;
      monotonic += ms;
      uptime += ms;
    },
    set(byMs) {
      wall += byMs;
    },
    sleep(ms) {
      wall += ms;
      uptime += ms;
    },
  };
}

test('time passes', () => {
  const { clock, pass } = startMachine();
  pass(90 * SECOND);

  assert.equal(clock.now(), START + 90 * SECOND);
  assert.equal(clock.isSuspect(), false);
});

test('a clock that is set back stands still until it is overtaken', () => {
  const { clock, pass, set } = startMachine();
  pass(MINUTE);
  clock.now();
  set(-10 * MINUTE);
  const setBack = clock.now();
  pass(11 * MINUTE);

  assert.equal(setBack, START + MINUTE);
  assert.equal(clock.now(), START + 2 * MINUTE);
});

test('time does not go back behind the mark of an earlier run', () => {
  const { clock } = startMachine();

  clock.raiseTo(START + HOUR);

  assert.equal(clock.now(), START + HOUR);
  assert.equal(clock.highWater(), START + HOUR);
});

test('an older mark changes nothing', () => {
  const { clock } = startMachine();

  clock.raiseTo(START - HOUR);

  assert.equal(clock.now(), START);
});

test('a jump ahead of more than five minutes makes the clock suspect for an hour', () => {
  const { clock, pass, set } = startMachine();
  set(5 * MINUTE + 1);
  const atOnce = clock.isSuspect();
  pass(HOUR - 1);
  const before = clock.isSuspect();
  pass(1);

  assert.deepEqual([atOnce, before, clock.isSuspect()], [true, true, false]);
});

test('a jump of five minutes is none', () => {
  const { clock, set } = startMachine();

  set(5 * MINUTE);

  assert.equal(clock.isSuspect(), false);
});

test('a jump in small steps is a jump', () => {
  const { clock, pass, set } = startMachine();
  const seen: boolean[] = [];
  for (const step of [2, 2, 2]) {
    set(step * MINUTE);
    pass(SECOND);
    seen.push(clock.isSuspect());
  }

  assert.deepEqual(seen, [false, false, true]);
});

test('a clock that is half a second an hour too fast is never suspect', () => {
  const { clock, pass, set } = startMachine();
  const seen = new Set<boolean>();
  for (let hours = 0; hours < 5_000; hours += 1) {
    pass(HOUR);
    set(500);
    seen.add(clock.isSuspect());
  }

  assert.deepEqual([...seen], [false]);
});

test('after an operator confirmed the time the clock is trusted, and the mark follows', () => {
  const { clock, pass, set } = startMachine();
  set(10 * MINUTE);
  const noticedAt = clock.suspectSince();
  pass(MINUTE);

  clock.confirm(clock.now());

  assert.equal(noticedAt, START + 10 * MINUTE);
  assert.deepEqual([clock.isSuspect(), clock.suspectSince()], [false, undefined]);
  assert.equal(clock.highWater(), START + 11 * MINUTE);
});

test('a confirmation counts for no later jump', () => {
  const { clock, set } = startMachine();
  set(10 * MINUTE);
  const confirmedAt = clock.now();
  clock.confirm(confirmedAt);
  set(10 * MINUTE);
  clock.now();

  clock.confirm(confirmedAt);

  assert.equal(clock.isSuspect(), true);
});

test('what has to wait ripens by time that was lived, not by a clock that was set', () => {
  const { clock, pass, set } = startMachine();
  pass(MINUTE);
  clock.now();
  set(72 * HOUR);
  clock.now();
  set(-100 * HOUR);
  clock.now();
  pass(MINUTE);

  assert.equal(clock.lived(), 2 * MINUTE + 2 * SECOND);
});

test('a machine that slept has not jumped', () => {
  const { clock, sleep } = startMachine();
  sleep(8 * HOUR);

  assert.equal(clock.isSuspect(), false);
  assert.equal(clock.now(), START + 8 * HOUR);
});

test('a jump after a sleep is a jump', () => {
  const { clock, sleep, set } = startMachine();
  sleep(8 * HOUR);
  clock.now();
  set(6 * MINUTE);

  assert.equal(clock.isSuspect(), true);
});

test('the mark does not follow a jump before it has lasted an hour', () => {
  const { clock, pass, set } = startMachine();
  set(400 * 24 * HOUR);
  const atOnce = clock.highWater();
  pass(HOUR);

  assert.equal(atOnce, START);
  assert.equal(clock.highWater(), START + 400 * 24 * HOUR + HOUR);
});

test('the mark does not keep a jump that was taken back', () => {
  const { clock, pass, set } = startMachine();
  set(HOUR * 24);
  clock.now();
  pass(MINUTE);
  set(-HOUR * 24);
  pass(HOUR);

  assert.equal(clock.highWater(), START + HOUR + MINUTE);
});

test("the machine's own clocks are read", () => {
  const clock = makeSystemClock();
  const before = Date.now();

  const now = clock.now();

  assert.equal(now >= before && now <= Date.now() + 1, true);
  assert.equal(clock.isSuspect(), false);
});

test('invariant 18: whatever happens to the clocks, what ripens was lived, and time never runs backwards', () => {
  const step = fc.record({ what: fc.constantFrom('pass', 'set', 'sleep'), ms: fc.integer({ min: -3 * HOUR, max: 3 * HOUR }) });
  const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const machine = startMachine();
    let [lived, mark, most, now] = [0, 0, 0, machine.clock.now() as number];
    for (const { what, ms } of steps) {
      machine[what](what === 'set' ? ms : Math.abs(ms));
      const seen = machine.clock.lived();
      most += (what === 'pass' ? Math.abs(ms) : 0) + 2 * SECOND;
      assert.ok(seen >= lived && seen <= most, 'ripening time is lived time');
      assert.ok(machine.clock.now() >= now && machine.clock.highWater() >= mark, 'expiring time and its mark go forward');
      [lived, mark, now] = [seen, machine.clock.highWater(), machine.clock.now()];
    }
  });

  fc.assert(property, propertyRuns(300));
});
