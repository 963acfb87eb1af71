import { encode } from 'uqr';
import { type Html, html } from '../base/html.ts';

/** The quiet border that scanners need, in modules (ISO/IEC 18004). */
const BORDER = 4;

/** A text as a QR code in SVG: one path, black on white also in the dark. */
export function qrCode(text: string): Html {
  const { size, data } = encode(text, { border: 0, ecc: 'M' });
  const side = size + 2 * BORDER;
  let path = '';
  for (const [y, row] of data.entries()) {
    for (let x = 0; x < row.length; x += 1) {
      const start = x;
      while (row[x]) x += 1;
      if (x > start) path += `M${start + BORDER} ${y + BORDER}h${x - start}v1h${start - x}z`;
    }
  }
  return html`<svg class="qr" viewBox="${`0 0 ${side} ${side}`}" role="img" aria-label="QR code with the secret that stands in text beside it" shape-rendering="crispEdges"><path d="${path}"/></svg>`;
}
