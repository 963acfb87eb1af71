import { createServer, type Server } from 'node:http';
import { loadAssets } from '../src/layout/assets.ts';
import { renderMail } from '../src/layout/mail.ts';
import { renderPage } from '../src/layout/shell.ts';
import { samples } from './look-samples.ts';
import { sampleSite, sha256Hex } from './look-site.ts';

const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const assets = loadAssets(sha256Hex);

/** Serves the sample pages, each under its name, on 127.0.0.1; port 0 is any free one. */
export function startLookServer(port: number): Server {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '/';
    const asset = assets.find(path);
    const page = asset === undefined ? renderSample(path.slice(1)) : undefined;

    if (asset !== undefined) response.writeHead(200, { 'content-type': asset.type, 'x-content-type-options': 'nosniff' }).end(asset.body);
    else if (path === '/mail') response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(sampleMail().html);
    else if (page !== undefined)
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY }).end(page);
    else response.writeHead(404, { 'content-type': 'text/plain' }).end(`${Object.keys(samples).join('\n')}\nmail\n`);
  });
  return server.listen(port, '127.0.0.1');
}

/** One sample page as text, or nothing for a name that is none of them. */
export function renderSample(name: string): string | undefined {
  const sample = samples[name]?.();
  if (sample === undefined) return undefined;

  const { isTest, ...page } = sample;
  return renderPage({ ...page, site: sampleSite(isTest ? 'test' : 'main', assets.url) });
}

function sampleMail(): { html: string; text: string } {
  return renderMail({
    siteName: 'Keyhouse',
    siteUrl: 'https://keyhouse.example.org',
    heading: 'Someone signed in from a browser we had not seen before',
    paragraphs: ['Hello Ines, this happened in your account ines at keyhouse.example.org:'],
    facts: [
      ['When', '24 November 2026, 03:12 UTC'],
      ['Browser', 'Chrome on Windows'],
    ],
    after: [{ title: 'Was it you?', text: 'Then there is nothing to do.' }],
    button: { label: 'Review this sign-in', url: 'https://keyhouse.example.org/account/not-me/?token=q7Zk', until: 'The link works once.' },
    why: 'Sent to every confirmed address of your account, because a sign-in from a new browser always is.',
  });
}
