/** What an uploader reads of the answer. */
export interface ToldUploader {
  readonly status: number;
  /** Of the status line. */
  readonly reason: string;
  readonly text: string;
}

/** Sends a form to `/legacy/` as an uploader does. */
export async function upload(origin: string, authorization: string, form: FormData): Promise<ToldUploader> {
  const answer = await fetch(`${origin}/legacy/`, { method: 'POST', headers: { authorization }, body: form });
  return { status: answer.status, reason: answer.statusText, text: await answer.text() };
}
