import { sha256Of } from './send-upload.ts';

/** A file as the index lists it; `url` is whole, without the hash at its end. */
export interface ListedFile {
  readonly filename: string;
  readonly url: string;
  readonly sha256: string;
}

interface SimplePage {
  readonly files: readonly { readonly filename: string; readonly url: string; readonly hashes: { readonly sha256: string } }[];
}

/** The files of a project as `/simple/<name>/` lists them in JSON; none when there is no such project. */
export async function listAsJson(origin: string, project: string): Promise<readonly ListedFile[]> {
  const page = `${origin}/simple/${project}/`;
  const answer = await fetch(page, { headers: { accept: 'application/vnd.pypi.simple.v1+json' } });
  if (answer.status === 404) return [];
  const { files } = (await answer.json()) as SimplePage;
  return files.map(({ filename, url, hashes }) => ({ filename, url: new URL(url, page).href, sha256: hashes.sha256 }));
}

/** The same in HTML. */
export async function listAsHtml(origin: string, project: string): Promise<readonly ListedFile[]> {
  const page = `${origin}/simple/${project}/`;
  const answer = await fetch(page, { headers: { accept: 'text/html' } });
  if (answer.status === 404) return [];
  return [...(await answer.text()).matchAll(/<a href="([^"#]+)#sha256=([0-9a-f]{64})"[^>]*>([^<]+)<\/a>/g)].map(
    ([, url = '', sha256 = '', filename = '']) => ({ filename, url: new URL(url, page).href, sha256 }),
  );
}

/** The names of the files that the page of one version links to; none when there is no such page. */
export async function listOnPage(origin: string, project: string, version: string): Promise<readonly string[]> {
  const answer = await fetch(`${origin}/project/${project}/${version}/`);
  const text = await answer.text();
  return [...text.matchAll(/href="\/packages\/[^"]*\/([^"/]+)"/g)].map(([, filename = '']) => decodeURIComponent(filename));
}

/** The names of all projects in `/simple/`. */
export async function listProjects(origin: string): Promise<readonly string[]> {
  const answer = await fetch(`${origin}/simple/`, { headers: { accept: 'application/vnd.pypi.simple.v1+json' } });
  return ((await answer.json()) as { projects: readonly { name: string }[] }).projects.map(({ name }) => name);
}

/** The SHA-256 of what the server sends for a file, or its status when that is not 200. */
export async function downloadedHash(url: string): Promise<string> {
  const answer = await fetch(url);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return answer.status === 200 ? sha256Of(bytes) : `status ${answer.status}`;
}
