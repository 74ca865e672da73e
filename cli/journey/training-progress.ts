/** Follows the newest training job's log and tells its last progress line: `progress 12/40 …`. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const POLL_MILLISECONDS = 500;
const PROGRESS_LINE = /^progress (\d+)\/(\d+) (.*)$/gm;

/** Calls `tell` with lines such as `12 of 40 random forest, fold 3`; the returned function stops it. */
export function followTrainingProgress(stateDirectory: string, tell: (text: string) => void): () => void {
  const folder = join(stateDirectory, 'jobs');
  const since = Date.now();
  const timer = setInterval(() => {
    const log = newestLog(folder, since);
    const last = log && [...readFileSync(log, 'utf8').matchAll(PROGRESS_LINE)].at(-1);
    if (last) tell(`${last[1]} of ${last[2]} ${last[3]}`);
  }, POLL_MILLISECONDS);
  return () => clearInterval(timer);
}

function newestLog(folder: string, since: number): string | undefined {
  if (!existsSync(folder)) return undefined;
  const logs = readdirSync(folder)
    .map((job) => join(folder, job, 'job.log'))
    .filter((log) => existsSync(log) && statSync(log).mtimeMs >= since);
  return logs.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}
