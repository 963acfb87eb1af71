import type { Compared, Comparison } from './compare-with-nginx.ts';
import type { MemoryFigures } from './measure-memory.ts';
import type { SignInFigures } from './measure-sign-ins.ts';
import type { UploadFigures } from './measure-uploads.ts';

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly keyhouse: string;
  readonly nginx: string;
  readonly result: string;
  readonly aim: string;
  /** Undefined where nothing was aimed at. */
  readonly isMet?: boolean;
}

/** Aims of the first release; ratios of what nginx needs of a processor to what Keyhouse needs. */
const LEAST_PAGE_RATIO = 0.65;
const LEAST_FILE_RATIO = 0.45;
const MOST_P99_FACTOR = 2;
/** A sign-in is Argon2id and little else. */
const MOST_HASH_FACTOR = 1.15;
/** What memory may grow by for a file of 100 MiB, and for 32 downloads at once: buffers, never files. */
const MOST_GROWTH_MIB = 64;

export function comparedRows({ page, file, fileCopied }: Compared): readonly Row[] {
  return [
    {
      ...{ what: 'index page of 40 files, processor time', keyhouse: micros(page.keyhouse), nginx: micros(page.nginx) },
      ...ratioRow(page.cpuRatio, LEAST_PAGE_RATIO),
    },
    { ...{ what: 'the same, a second', keyhouse: rate(page.keyhouse), nginx: rate(page.nginx) }, ...ratioRow(page.rateRatio) },
    {
      ...{
        what: 'download of 10 MB, processor time, nginx copying too',
        keyhouse: millis(fileCopied.keyhouse),
        nginx: millis(fileCopied.nginx),
      },
      ...ratioRow(fileCopied.cpuRatio, LEAST_FILE_RATIO),
    },
    {
      ...{ what: 'the same, nginx with sendfile', keyhouse: millis(file.keyhouse), nginx: millis(file.nginx) },
      ...ratioRow(file.cpuRatio),
    },
    { ...{ what: 'the same, a second', keyhouse: rate(file.keyhouse), nginx: rate(file.nginx) }, ...ratioRow(file.rateRatio) },
  ];
}

export function uploadRows({ perSecond, cpuMsPerUpload }: UploadFigures): readonly Row[] {
  const keyhouse = `${cpuMsPerUpload.toFixed(1)} ms`;
  return [{ what: 'uploads by twine, one after the other', keyhouse, nginx: '', result: `${perSecond.toFixed(0)} a second`, aim: '' }];
}

export function signInRows(figures: SignInFigures): readonly Row[] {
  const factor = figures.busyP99Ms / figures.quietP99Ms;
  const { signInMs, hashMs } = figures.beside;
  const hashFactor = signInMs / hashMs;
  const waits = figures.waits === 0 ? '' : `, ${figures.waits} times asked to wait`;
  return [
    {
      ...{ what: 'sign-in with a password, beside the bare Argon2id hash', keyhouse: `${signInMs.toFixed(1)} ms`, nginx: '' },
      ...{ result: `${hashFactor.toFixed(2)} of ${hashMs.toFixed(1)} ms`, aim: `at most ${MOST_HASH_FACTOR}` },
      isMet: hashFactor <= MOST_HASH_FACTOR,
    },
    {
      ...{ what: 'sign-ins, 200 by 20 at once', keyhouse: '', nginx: '' },
      ...{ result: `${figures.perSecond.toFixed(1)} a second${waits}`, aim: '' },
    },
    {
      ...{ what: 'index page meanwhile, 99 of 100 within', keyhouse: `${figures.busyP99Ms.toFixed(1)} ms`, nginx: '' },
      ...{ result: `${factor.toFixed(2)} of ${figures.quietP99Ms.toFixed(1)} ms without`, aim: `at most ${MOST_P99_FACTOR}` },
      isMet: factor <= MOST_P99_FACTOR,
    },
  ];
}

export function memoryRows({ quietMib, uploadPeakMib, afterUploadMib, downloadPeakMib }: MemoryFigures): readonly Row[] {
  const row = (what: string, mib: number): Row => ({
    ...{ what, keyhouse: `${mib.toFixed(0)} MiB`, nginx: '', result: `${signed(mib - quietMib)} MiB`, aim: `at most +${MOST_GROWTH_MIB}` },
    isMet: mib - quietMib <= MOST_GROWTH_MIB,
  });
  return [
    { what: 'memory when quiet', keyhouse: `${quietMib.toFixed(0)} MiB`, nginx: '', result: '', aim: '' },
    row('its peak while 100 MiB are uploaded', uploadPeakMib),
    row('afterwards', afterUploadMib),
    row('its peak while 32 clients download', downloadPeakMib),
  ];
}

/** A Markdown table. */
export function renderRows(rows: readonly Row[]): string {
  const lines = rows.map(({ what, keyhouse, nginx, result, aim, isMet }) => {
    return `| ${[what, keyhouse, nginx, result, aim, verdict(isMet)].join(' | ')} |`;
  });
  return `${['| what | Keyhouse | nginx | result | aim | met |', '| --- | --: | --: | --- | --- | --- |', ...lines].join('\n')}\n`;
}

function verdict(isMet: boolean | undefined): string {
  if (isMet === undefined) return '';
  return isMet ? 'yes' : '**no**';
}

function ratioRow(ratio: number, least?: number): Pick<Row, 'result' | 'aim' | 'isMet'> {
  const result = ratio.toFixed(2);
  return least === undefined ? { result, aim: '' } : { result, aim: `at least ${least}`, isMet: ratio >= least };
}

function micros({ cpuUsPerRequest }: Comparison['nginx']): string {
  return `${cpuUsPerRequest.toFixed(1)} µs`;
}

function millis({ cpuUsPerRequest }: Comparison['nginx']): string {
  return `${(cpuUsPerRequest / 1_000).toFixed(2)} ms`;
}

function rate({ perSecond }: Comparison['nginx']): string {
  return perSecond.toFixed(0);
}

function signed(number: number): string {
  return `${number < 0 ? '' : '+'}${number.toFixed(0)}`;
}
