/** Follows the log of the newest local training job, for the progress that commands show. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const POLL_MILLISECONDS = 500;
const PROGRESS_LINE = /^progress (\d+)\/(\d+) (.*)$/gm;

/**
 * Calls `onProgress` with texts such as `12 of 40 random forest, fold 3`, from the log's `progress 12/40 …` lines.
 * @returns a function that stops following
 */
export function followTrainingProgress(stateDirectory: string, onProgress: (text: string) => void): () => void {
  const folder = join(stateDirectory, 'jobs');
  const startedAt = Date.now();
  const timer = setInterval(() => {
    const log = findNewestLog(folder, startedAt);
    const last = log && [...readFileSync(log, 'utf8').matchAll(PROGRESS_LINE)].at(-1);
    if (last) onProgress(`${last[1]} of ${last[2]} ${last[3]}`);
  }, POLL_MILLISECONDS);
  return () => clearInterval(timer);
}

function findNewestLog(folder: string, startedAt: number): string | undefined {
  if (!existsSync(folder)) return undefined;
  const logs = readdirSync(folder)
    .map((job) => join(folder, job, 'job.log'))
    .filter((log) => existsSync(log) && statSync(log).mtimeMs >= startedAt);
  return logs.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}
