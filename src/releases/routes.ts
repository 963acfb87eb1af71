import { Refusal } from '../base/refusal.ts';
import { paths } from '../paths.ts';
import { checkAction } from '../python/upload-form.ts';
import { authenticateToken } from '../tokens/authenticate-token.ts';
import { noteRefusedToken } from '../tokens/note-refused-token.ts';
import { textAnswer } from '../web/answer.ts';
import { get, postStream, type Route, type StreamRequest } from '../web/route.ts';
import { acceptUpload } from './accept-upload.ts';
import { withRuleName } from './with-rule-name.ts';

export interface UploadDoors {
  /** A project's public page shows something new; returns when every process shows it. */
  readonly pageChanged: (name: string) => Promise<void>;
}

/** Uploading, as twine, uv, flit and poetry do it. The token is enough: no code is asked for. */
export function uploadRoutes({ pageChanged }: UploadDoors): readonly Route[] {
  return [
    get(paths.upload(), { who: 'token', limit: 'index' }, async () =>
      textAnswer('This address is for uploads: point twine, uv or flit at it.\n', { cache: 'index' }),
    ),
    postStream(paths.upload(), { who: 'token', limit: 'upload', csrf: 'token', fresh: 'none' }, async (request, world) => {
      await withRuleName(async () => checkAction(request.query.get(':action')));
      // Before the body: who may upload nothing fills no disk.
      const caller = await authenticateToken(world, request.headers['authorization'], request.visit);
      if (caller.kind === 'refused') throw await noteRefusedToken(world, request.visit, caller);
      const published = await withRuleName(() => acceptUpload(world, caller, request));
      if (published !== undefined) await pageChanged(published.projectName);
      return textAnswer('', { reason: 'OK' });
    }),
    get('/legacy', { who: 'token', limit: 'index' }, noSlash),
    // No redirect: a client that follows one sends the form anew as a GET, or its token to wherever it is told.
    postStream('/legacy', { who: 'token', limit: 'upload', csrf: 'token', fresh: 'none' }, noSlash),
    // Where tools of long ago upload to.
    ...['/pypi', '/pypi/'].map((path) => postStream(path, { who: 'token', limit: 'upload', csrf: 'token', fresh: 'none' }, moved)),
  ];
}

async function noSlash(): Promise<never> {
  throw new Refusal('not-found', 'upload.no-slash', 'Uploads go to /legacy/ with a slash at its end.');
}

async function moved({ query }: StreamRequest<'token'>): Promise<never> {
  if (query.has(':action')) throw new Refusal('gone', 'upload.moved', 'Uploads moved long ago: they go to /legacy/.');
  throw new Refusal('not-found', 'upload.no-rpc', 'There is nothing to call here.');
}
