import { type Html, html } from '../base/html.ts';

export type IconName =
  | 'search'
  | 'key'
  | 'app'
  | 'codes'
  | 'password'
  | 'lock'
  | 'mail'
  | 'token'
  | 'session'
  | 'phone'
  | 'release'
  | 'file'
  | 'upload'
  | 'download'
  | 'person'
  | 'people'
  | 'clock'
  | 'check'
  | 'proved'
  | 'cross'
  | 'warn'
  | 'info'
  | 'stop'
  | 'copy'
  | 'down'
  | 'next'
  | 'back'
  | 'out'
  | 'filter'
  | 'trail'
  | 'archive'
  | 'quarantine'
  | 'yank'
  | 'freeze'
  | 'print'
  | 'plus'
  | 'minus'
  | 'change'
  | 'bin'
  | 'feed'
  | 'menu'
  | 'flag'
  | 'settings'
  | 'help'
  | 'eye'
  | 'network';

/** The drawings of all icons on a grid of 20 by 20: strokes of 1.6 in the colour of the text, butt caps, miter joins. */
export const iconShapes: Readonly<Record<IconName, Html>> = {
  search: html`<circle cx="8.5" cy="8.5" r="5.7"/><path d="M12.7 12.7 18 18"/>`,
  key: html`<circle cx="5.6" cy="10" r="3.8"/><path d="M9.4 10H19M17.4 10v4M13.6 10v3"/>`,
  app: html`<path d="M5 1.8h10v16.4H5zM8.3 15.6h3.4M8 6.2v4M10 6.2v4M12 6.2v4"/>`,
  codes: html`<path d="M3.8 2h12.4v16H3.8zM6.6 6h2.6M10.8 6h2.6M6.6 10h2.6M10.8 10h2.6M6.6 14h2.6M10.8 14h2.6"/>`,
  password: html`<path d="M1.8 6h16.4v8H1.8zM5 10h2M9 10h2M13 10h2"/>`,
  lock: html`<path d="M3.8 8.8h12.4V18H3.8zM6.4 8.8V6a3.6 3.6 0 0 1 7.2 0v2.8M10 12v2.8"/>`,
  mail: html`<path d="M1.8 4h16.4v12H1.8zM2 4.8l8 6.4 8-6.4"/>`,
  token: html`<path d="M2 2h7.6l8.2 8.2-7.6 7.6L2 9.6z"/><circle cx="6.2" cy="6.2" r="1.3"/>`,
  session: html`<path d="M1.8 3h16.4v10.6H1.8zM6 17.4h8M10 13.6v3.8"/>`,
  phone: html`<path d="M5.4 1.8h9.2v16.4H5.4zM8.4 15.4h3.2"/>`,
  release: html`<path d="M2.8 6 10 2l7.2 4v8L10 18l-7.2-4zM2.8 6l7.2 4 7.2-4M10 10v8"/>`,
  file: html`<path d="M4 2h7.6L16 6.4V18H4zM11.4 2v4.6H16"/>`,
  upload: html`<path d="M10 14V2.6M5.2 7.2 10 2.4l4.8 4.8M2.6 13v4.6h14.8V13"/>`,
  download: html`<path d="M10 2v11.4M5.2 8.8 10 13.6l4.8-4.8M2.6 13v4.6h14.8V13"/>`,
  person: html`<circle cx="10" cy="6.2" r="3.8"/><path d="M2.8 18c.4-4.4 3.2-6 7.2-6s6.8 1.6 7.2 6"/>`,
  people: html`<circle cx="7.2" cy="6.8" r="3.2"/><path d="M1.2 17.2c.3-3.8 2.6-5.2 6-5.2s5.7 1.4 6 5.2M12.8 3.8a3.2 3.2 0 0 1 0 6M15 12.2c2.3.6 3.6 2.2 3.8 5"/>`,
  clock: html`<circle cx="10" cy="10" r="7.8"/><path d="M10 5.2V10l3.4 2.4"/>`,
  check: html`<path d="m3 10.4 4.8 4.8L17.2 4.8"/>`,
  proved: html`<path d="M2.8 7.6 10 2l7.2 5.6V18H2.8zM6 11.6l3 3 5-5.6"/>`,
  cross: html`<path d="m4.4 4.4 11.2 11.2M15.6 4.4 4.4 15.6"/>`,
  warn: html`<path d="M10 2.4 18.6 17.6H1.4zM10 7.6v5M10 14v1.8"/>`,
  info: html`<circle cx="10" cy="10" r="7.8"/><path d="M10 9v5.4M10 5.4v1.8"/>`,
  stop: html`<path d="M6.6 1.8h6.8l4.8 4.8v6.8l-4.8 4.8H6.6l-4.8-4.8V6.6zM10 5.6v5.8M10 13v1.8"/>`,
  copy: html`<path d="M6.8 6.8H18V18H6.8zM13.2 6.8V2H2v11.2h4.8"/>`,
  down: html`<path d="m4.4 7.2 5.6 5.6 5.6-5.6"/>`,
  next: html`<path d="m7.2 4.4 5.6 5.6-5.6 5.6"/>`,
  back: html`<path d="M12.8 4.4 7.2 10l5.6 5.6"/>`,
  out: html`<path d="M8 3.6H3v13.4h13.4V12M11.6 2.8h5.6v5.6M17 3 9.2 10.8"/>`,
  filter: html`<path d="M2 5h16M5 10h10M8 15h4"/>`,
  trail: html`<path d="M7.8 1.8h4.4v4.4H7.8zM2 13.8h4.4v4.4H2zM13.6 13.8H18v4.4h-4.4zM10 6.2V10M4.2 13.8V10h11.6v3.8"/>`,
  archive: html`<path d="M1.8 3h16.4v4.4H1.8zM3.4 7.4V17h13.2V7.4M7.6 11h4.8"/>`,
  quarantine: html`<path d="M4 2v16M10 2v16M16 2v16M1.8 6.4h16.4M1.8 13.6h16.4"/>`,
  yank: html`<path d="M7 2.8 2.6 7.2 7 11.6M2.8 7.2h9a5 5 0 0 1 0 10.2H7"/>`,
  freeze: html`<path d="M10 1.6v16.8M2.8 5.8l14.4 8.4M17.2 5.8 2.8 14.2M7.6 2.8 10 5.2l2.4-2.4M7.6 17.2l2.4-2.4 2.4 2.4"/>`,
  print: html`<path d="M5.6 7.6V2h8.8v5.6M5.6 14.4H1.8V7.6h16.4v6.8h-3.8M5.6 12h8.8v6H5.6z"/>`,
  plus: html`<path d="M10 3v14M3 10h14"/>`,
  minus: html`<path d="M3 10h14"/>`,
  change: html`<path d="M2.8 17.2l.9-4L13.4 3.5l3.1 3.1-9.7 9.7zM11.4 5.5l3.1 3.1"/>`,
  bin: html`<path d="M2.8 5h14.4M7.2 5V2h5.6v3M4.4 5l1 13h9.2l1-13M8 8.4v6M12 8.4v6"/>`,
  feed: html`<path d="M3 3.2A13.8 13.8 0 0 1 16.8 17M3 9a8 8 0 0 1 8 8"/><circle cx="4.4" cy="15.6" r="1.1"/>`,
  menu: html`<path d="M2.4 5h15.2M2.4 10h15.2M2.4 15h15.2"/>`,
  flag: html`<path d="M4 18.6V2.6h12.4l-3 4.4 3 4.4H4"/>`,
  settings: html`<path d="M2 6h7.6M14.4 6H18M2 14h3.6M10.4 14H18"/><circle cx="12" cy="6" r="2.3"/><circle cx="8" cy="14" r="2.3"/>`,
  help: html`<circle cx="10" cy="10" r="7.8"/><path d="M7.4 7.8a2.6 2.6 0 1 1 3.7 2.4c-.8.4-1.1.9-1.1 1.9M10 13.2v1.7"/>`,
  eye: html`<path d="M1.2 10S4.2 4.4 10 4.4 18.8 10 18.8 10s-3 5.6-8.8 5.6S1.2 10 1.2 10z"/><circle cx="10" cy="10" r="2.4"/>`,
  network: html`<circle cx="10" cy="10" r="7.8"/><path d="M2.2 10h15.6M10 2.2c-4.4 4.6-4.4 11 0 15.6M10 2.2c4.4 4.6 4.4 11 0 15.6"/>`,
};
