import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProjectId } from '../base/brands.ts';
import type { Caveat } from '../protocols/caveat.ts';
import { describeToken } from './describe-token.ts';

const TIDE = 'a'.repeat(32) as ProjectId;
const FERN = 'b'.repeat(32) as ProjectId;
const NAMES = new Map([
  [TIDE, 'tidewater'],
  [FERN, 'fernseed'],
]);

const UPLOAD: Caveat = { kind: 'actions', actions: ['upload'] };
const BOTH: Caveat = { kind: 'projects', projectIds: [TIDE, FERN] };
const ONLY_TIDE: Caveat = { kind: 'projects', projectIds: [TIDE] };
const UNTIL_FEBRUARY: Caveat = { kind: 'expiration', expiresAtSeconds: 1_803_254_400, notBeforeSeconds: 0 };
const FROM_DECEMBER: Caveat = { kind: 'expiration', expiresAtSeconds: 1_900_000_000, notBeforeSeconds: 1_796_083_200 };

const SENTENCES: readonly (readonly [string, readonly Caveat[], string])[] = [
  ['for the whole account', [UPLOAD], 'May upload files of all your projects, also later ones.'],
  ['for two projects', [UPLOAD, BOTH], 'May upload files of tidewater and fernseed.'],
  ['narrowed from two projects to one', [UPLOAD, BOTH, ONLY_TIDE], 'May upload files of tidewater.'],
  ['narrowed to no project', [UPLOAD, ONLY_TIDE, { kind: 'projects', projectIds: [FERN] }], 'May upload files of no project.'],
  [
    'for a project that is gone',
    [UPLOAD, { kind: 'projects', projectIds: ['c'.repeat(32) as ProjectId] }],
    'May upload files of a deleted project.',
  ],
  ['with an end', [UPLOAD, ONLY_TIDE, UNTIL_FEBRUARY], 'May upload files of tidewater until 22\u00a0February 2027.'],
  [
    'with a beginning and the earlier of two ends',
    [UPLOAD, ONLY_TIDE, UNTIL_FEBRUARY, FROM_DECEMBER],
    'May upload files of tidewater from 1\u00a0December 2026 until 22\u00a0February 2027.',
  ],
  ['without any action', [ONLY_TIDE], 'May do nothing.'],
];

for (const [what, caveats, sentence] of SENTENCES) {
  test(`a token ${what} is told in one sentence`, () => {
    assert.equal(describeToken(caveats, NAMES), sentence);
  });
}
