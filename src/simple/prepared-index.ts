import { type ProjectId, SECOND } from '../base/brands.ts';
import { utf8 } from '../base/bytes.ts';
import { sha256Hex } from '../crypto/digest.ts';
import { paths } from '../paths.ts';
import { negotiate, type SimpleContentType } from '../python/accept.ts';
import { renderIndexHtml, renderIndexJson, renderProjectHtml, renderProjectJson } from '../python/simple-format.ts';
import { type PreparedPage, preparePage } from '../web/prepared.ts';
import type { Reading } from '../world.ts';
import { ChangeWatch } from './change-watch.ts';
import { findSimpleIndex, findSimpleProject } from './render-project.ts';
import { findLogSize, listChanged, listProjectsInLog } from './store.ts';

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
const CHANGED_WINDOW_MS = 30 * SECOND;
/** After a longer silence changes may have left the window unseen. What remains covers long acts and clocks that differ. */
const LONGEST_GAP_MS = 10 * SECOND;

/** What lets pages of other sites read an index page. */
export const CORS: Readonly<Record<string, string>> = {
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
  /** Where the page of a project lies that may be kept, by the project's id. */
  readonly #pathOf = new Map<string, string>();
  readonly #accepts = new Map<string, SimpleContentType>();
  /** Undefined where no other process can change anything. */
  readonly #watch: ChangeWatch | undefined;
  /** The versions that the last question gave; what it gives again is no news. */
  #versions: ReadonlyMap<string, number> = new Map();
  #logSize = 0;
  /** Counts drops: what was rendered from before one is not kept. */
  #drops = 0;

  /** `isKnown` where other processes share the database: whether they know of this one. */
  constructor(reading: Reading, isKnown?: () => boolean) {
    this.#reading = reading;
    this.#isHttps = reading.settings.url.startsWith('https:');
    if (isKnown === undefined) return;
    const { clock, log } = reading;
    this.#watch = new ChangeWatch({ clock, log, isKnown, ask: (startedAt, before) => this.#askChanges(startedAt, before) });
  }

  /** What a plain GET gets without waiting; undefined when the page is not kept, or may be out of date. */
  find(path: string, accept: string | undefined): PreparedPage | undefined {
    if (this.#watch?.isCurrent() === false) return undefined;
    return this.#pages.get(path)?.get(this.typeOf(accept))?.prepared;
  }

  /**
   * The page at a path, rendered if it is not kept; undefined when there is no such project.
   *
   * @throws Refusal `index.database-unreachable`
   */
  async get(path: string, name: string | undefined, accept: string | undefined): Promise<IndexPage | undefined> {
    await this.#watch?.untilCurrent();
    const type = this.typeOf(accept);
    const kept = this.#pages.get(path)?.get(type);
    if (kept !== undefined) return kept;
    const before = this.#drops;
    const rendered = name === undefined ? await this.#renderIndex(type) : await this.#renderProject(name, type);
    if (rendered === undefined) return undefined;
    const page = this.#page(rendered, type);
    if (this.#drops !== before) return page;
    if (this.#pages.size >= MAX_KEPT) this.#forgetAll();
    if (rendered.projectId !== undefined) this.#pathOf.set(rendered.projectId, path);
    this.#pages.set(path, (this.#pages.get(path) ?? new Map<SimpleContentType, IndexPage>()).set(type, page));
    return page;
  }

  /** Something that the page of a project shows has changed. */
  drop(name: string): void {
    this.#drops += 1;
    this.#pages.delete(paths.simpleProject(name));
    this.#pages.delete(paths.simpleIndex());
  }

  /** The same, by the ids of projects; the list of all projects shows them too. */
  dropProjects(ids: readonly string[]): void {
    this.#drops += 1;
    if (ids.length > 0) this.#pages.delete(paths.simpleIndex());
    for (const id of ids) this.#pages.delete(this.#pathOf.get(id) ?? '');
  }

  /** Asks what other processes changed; called every 100 ms where there may be others. */
  tick(): void {
    this.#watch?.tick();
  }

  async #askChanges(startedAt: number, answeredBefore: number): Promise<void> {
    const { read } = this.#reading;
    const [changed, logSize] = await Promise.all([listChanged(read, startedAt - CHANGED_WINDOW_MS), findLogSize(read)]);
    if (startedAt - answeredBefore > LONGEST_GAP_MS) this.#forgetAll();
    // Serials are given after the act, without a new version.
    else if (logSize !== this.#logSize) this.dropProjects(await listProjectsInLog(read, this.#logSize));
    this.#logSize = logSize;

    this.dropProjects(changed.filter(({ id, version }) => this.#versions.get(id) !== version).map(({ id }) => id));
    this.#versions = new Map(changed.map(({ id, version }) => [id, version]));
  }

  #forgetAll(): void {
    this.#drops += 1;
    this.#pages.clear();
    this.#pathOf.clear();
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

  async #renderIndex(type: SimpleContentType): Promise<Rendered> {
    const index = await findSimpleIndex(this.#reading);
    return { text: type.endsWith('json') ? renderIndexJson(index) : renderIndexHtml(index), serial: index.serial, projectId: undefined };
  }

  async #renderProject(name: string, type: SimpleContentType): Promise<Rendered | undefined> {
    const found = await findSimpleProject(this.#reading, name);
    if (found === undefined) return undefined;
    const text = type.endsWith('json') ? renderProjectJson(found.page) : renderProjectHtml(found.page);
    return { text, serial: found.page.serial, projectId: found.id };
  }

  #page({ text, serial }: Rendered, type: SimpleContentType): IndexPage {
    const body = utf8(text);
    const contentType = type === 'text/html' ? 'text/html; charset=UTF-8' : type;
    const etag = `"${sha256Hex(body).slice(0, 32)}"`;
    const prepared = preparePage(this.#isHttps, { contentType, body, cache: 'index', headers: indexHeaders({ etag, serial }) });
    return { body, contentType, etag, serial, prepared };
  }
}

interface Rendered {
  readonly text: string;
  readonly serial: number;
  readonly projectId: ProjectId | undefined;
}
