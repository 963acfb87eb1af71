import { paths } from '../paths.ts';
import { isProjectName, normalizeProjectName } from '../python/project-name.ts';
import { type Answer, textAnswer } from '../web/answer.ts';
import { get, type PageRequest, type Route } from '../web/route.ts';
import { downloadAnswer } from './download-answer.ts';
import { matchesTag } from './matches-tag.ts';
import { CORS, type IndexPage, indexHeaders, type PreparedIndex } from './prepared-index.ts';

const RULES = { who: 'token', limit: 'index' } as const;

/** What installers ask for: index pages and files. */
export function simpleRoutes(index: PreparedIndex): readonly Route[] {
  return [
    get('/simple', RULES, async () => moved(paths.simpleIndex())),
    get('/simple/', RULES, async (request) =>
      indexAnswer(request, await index.get(paths.simpleIndex(), undefined, request.headers['accept'])),
    ),
    get('/simple/:name', RULES, async (request) => moved(paths.simpleProject(normalizeProjectName(nameOf(request))))),
    get('/simple/:name/', RULES, async (request) => {
      const given = nameOf(request);
      const name = normalizeProjectName(given);
      if (name !== given) return moved(paths.simpleProject(name));
      if (!isProjectName(name)) return noProject(given);
      return indexAnswer(request, await index.get(paths.simpleProject(name), name, request.headers['accept']));
    }),
    get('/packages/:a/:b/:rest/:filename', RULES, (request, reading) => downloadAnswer(request, reading)),
  ];
}

function nameOf(request: PageRequest): string {
  return (request.params['name'] ?? '').slice(0, 200);
}

/** Pages of other sites may read where they are sent, as they may read the page. */
function moved(path: string): Answer {
  return { status: 301, headers: { ...CORS, location: path }, cache: 'index' };
}

function noProject(name: string): Answer {
  const sentence = `There is no project ${JSON.stringify(name.slice(0, 100))} in this index.`;
  return textAnswer(`${sentence}\n`, { status: 404, reason: sentence, headers: CORS });
}

function indexAnswer(request: PageRequest, page: IndexPage | undefined): Answer {
  if (page === undefined) return noProject(nameOf(request));
  const headers = indexHeaders(page);
  if (matchesTag(request.headers['if-none-match'], page.etag)) return { status: 304, headers, cache: 'index' };
  return { status: 200, body: page.body, contentType: page.contentType, headers, cache: 'index' };
}
