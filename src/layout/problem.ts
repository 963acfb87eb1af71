import type { Html } from '../base/html.ts';
import type { Refusal } from '../base/refusal.ts';
import { type FieldErrors, notice } from './notice.ts';

/** Why a form comes back: what a page needs of the refusal. */
export type Problem = (Pick<Refusal, 'message' | 'field'> & { readonly also?: readonly Pick<Refusal, 'message' | 'field'>[] }) | undefined;

/** The error of one field, if the problem is about it, too. */
export function errorOf(problem: Problem, field: string): string | undefined {
  return errorsOf(problem).find((error) => error.field === field)?.todo;
}

/** The errors of all fields, for the form's summary. */
export function errorsOf(problem: Problem): FieldErrors {
  if (problem === undefined) return [];
  return [problem, ...(problem.also ?? [])].flatMap(({ field, message }) => (field === undefined ? [] : [{ field, todo: message }]));
}

/** What stands above the form: a problem that is none of its fields'. */
export function problemNotices(problem: Problem): readonly Html[] {
  return problem === undefined || problem.field !== undefined ? [] : [notice({ kind: 'stop', title: problem.message })];
}
