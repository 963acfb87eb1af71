import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AccountId, ProjectId } from '../base/brands.ts';
import { fromUtf8, utf8 } from '../base/bytes.ts';
import type { Caveat, CaveatContext } from './caveat.ts';
import { allows, parseCaveat, renderCaveat } from './caveat.ts';

const alice = 'a11ce000000000000000000000000000' as AccountId;
const bob = 'b0b00000000000000000000000000000' as AccountId;
const here = '11111111111111111111111111111111' as ProjectId;
const there = '22222222222222222222222222222222' as ProjectId;
const upload = utf8('[3,["upload"]]');
const context: CaveatContext = { nowSeconds: 1_000, projectId: here, accountId: alice, action: 'upload' };

function reasonOf(caveats: readonly (Caveat | Uint8Array)[], asked: CaveatContext): string | undefined {
  const signed = caveats.map((caveat) => (caveat instanceof Uint8Array ? caveat : renderCaveat(caveat)));
  const decision = allows([upload, ...signed], asked);
  return decision.isAllowed ? undefined : decision.reason;
}

const anyCaveat: fc.Arbitrary<Caveat> = fc.oneof(
  fc
    .tuple(fc.nat(2_000), fc.nat(2_000))
    .map(([expiresAtSeconds, notBeforeSeconds]) => ({ kind: 'expiration' as const, expiresAtSeconds, notBeforeSeconds })),
  fc.uniqueArray(fc.constantFrom(here, there), { minLength: 1 }).map((projectIds) => ({ kind: 'projects' as const, projectIds })),
  fc.constantFrom(alice, bob).map((accountId) => ({ kind: 'account' as const, accountId })),
  fc.constant({ kind: 'actions' as const, actions: ['upload' as const] }),
);
const anySigned = fc.oneof({ weight: 5, arbitrary: anyCaveat.map(renderCaveat) }, { weight: 1, arbitrary: fc.uint8Array() });
const anyContext: fc.Arbitrary<CaveatContext> = fc.record({
  nowSeconds: fc.option(fc.nat(2_000), { nil: undefined }),
  projectId: fc.constantFrom(here, there, undefined),
  accountId: fc.constantFrom(alice, bob, undefined),
  action: fc.constantFrom('upload' as const, undefined),
});

test('each caveat has its fixed tag and compact form', () => {
  const written: [Caveat, string][] = [
    [{ kind: 'expiration', expiresAtSeconds: 2_000, notBeforeSeconds: 500 }, '[0,2000,500]'],
    [{ kind: 'projects', projectIds: [here] }, '[1,["11111111111111111111111111111111"]]'],
    [{ kind: 'account', accountId: alice }, '[2,"a11ce000000000000000000000000000"]'],
    [{ kind: 'actions', actions: ['upload'] }, '[3,["upload"]]'],
  ];

  for (const [caveat, text] of written) {
    assert.equal(fromUtf8(renderCaveat(caveat)), text);
    assert.deepEqual(parseCaveat(utf8(text)), caveat);
  }
});

test('an unknown tag, a missing or further field, a wrong type and another spelling are refused', () => {
  const refused = [
    ...['', '[]', '{}', 'null', '0', '"0"', '[4]', '[4,1]', '[-1,1]', '["0",1,1]', '[true,1]', '[[0],1,1]', '{"0":0,"length":3}'],
    ...['[0]', '[0,1]', '[0,1,1,1]', '[0,"1",1]', '[0,1,null]', '[0,1.5,1]', '[0,-1,1]', '[0,9007199254740992,1]', '[0,1e3,1]', '[0,1,-0]'],
    ...['[0, 1,1]', ' [0,1,1]', '[0,1,1]\n', '[0,1,1]\u0000', '\ufeff[0,1,1]', '[0,1,1] ', '[0,01,1]', '[0,1,1,]'],
    ...[
      '[1]',
      '[1,[]]',
      `[1,"${here}"]`,
      `[1,["${here}","${here}"]]`,
      `[1,["${here.toUpperCase()}a"]]`,
      '[1,["1"]]',
      `[1,["${here}"],0]`,
      '[1,[1]]',
    ],
    ...['[2]', '[2,""]', '[2,1]', `[2,["${alice}"]]`, `[2,"${alice.toUpperCase()}"]`, `[2,"${alice}\n"]`, `[2,"${alice}",null]`],
    ...[
      '[3]',
      '[3,[]]',
      '[3,"upload"]',
      '[3,["upload","upload"]]',
      '[3,["yank"]]',
      '[3,["upload","yank"]]',
      '[3,["\\u0075pload"]]',
      '[3,["upload"],0]',
    ],
    ...[`[1,[${`"${here}",`.repeat(100)}"${there}"]]`, '['.repeat(4_000)],
  ];

  for (const text of refused) assert.equal(parseCaveat(utf8(text)), undefined, text);
  assert.equal(parseCaveat(new Uint8Array([0x5b, 0x33, 0xff, 0x5d])), undefined);
});

