import { Refusal } from '../base/refusal.ts';
import published from './data/classifiers.json' with { type: 'json' };
import { quote } from './quote.ts';

const KNOWN: ReadonlySet<string> = new Set(published.classifiers);
const DEPRECATED: Readonly<Record<string, readonly string[]>> = published.deprecated;

/**
 * Whether a classifier is on the published list, as a public index has it. Nothing that starts with "Private ::" ever is: that keeps
 * a package from being published by mistake.
 *
 * @throws Refusal `upload.unknown-classifier`, `upload.deprecated-classifier`
 */
export function checkClassifier(classifier: string): void {
  if (Object.hasOwn(DEPRECATED, classifier)) {
    const instead = DEPRECATED[classifier]?.map((other) => quote(other, 120)) ?? [];
    const todo = instead.length === 0 ? 'leave it out' : `use ${instead.join(' and ')}`;
    throw new Refusal('invalid', 'upload.deprecated-classifier', `The classifier ${quote(classifier, 120)} is deprecated: ${todo}.`, FIELD);
  }
  if (KNOWN.has(classifier)) return;
  const list = `the list of ${published.date}`;
  throw new Refusal('invalid', 'upload.unknown-classifier', `The classifier ${quote(classifier)} is not on ${list}: leave it out.`, FIELD);
}

const FIELD = { field: 'classifiers' } as const;
