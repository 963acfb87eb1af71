// Our reading of versions, requirements, specifiers, licenses and names beside that of Python's own library, on random texts.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseLicenseExpression } from '../../src/python/license-expression.ts';
import { parseProjectName } from '../../src/python/project-name.ts';
import { parseRequirement } from '../../src/python/requirement.ts';
import { parseSpecifierSet } from '../../src/python/specifier-set.ts';
import { compareVersions, parseVersion } from '../../src/python/version.ts';
import { findProgram } from '../support/programs.ts';
import { testSeed, times } from '../support/test-length.ts';

const COUNT = times(3_000, 100_000);

/** Reads lists of texts and writes what the library makes of each, null for what it refuses; versions also in their order. */
const SCRIPT = `
import json, sys
from functools import cmp_to_key
from packaging.licenses import canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

def attempt(read, text):
    try:
        return read(text)
    except (ValueError, TypeError):
        return None

def requirement(text):
    read = Requirement(text)
    return [read.name, sorted(read.extras), str(read.specifier), read.url or "", read.marker is not None]

given = json.load(sys.stdin)
versions = [attempt(Version, text) for text in given["versions"]]
right = sorted({v for v in versions if v is not None})
json.dump({
    "versions": [None if v is None else str(v) for v in versions],
    "order": [right.index(v) if v is not None else None for v in versions] if len(right) < 2000 else None,
    "sorted": [str(v) for v in right],
    "requirements": [attempt(requirement, text) for text in given["requirements"]],
    "specifiers": [attempt(lambda t: str(SpecifierSet(t)), text) for text in given["specifiers"]],
    "licenses": [attempt(canonicalize_license_expression, text) for text in given["licenses"]],
    "names": [attempt(lambda t: canonicalize_name(t, validate=True), text) for text in given["names"]],
}, sys.stdout)
`;

const python = findProgram('pip');
const skip =
  python === undefined || spawnSync(python, ['-c', 'import packaging.licenses']).status !== 0
    ? 'not run: no Python has packaging with licenses'
    : false;

function samples(...pieces: readonly string[]): readonly string[] {
  const texts = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 9 }).map((all) => all.join(''));
  return fc.sample(texts, { seed: testSeed, numRuns: COUNT });
}