test('a token whose caveats all hold is allowed', () => {
  const expiration: Caveat = { kind: 'expiration', expiresAtSeconds: 1_001, notBeforeSeconds: 1_000 };

  assert.equal(
    reasonOf([expiration, { kind: 'projects', projectIds: [there, here] }, { kind: 'account', accountId: alice }], context),
    undefined,
  );
});

test('a token is valid from its first second until before its last', () => {
  const expiration: Caveat = { kind: 'expiration', expiresAtSeconds: 2_000, notBeforeSeconds: 1_000 };

  assert.match(reasonOf([expiration], { ...context, nowSeconds: 999 })!, /not valid yet/);
  assert.equal(reasonOf([expiration], { ...context, nowSeconds: 1_000 }), undefined);
  assert.equal(reasonOf([expiration], { ...context, nowSeconds: 1_999 }), undefined);
  assert.match(reasonOf([expiration], { ...context, nowSeconds: 2_000 })!, /has expired/);
  assert.match(reasonOf([expiration], { ...context, nowSeconds: Number.NaN })!, /has expired/);
});

test('another project, account or action is denied with its reason', () => {
  assert.match(reasonOf([{ kind: 'projects', projectIds: [there] }], context)!, /not for this project/);
  assert.match(reasonOf([{ kind: 'account', accountId: bob }], context)!, /for another account/);
  assert.match(reasonOf([], { ...context, action: undefined })!, /does not allow this action/);
});

test('a caveat denies where the request does not say what it asks for', () => {
  const expiration: Caveat = { kind: 'expiration', expiresAtSeconds: 2_000, notBeforeSeconds: 0 };

  assert.match(reasonOf([expiration], { ...context, nowSeconds: undefined })!, /for a certain time only/);
  assert.match(reasonOf([{ kind: 'projects', projectIds: [here] }], { ...context, projectId: undefined })!, /for certain projects only/);
  assert.match(reasonOf([{ kind: 'account', accountId: alice }], { ...context, accountId: undefined })!, /for another account/);
});

test('a caveat that can not be read denies', () => {
  assert.match(reasonOf([utf8('[9,"new"]')], context)!, /does not know/);
});

test('a token that does not begin with its actions can do nothing, and no caveat changes that', () => {
  const account = renderCaveat({ kind: 'account', accountId: alice });

  assert.equal(allows([], context).isAllowed, false);
  assert.equal(allows([account], context).isAllowed, false);
  assert.equal(allows([account, upload], context).isAllowed, false);
  assert.equal(allows([upload, account], context).isAllowed, true);
});

test('invariant 17: a further caveat never allows what was denied', () => {
  fc.assert(
    fc.property(fc.array(anySigned, { minLength: 1, maxLength: 5 }), anySigned, anyContext, (caveats, more, asked) => {
      if (allows([...caveats, more], asked).isAllowed) assert.equal(allows(caveats, asked).isAllowed, true);
      if (allows([upload, ...caveats, more], asked).isAllowed) assert.equal(allows([upload, ...caveats], asked).isAllowed, true);
    }),
    { seed: 5, numRuns: 1_000 },
  );
});

test('a request that says less is never allowed more', () => {
  fc.assert(
    fc.property(
      fc.array(anySigned, { maxLength: 4 }),
      anyContext,
      fc.constantFrom('nowSeconds', 'projectId', 'accountId', 'action'),
      (caveats, asked, field) => {
        if (allows([upload, ...caveats], { ...asked, [field]: undefined }).isAllowed)
          assert.equal(allows([upload, ...caveats], asked).isAllowed, true);
      },
    ),
    { seed: 6, numRuns: 500 },
  );
});

test('every caveat reads back as itself', () => {
  fc.assert(
    fc.property(anyCaveat, (caveat) => assert.deepEqual(parseCaveat(renderCaveat(caveat)), caveat)),
    { seed: 7, numRuns: 300 },
  );
});

test('whatever bytes come, they are one caveat in its one form or nothing', () => {
  const json = fc.json({ maxDepth: 3 }).map(utf8);
  const near = fc
    .array(fc.constantFrom('[', ']', ',', '0', '1', '3', '"upload"', `"${here}"`, ' '), { maxLength: 9 })
    .map((list) => utf8(list.join('')));

  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), json, near), (bytes) => {
      const caveat = parseCaveat(bytes);

      if (caveat !== undefined) assert.deepEqual(renderCaveat(caveat), bytes);
    }),
    { seed: 8, numRuns: 1_000 },
  );
});
