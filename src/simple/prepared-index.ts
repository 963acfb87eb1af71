import { utf8 } from '../base/bytes.ts';
import { sha256Hex } from '../crypto/digest.ts';
import { paths } from '../paths.ts';
import { negotiate, type SimpleContentType } from '../python/accept.ts';
import { renderIndexHtml, renderIndexJson, renderProjectHtml, renderProjectJson } from '../python/simple-format.ts';
import { type PreparedPage, preparePage } from '../web/prepared.ts';
import type { Reading } from '../world.ts';
import { findSimpleIndex, findSimpleProject } from './render-project.ts';
import { listChanged } from './store.ts';

/** One rendering of one page, with its tag. */
export interface IndexPage {
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly etag: string;
  readonly serial: number;
  readonly prepared: PreparedPage;
}

const MAX_KEPT = 5_000;
const MAX_ACCEPTS = 500;
/** How long a change is asked for by other processes (design 8). */
const CHANGED_WINDOW_MS = 30_000;

const CORS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET',
  'access-control-allow-headers': 'Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since',
  'access-control-max-age': '86400',
  'access-control-expose-headers': 'X-PyPI-Last-Serial',
  'cross-origin-resource-policy': 'cross-origin',
};

/** Headers of every index answer, in lower case. */
export function indexHeaders(page: Pick<IndexPage, 'etag' | 'serial'>): Readonly<Record<string, string>> {
  return { ...CORS, etag: page.etag, vary: 'Accept, Accept-Encoding', 'x-pypi-last-serial': String(page.serial) };
}

/** Index pages, rendered once and kept until something on them changes. */
export class PreparedIndex {
  readonly #reading: Reading;
  readonly #isHttps: boolean;
  readonly #pages = new Map<string, Map<SimpleContentType, IndexPage>>();
  readonly #accepts = new Map<string, SimpleContentType>();
  readonly #versions = new Map<string, number>();
  /** Counts drops: what was rendered from before one is not kept. */
  #drops = 0;

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#isHttps = reading.settings.url.startsWith('https:');
  }

  /** What a plain GET gets without waiting; undefined when the page is not kept. */
  find(path: string, accept: string | undefined): PreparedPage | undefined {
    return this.#pages.get(path)?.get(this.typeOf(accept))?.prepared;
  }

  /** The page at a path, rendered if it is not kept; undefined when there is no such project. */
  async get(path: string, name: string | undefined, accept: string | undefined): Promise<IndexPage | undefined> {
    const type = this.typeOf(accept);
    const kept = this.#pages.get(path)?.get(type);
    if (kept !== undefined) return kept;
    const before = this.#drops;
    const rendered = name === undefined ? await this.#renderIndex(type) : await this.#renderProject(name, type);
    if (rendered === undefined) return undefined;
    const page = this.#page(rendered.text, type, rendered.serial);
    if (this.#drops !== before) return page;
    if (this.#pages.size >= MAX_KEPT) this.#pages.clear();
    this.#pages.set(path, (this.#pages.get(path) ?? new Map<SimpleContentType, IndexPage>()).set(type, page));
    return page;
  }

  /** Something that the page of a project shows has changed. */
  drop(name: string): void {
    this.#drops += 1;
    this.#pages.delete(paths.simpleProject(name));
    this.#pages.delete(paths.simpleIndex());
  }

  dropAll(): void {
    this.#drops += 1;
    this.#pages.clear();
  }

  /** Asks which projects other processes have changed; one that it does not answer for drops all. */
  async refresh(): Promise<void> {
    try {
      for (const { id, name, version } of await listChanged(this.#reading.read, this.#reading.clock.now() - CHANGED_WINDOW_MS)) {
        if (this.#versions.get(id) === version) continue;
        this.#versions.set(id, version);
        this.drop(name);
      }
    } catch (error) {
      this.dropAll();
      throw error;
    }
  }

  /** The verdict on an `Accept` text, remembered: tools send few different ones. */
  typeOf(accept: string | undefined): SimpleContentType {
    if (accept === undefined || accept === '*/*') return 'text/html';
    const known = this.#accepts.get(accept);
    if (known !== undefined) return known;
    const type = negotiate(accept);
    if (this.#accepts.size >= MAX_ACCEPTS) this.#accepts.clear();
    this.#accepts.set(accept, type);
    return type;
  }

  async #renderIndex(type: SimpleContentType): Promise<{ text: string; serial: number }> {
    const index = await findSimpleIndex(this.#reading);
    return { text: type.endsWith('json') ? renderIndexJson(index) : renderIndexHtml(index), serial: index.serial };
  }

  async #renderProject(name: string, type: SimpleContentType): Promise<{ text: string; serial: number } | undefined> {
    const found = await findSimpleProject(this.#reading, name);
    if (found === undefined) return undefined;
    this.#versions.set(found.id, found.version);
    return { text: type.endsWith('json') ? renderProjectJson(found.page) : renderProjectHtml(found.page), serial: found.page.serial };
  }

  #page(text: string, type: SimpleContentType, serial: number): IndexPage {
    const body = utf8(text);
    const contentType = type === 'text/html' ? 'text/html; charset=UTF-8' : type;
    const etag = `"${sha256Hex(body).slice(0, 32)}"`;
    const prepared = preparePage(this.#isHttps, { contentType, body, cache: 'index', headers: indexHeaders({ etag, serial }) });
    return { body, contentType, etag, serial, prepared };
  }
}