const number = fc.constantFrom('0', '1', '2', '10', '007');
const VERSIONS = fc
  .tuple(
    fc.constantFrom('', '', '1!', 'v'),
    fc.array(number, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.')),
    ...['a', 'rc', '.post', '.dev'].map((phase) =>
      fc.option(number, { nil: undefined, freq: 1 }).map((at) => (at === undefined ? '' : phase + at)),
    ),
    fc.constantFrom('', '', '+x', '+1', '+x.2', '+10.x'),
  )
  .map((parts) => parts.join('').replace(/(a\d+)(rc\d+)/, '$1'));

const GIVEN = {
  versions: [
    ...fc.sample(VERSIONS, { seed: testSeed, numRuns: COUNT }),
    ...samples(
      '1',
      '0',
      '2',
      '10',
      '00',
      '.',
      '.',
      '.',
      '!',
      'a',
      'b',
      'rc',
      'preview',
      '.post',
      'r',
      '.dev',
      '+',
      'x',
      '-',
      '_',
      'v',
      ' ',
      'A',
    ),
  ],
  // Behind "===" theirs lets brackets stand, which ours refuses.
  requirements: samples(
    ...[
      'tide',
      'a-b',
      '-',
      '[',
      ']',
      'x',
      ',',
      ' ',
      '>=',
      '==',
      '~=',
      '1',
      '.0',
      '.*',
      ';',
      '@',
      'https://e.org/x',
      '(',
      ')',
      ' and ',
      ' or ',
    ],
    ...['python_version', 'os.name', 'extra', '"x"', "'y'", ' in ', ' not in ', '<'],
  ).filter((text) => !text.includes('===')),
  specifiers: samples('>=', '==', '!=', '~=', '===', '<', '1', '.0', '2.1', '.*', ',', ' ', 'a1', '+l', '.dev0', '!'),
  licenses: samples(
    'MIT',
    'mit',
    ' ',
    ' ',
    ' AND ',
    ' or ',
    ' with ',
    '(',
    ')',
    'Apache-2.0',
    '+',
    'LicenseRef-x',
    'gcc-exception-3.1',
    'GPL-2.0-only',
    'no',
  ),
  names: samples('tide', 'Tide', '-', '_', '.', '1', ' ', 'é', '\n'),
};

interface Read {
  readonly versions: readonly (string | null)[];
  readonly sorted: readonly string[];
  readonly requirements: readonly (readonly [string, readonly string[], string, string, boolean] | null)[];
  readonly specifiers: readonly (string | null)[];
  readonly licenses: readonly (string | null)[];
  readonly names: readonly (string | null)[];
}

const theirs = skip === false ? ask() : undefined;

function ask(): Read {
  const ran = spawnSync(python ?? '', ['-c', SCRIPT], { input: JSON.stringify(GIVEN), maxBuffer: 1 << 30, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout) as Read;
}

function orNull<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** What each of the two made of a text, where they differ. */
function differences<Value>(texts: readonly string[], ours: readonly Value[], right: readonly Value[] | undefined): readonly unknown[] {
  return texts
    .flatMap((text, at) =>
      JSON.stringify(ours[at]) === JSON.stringify(right?.[at]) ? [] : [{ text, ours: ours[at], theirs: right?.[at] }],
    )
    .slice(0, 20);
}

test('versions have the same normal form', { skip }, () => {
  const ours = GIVEN.versions.map((text) => orNull(() => parseVersion(text).text));

  assert.deepEqual(differences(GIVEN.versions, ours, theirs?.versions), []);
});

test('versions have the same order', { skip }, () => {
  const sorted = (theirs?.sorted ?? []).map(parseVersion);

  assert.ok(sorted.length > 300);
  assert.deepEqual(
    sorted.slice(1).filter((version, at) => compareVersions(sorted[at] ?? version, version) >= 0),
    [],
  );
});

/** Theirs keeps one of two specifiers that differ in zeros at the end, ours both. */
function oneOfEach(specifiers: string | null): readonly string[] | null {
  if (specifiers === null) return null;
  const withoutZeros = (text: string): string => (text.startsWith('===') ? text : text.replace(/(?:\.0)+(?=$|a|\+|\.dev|\.\*)/, ''));
  return [...new Set(specifiers.split(',').map(withoutZeros))].sort();
}

test('specifiers are read alike', { skip }, () => {
  const ours = GIVEN.specifiers.map((text) => orNull(() => parseSpecifierSet(text)));
  // "===" with nothing behind it fits no version: we say so at once.
  const right = theirs?.specifiers.map((read) => (read?.split(',').includes('===') ? null : read));

  assert.deepEqual(differences(GIVEN.specifiers, ours.map(oneOfEach), right?.map(oneOfEach)), []);
});

test('requirements are read alike', { skip }, () => {
  const ours = GIVEN.requirements.map((text) => orNull(() => parseRequirement(text)) !== null);
  const right = theirs?.requirements.map((read) => read !== null);

  assert.ok((right ?? []).filter(Boolean).length > COUNT / 100);
  assert.deepEqual(differences(GIVEN.requirements, ours, right), []);
});

test('licenses are read alike', { skip }, () => {
  const ours = GIVEN.licenses.map((text) => orNull(() => parseLicenseExpression(text)));

  // Where one text names two references that differ in capitals alone, theirs shows both as the last one.
  const lowered = (text: string | null): string | null => text?.replace(/LicenseRef-\S+/g, (name) => name.toLowerCase()) ?? null;

  assert.deepEqual(differences(GIVEN.licenses, ours.map(lowered), theirs?.licenses.map(lowered)), []);
});

test('names are read alike', { skip }, () => {
  const ours = GIVEN.names.map((text) => orNull(() => parseProjectName(text).name));

  assert.deepEqual(differences(GIVEN.names, ours, theirs?.names), []);
});
