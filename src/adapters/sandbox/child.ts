import { Socket } from 'node:net';
import { Refusal } from '../../base/refusal.ts';
import { encodeFrame, frameReader } from './frames.ts';
import { type Answer, type Job, packAnswer } from './jobs.ts';
import { readTarGz } from './read-tar-gz.ts';
import { readWheel } from './read-zip.ts';

/** Answers go out here: what a library prints to standard output can not pass for one. */
const ANSWERS = 3;
const MAX_JOB_BYTES = 16 * 1024 * 1024;

const answers = new Socket({ fd: ANSWERS, readable: false, writable: true });
const readJobs = frameReader(MAX_JOB_BYTES);
let queue = Promise.resolve();

// When the parent is gone the pipe ends, and so does this process.
process.stdin.on('end', () => process.exit(0));
process.stdin.on('data', (piece: Buffer) => {
  for (const frame of readJobs(piece)) {
    // Only the parent writes here, so the job is taken as it comes.
    queue = queue.then(async () => send(await work(frame.json as Job)));
  }
});
send({ answer: 'ready' });

async function work(job: Job): Promise<Answer> {
  try {
    if (job.job === 'render-description') {
      // The child that reads archives never loads the renderers.
      const { renderDescription } = await import('./render-description.ts');
      return { answer: 'html', html: await renderDescription(job.text, job.contentType) };
    }
    const archive = await (job.kind === 'wheel' ? readWheel(job) : readTarGz(job.path, job.wanted));
    return { answer: 'archive', archive };
  } catch (error) {
    if (error instanceof Refusal) return { answer: 'refused', code: error.code, sentence: error.message };
    return { answer: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function send(answer: Answer): void {
  const { json, bytes } = packAnswer(answer);
  answers.write(encodeFrame(json, bytes));
}
