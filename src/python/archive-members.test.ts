import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Refusal } from '../base/refusal.ts';
import type { ArchiveMember } from '../world.ts';
import { checkArchiveMembers, MAX_MEMBERS } from './archive-members.ts';

const BAD_ARCHIVE = { name: 'Refusal', kind: 'invalid', code: 'upload.bad-archive' };

function file(path: string): ArchiveMember {
  return { path, size: 1, kind: 'file' };
}

test('plain files and folders are fine', () => {
  checkArchiveMembers([
    { path: 'a', size: 0, kind: 'directory' },
    file('a/b.py'),
    file('a/ü.py'),
    file('a.py'),
    file('A.txt'),
    file('...'),
  ]);
});

for (const path of [
  '',
  '/etc/passwd',
  '..',
  'a/../b',
  '../b',
  'a/..',
  './a',
  'a/./b',
  'a//b',
  'a/',
  'C:/a',
  'c:a',
  'a\\b',
  '\\\\host\\a',
  'a\nb',
  'a\0',
  'a\u0085',
  '\ud800',
  'x'.repeat(1_025),
]) {
  test(`the path ${JSON.stringify(path.slice(0, 20))} is refused`, () => {
    assert.throws(() => checkArchiveMembers([file(path)]), BAD_ARCHIVE);
  });
}

for (const kind of ['link', 'other'] as const) {
  test(`a member of kind ${kind} is refused`, () => {
    assert.throws(() => checkArchiveMembers([{ path: 'a', size: 0, kind }]), BAD_ARCHIVE);
  });
}

for (const size of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
  test(`the size ${size} is refused`, () => {
    assert.throws(() => checkArchiveMembers([{ path: 'a', size, kind: 'file' }]), BAD_ARCHIVE);
  });
}

for (const [one, other] of [
  ['a/b.py', 'a/b.py'],
  ['a/b.py', 'A/B.PY'],
  ['a/\u00e9', 'a/e\u0301'],
  ['a', 'a/b'],
  ['a', 'A/b/c'],
] as const) {
  test(`${JSON.stringify(one)} and ${JSON.stringify(other)} can not both be in an archive`, () => {
    assert.throws(() => checkArchiveMembers([file('a-x'), file(one), file('z'), file(other), file('a.')]), BAD_ARCHIVE);
    assert.throws(() => checkArchiveMembers([file(other), file(one)]), BAD_ARCHIVE);
  });
}

test('an archive has at most 100,000 members', () => {
  const members = Array.from({ length: MAX_MEMBERS + 1 }, (_, at) => file(`f${at}`));

  checkArchiveMembers(members.slice(1));
  assert.throws(() => checkArchiveMembers(members), BAD_ARCHIVE);
});

test('any list of members is taken or refused, and what is taken stays below one folder and has no twins', () => {
  const path = fc.array(fc.constantFrom('a', 'A', 'b', '/', '..', '.', '\\', ':', '\0', 'é'), { minLength: 1, maxLength: 6 });
  const members = fc.array(
    path.map((pieces) => file(pieces.join(''))),
    { maxLength: 5 },
  );

  fc.assert(
    fc.property(members, (listed) => {
      try {
        checkArchiveMembers(listed);
        const urls = listed.map((member) => new URL(`file:///top/${encodeURI(member.path)}`).href.toLowerCase());
        assert.ok(urls.every((url) => url.startsWith('file:///top/')));
        assert.equal(new Set(urls).size, urls.length);
      } catch (error) {
        assert.equal(error instanceof Refusal, true, String(error));
      }
    }),
    { seed: 5, numRuns: 700 },
  );
});

test('many deep paths are checked within a second', () => {
  const members = Array.from({ length: 16_000 }, (_, at) => file(`${at}/${'a/'.repeat(500)}b`));
  const startedAt = performance.now();

  checkArchiveMembers(members);

  assert.ok(performance.now() - startedAt < 1_000);
});
