import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeChance } from './chance.ts';
import { anSdist, aWheel, type Distribution } from './distributions.ts';
import { childrenOf, damagedBlobs, halfReceived, isRunning, strayRows } from './look-at-data.ts';
import { makePublisher } from './publisher.ts';
import { downloadedHash, type ListedFile, listAsHtml, listAsJson, listOnPage, listProjects } from './read-index.ts';
import { sendUpload, sha256Of } from './send-upload.ts';
import { type Keyhouse, startKeyhouse } from './start-keyhouse.ts';

export interface CrashPlan {
  readonly kills: number;
  /** When, within the uploads, each kill comes. */
  readonly seed: number;
  /** PostgreSQL; SQLite without it. */
  readonly databaseUrl?: string;
  /** Told one line for each kill. */
  readonly say?: (line: string) => void;
}

export interface CrashReport {
  readonly kills: number;
  /** How many uploads were begun, and how many the server had answered with 200 before it died. */
  readonly sent: number;
  readonly acknowledged: number;
  /** Kills that came when at least one upload had been acknowledged and another had not. */
  readonly inTheMiddle: number;
  /** Everything that was not as it must be, in words; empty when the claim holds. */
  readonly problems: readonly string[];
}

const AT_ONCE = 10;
const PROJECTS = 8;
/** From a module of one line to a file that takes several writes; compression does nothing to chance. */
const PAYLOAD_BYTES = [0, 0, 200_000, 0, 1_500_000, 0, 4_000_000, 0, 40_000, 700_000];
/** How soon the children of a killed process must be gone. */
const CHILD_GRACE_MS = 3_000;
const MOST_WAIT_MS = 20_000;

interface Upload extends Distribution {
  readonly project: string;
  readonly version: string;
  readonly sha256: string;
}

type Fate = 'acknowledged' | 'unknown' | { readonly refused: string };

/**
 * Kills the server with `kill -9` while ten uploads run, starts it again, and looks at everything that it then shows; again and
 * again with the same data. What the server did not answer for is sent again in the next round, as people do.
 */
export async function killDuringUploads(plan: CrashPlan): Promise<CrashReport> {
  const run = await CrashRun.begin(plan);
  try {
    for (let kill = 1; kill <= plan.kills; kill += 1) await run.killOnce(kill);
    await run.finish();
    return run.report();
  } finally {
    await run.clear();
  }
}

class CrashRun {
  readonly #plan: CrashPlan;
  readonly #chance: () => number;
  readonly #token: string;
  readonly #problems: string[] = [];
  /** Every upload that was ever begun, by file name. */
  readonly #sent = new Map<string, Upload>();
  readonly #acknowledged = new Set<string>();
  #keyhouse: Keyhouse;
  #begun = 0;
  #inTheMiddle = 0;
  /** Counts answers as they come. */
  #acknowledgedNow = 0;
  #made = 0;
  /** How long ten uploads take when nobody kills the server. */
  #wholeMs = 0;
  #again: Upload[] = [];

  private constructor(plan: CrashPlan, keyhouse: Keyhouse, token: string) {
    this.#plan = plan;
    this.#chance = makeChance(plan.seed);
    this.#keyhouse = keyhouse;
    this.#token = token;
  }

