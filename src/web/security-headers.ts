/** `page`: our own HTML; `link`: a page behind a mailed link, sends no referrer at all; `data`: everything else, index pages too. */
export type Protection = 'page' | 'link' | 'data';

const PAGE_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

// Opened in a browser such an answer is a document without scripts, forms and styles; its links may still download files.
const DATA_POLICY =
  "sandbox allow-downloads; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

const DENIED_FEATURES = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'clipboard-read',
  'compute-pressure',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'identity-credentials-get',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'otp-credentials',
  'payment',
  'picture-in-picture',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
];
const FEATURES = [
  ...DENIED_FEATURES.map((feature) => `${feature}=()`),
  'publickey-credentials-create=(self)',
  'publickey-credentials-get=(self)',
].join(', ');

// `no-referrer` makes browsers send `Origin: null` with forms; `same-origin` keeps Origin and still tells other sites nothing.
const REFERRER: Readonly<Record<Protection, string>> = { page: 'same-origin', link: 'no-referrer', data: 'no-referrer' };

/** The headers that every answer carries, errors, redirects and malformed requests included. Names in lower case. */
export function securityHeaders(protection: Protection, isHttps: boolean): Readonly<Record<string, string>> {
  return {
    'content-security-policy': protection === 'data' ? DATA_POLICY : PAGE_POLICY,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': REFERRER[protection],
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': FEATURES,
    'x-permitted-cross-domain-policies': 'none',
    ...(isHttps && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  };
}
