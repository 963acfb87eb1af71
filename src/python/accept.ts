/** The forms of an index page, in the order in which this site prefers them. */
export type SimpleContentType = 'text/html' | 'application/vnd.pypi.simple.v1+html' | 'application/vnd.pypi.simple.v1+json';

const OFFERS: readonly SimpleContentType[] = ['text/html', 'application/vnd.pypi.simple.v1+html', 'application/vnd.pypi.simple.v1+json'];
const DEFAULT: SimpleContentType = 'text/html';

const MAX_ACCEPT_LENGTH = 2_048;
const TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
const RANGE = new RegExp(`^${TOKEN}/${TOKEN}$`);
const PARAMETER = new RegExp(`^${TOKEN}=(?:${TOKEN}|"[^"\\\\]*")$`);
const QUALITY = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i;

interface AcceptedRange {
  /** `type/subtype` in lower case, where either may be `*`, and the parameters that narrow it. */
  readonly range: string;
  /** From 0 to 1. */
  readonly quality: number;
}

/**
 * The form of an index page that suits an `Accept` header best; of equal ones the first of this site's order. HTML when the header is
 * absent, longer than 2,048 characters, cannot be read or asks for nothing that is offered. `latest` means v1.
 *
 * @see PEP 691, "Version + Format Selection"; RFC 9110, section 12.5.1
 */
export function negotiate(accept: string | undefined): SimpleContentType {
  if (accept === undefined || accept.length > MAX_ACCEPT_LENGTH) return DEFAULT;
  const ranges = parseAccept(accept);
  if (ranges === undefined) return DEFAULT;

  let best: { readonly offer: SimpleContentType; readonly quality: number } = { offer: DEFAULT, quality: 0 };
  for (const offer of OFFERS) {
    const quality = qualityOf(offer, ranges);
    if (quality > best.quality) best = { offer, quality };
  }
  return best.offer;
}

/** The ranges of the header, or undefined when any of them is malformed. */
function parseAccept(accept: string): readonly AcceptedRange[] | undefined {
  const ranges: AcceptedRange[] = [];
  for (const element of accept.split(',')) {
    if (element.trim() === '') continue;
    const accepted = parseRange(element);
    if (accepted === undefined) return undefined;
    ranges.push(accepted);
  }
  return ranges;
}

function parseRange(element: string): AcceptedRange | undefined {
  const [written = '', ...parameters] = element.split(';').map((piece) => piece.trim());
  if (!RANGE.test(written) || !parameters.every((parameter) => PARAMETER.test(parameter))) return undefined;

  const at = parameters.findIndex((parameter) => /^q=/i.test(parameter));
  const quality = at === -1 ? '1' : QUALITY.exec(parameters[at] ?? '')?.[1];
  if (quality === undefined) return undefined;

  // A parameter before "q" narrows the range to something that is not offered; what follows "q" says nothing about the type.
  const narrowing = at === -1 ? parameters : parameters.slice(0, at);
  const range = [written.toLowerCase().replace('.simple.latest+', '.simple.v1+'), ...narrowing].join(';');
  return { range, quality: Number(quality) };
}

/** The quality of the most specific range that names the offer, 0 when none does. */
function qualityOf(offer: SimpleContentType, ranges: readonly AcceptedRange[]): number {
  const [type] = offer.split('/');
  for (const range of [offer, `${type}/*`, '*/*']) {
    const matching = ranges.filter((accepted) => accepted.range === range);
    if (matching.length > 0) return Math.max(...matching.map((accepted) => accepted.quality));
  }
  return 0;
}