  static async begin(plan: CrashPlan): Promise<CrashRun> {
    const keyhouse = await startKeyhouse(environmentOf(plan));
    try {
      const { token } = await makePublisher(keyhouse);
      const run = new CrashRun(plan, keyhouse, token);
      const startedAt = performance.now();
      const batch = run.#nextBatch();
      run.#note(batch, await run.#sendAll(batch));
      run.#wholeMs = performance.now() - startedAt;
      if (run.#acknowledged.size < AT_ONCE) run.#problems.push('an upload was not accepted although nobody killed the server');
      return run;
    } catch (error) {
      await keyhouse.stop('SIGKILL');
      keyhouse.remove();
      throw error;
    }
  }

  async killOnce(kill: number): Promise<void> {
    const batch = this.#nextBatch();
    const sending = this.#sendAll(batch);
    await this.#untilTheKill(kill);
    const children = childrenOf(this.#keyhouse.process.pid ?? 0);
    await this.#keyhouse.stop('SIGKILL');
    const fates = await sending;
    this.#note(batch, fates);
    const known = fates.filter((fate) => fate === 'acknowledged').length;
    if (known > 0 && known < AT_ONCE) this.#inTheMiddle += 1;
    this.#checkLog('before the kill');

    const restartedAt = performance.now();
    await this.#startAgain();
    const startMs = Math.round(performance.now() - restartedAt);
    await this.#checkClean(children);
    await this.#checkBatch(batch);
    this.#plan.say?.(`kill ${kill}: ${known} of ${batch.length} uploads were acknowledged, the next start took ${startMs} ms`);
  }

  /** Every second kill comes when some are acknowledged, the others at any time. */
  async #untilTheKill(kill: number): Promise<void> {
    const wanted = this.#acknowledgedNow + 1 + Math.floor(this.#chance() * (AT_ONCE - 1));
    const waitMs = this.#chance() * this.#wholeMs * 1.1;
    if (kill % 2 === 0) return sleep(waitMs);
    for (let waitedMs = 0; this.#acknowledgedNow < wanted && waitedMs < MOST_WAIT_MS; waitedMs += 1) await sleep(1);
  }

  /** Everything once more, then an orderly stop, then every row against its event. */
  async finish(): Promise<void> {
    const { origin, data } = this.#keyhouse;
    const listed = (await Promise.all([...projectsOf(this.#sent)].map((name) => listAsJson(origin, name)))).flat();
    await this.#checkListed(listed);
    const names = new Set(listed.map(({ filename }) => filename));
    for (const filename of this.#acknowledged) if (!names.has(filename)) this.#problems.push(`${filename} was acknowledged and is gone`);
    await this.#keyhouse.stop();
    this.#checkLog('at the end');
    if (this.#keyhouse.process.exitCode !== 0) this.#problems.push(`the last stop ended with code ${this.#keyhouse.process.exitCode}`);
    for (const name of damagedBlobs(data)) this.#problems.push(`the stored ${name} is not what its name says`);
    this.#problems.push(...(await strayRows(data, this.#plan.databaseUrl)));
  }

  report(): CrashReport {
    const { kills } = this.#plan;
    return {
      ...{ kills, sent: this.#begun, acknowledged: this.#acknowledged.size, inTheMiddle: this.#inTheMiddle },
      problems: this.#problems,
    };
  }

  async clear(): Promise<void> {
    await this.#keyhouse.stop('SIGKILL');
    this.#keyhouse.remove();
  }

  #nextBatch(): readonly Upload[] {
    const batch = this.#again.splice(0, AT_ONCE);
    while (batch.length < AT_ONCE) {
      const upload = makeUpload(this.#made, this.#made < PROJECTS ? this.#made : Math.floor(this.#chance() * PROJECTS));
      this.#made += 1;
      batch.push(upload);
    }
    for (const upload of batch) this.#sent.set(upload.filename, upload);
    this.#begun += batch.length;
    return batch;
  }

  #sendAll(batch: readonly Upload[]): Promise<readonly Fate[]> {
    const { origin } = this.#keyhouse;
    return Promise.all(
      batch.map((upload) =>
        sendUpload(origin, this.#token, upload).then(
          ({ status, reason }): Fate => {
            if (status !== 200) return { refused: `${status} ${reason}` };
            this.#acknowledgedNow += 1;
            return 'acknowledged';
          },
          (): Fate => 'unknown',
        ),
      ),
    );
  }

  #note(batch: readonly Upload[], fates: readonly Fate[]): void {
    for (const [index, upload] of batch.entries()) {
      const fate = fates[index] ?? 'unknown';
      if (fate === 'acknowledged') this.#acknowledged.add(upload.filename);
      else this.#again.push(upload);
      if (typeof fate === 'object') this.#problems.push(`${upload.filename} was refused: ${fate.refused}`);
    }
  }

  async #startAgain(): Promise<void> {
    const { data, origin } = this.#keyhouse;
    const listen = { KEYHOUSE_LISTEN: `127.0.0.1:${new URL(origin).port}` };
    this.#keyhouse = await startKeyhouse({ ...environmentOf(this.#plan), ...listen }, data);
  }

  async #checkClean(children: readonly number[]): Promise<void> {
    const { data } = this.#keyhouse;
    const incoming = halfReceived(data);
    if (incoming.length > 0) this.#problems.push(`${incoming.length} half-received files are left after the start`);
    for (let waitedMs = 0; children.some(isRunning) && waitedMs < CHILD_GRACE_MS; waitedMs += 50) await sleep(50);
    if (children.some(isRunning)) this.#problems.push('a child of the killed process goes on running');
  }

  /** Of the projects of this round: JSON, HTML and pages say the same, and each listed file is whole. */
  async #checkBatch(batch: readonly Upload[]): Promise<void> {
    const { origin } = this.#keyhouse;
    const known = new Set(await listProjects(origin));
    const names = new Set(batch.map(({ filename }) => filename));
    for (const project of new Set(batch.map((upload) => upload.project))) {
      const [json, html] = [await listAsJson(origin, project), await listAsHtml(origin, project)];
      if (textOf(json) !== textOf(html)) this.#problems.push(`JSON and HTML of ${project} list different files`);
      if (known.has(project) !== json.length > 0) this.#problems.push(`${project} is listed in /simple/ and has no file, or the reverse`);
      await this.#checkListed(json.filter(({ filename }) => names.has(filename)));
    }
    const shown = new Map((await Promise.all([...projectsOf(this.#sent)].map((name) => listAsJson(origin, name)))).flat().map(byName));
    for (const { filename, project, version } of batch) await this.#checkOne({ filename, project, version }, shown.has(filename));
  }

  async #checkOne({ filename, project, version }: Pick<Upload, 'filename' | 'project' | 'version'>, isListed: boolean): Promise<void> {
    if (this.#acknowledged.has(filename) && !isListed) this.#problems.push(`${filename} was acknowledged and is not listed`);
    const onPage = await listOnPage(this.#keyhouse.origin, project, version);
    if (onPage.includes(filename) !== isListed) this.#problems.push(`the page of ${project} ${version} and /simple/ differ on ${filename}`);
  }

  async #checkListed(listed: readonly ListedFile[]): Promise<void> {
    for (const { filename, url, sha256 } of listed) {
      const upload = this.#sent.get(filename);
      if (upload?.sha256 !== sha256) this.#problems.push(`${filename} is listed with a hash that nobody uploaded`);
      const got = await downloadedHash(url);
      if (got !== sha256) this.#problems.push(`${filename} is listed and comes back as ${got}`);
      if (!filename.endsWith('.whl')) continue;
      const metadata = await downloadedHash(`${url}.metadata`);
      if (metadata !== sha256Of(Buffer.from(upload?.metadata ?? '')))
        this.#problems.push(`the metadata of ${filename} come back as ${metadata}`);
    }
  }

  #checkLog(when: string): void {
    const bad = this.#keyhouse
      .log()
      .split('\n')
      .filter((line) => line.includes('"level":"error"'));
    if (bad.length > 0) this.#problems.push(`the log has errors ${when}: ${bad.slice(0, 3).join(' ').slice(0, 600)}`);
  }
}

function environmentOf({ databaseUrl }: CrashPlan): Readonly<Record<string, string>> {
  return databaseUrl === undefined ? {} : { KEYHOUSE_DATABASE_URL: databaseUrl };
}

function makeUpload(number: number, projectNumber: number): Upload {
  const [project, version] = [`crash-${projectNumber}`, `1.${number}`];
  const size = PAYLOAD_BYTES[number % PAYLOAD_BYTES.length] ?? 0;
  const options = { files: size === 0 ? {} : { [`crash_${projectNumber}/payload.bin`]: randomBytes(size) } };
  const made = number % 3 === 2 ? anSdist(project, version, options) : aWheel(project, version, options);
  return { ...made, project, version, sha256: sha256Of(made.bytes) };
}

function projectsOf(sent: ReadonlyMap<string, Upload>): ReadonlySet<string> {
  return new Set([...sent.values()].map(({ project }) => project));
}

function byName(file: ListedFile): readonly [string, ListedFile] {
  return [file.filename, file];
}

function textOf(files: readonly ListedFile[]): string {
  return files
    .map(({ filename, url, sha256 }) => `${filename} ${url} ${sha256}`)
    .sort()
    .join('\n');
}
