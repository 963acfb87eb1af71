import type { EventKind } from '../events/events.ts';

/** What the table tells the states of, each apart from the others. */
export type Part = 'browser' | 'account' | 'closing' | 'recovery' | 'addresses' | 'policy';

/** One row: what leads from which states to which, and what records it. */
export interface Transition<State extends string = string> {
  readonly from: readonly State[];
  readonly event: string;
  /** What has to hold, asked in the act that does it. */
  readonly guard: string;
  readonly to: readonly State[];
  /** The events that say that it happened; none where time alone does it. */
  readonly records: readonly EventKind[];
  /** Narrows `records`, by the details of the event. */
  readonly is?: (details: Readonly<Record<string, unknown>>) => boolean;
}

/** Rows of one part, by their number in the security model; a letter behind it where that row says several things. */
export type Transitions<State extends string> = Readonly<Record<string, Transition<State>>>;
