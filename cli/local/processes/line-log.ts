/** Writes the logs of services that run inside this process. */
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { quotePath } from '../../terminal/usable-paths.ts';
import { getLogPath, type LocalSettings } from '../settings/local-settings.ts';

/** Opens `logs/<name>.log` of the state folder; the returned function appends a line with its time. */
export function openLineLog(settings: LocalSettings, name: string): (line: string) => void {
  const path = getLogPath(settings, name);
  mkdirSync(dirname(path), { recursive: true });
  const stream = createWriteStream(path, { flags: 'a' });
  // A service goes on without its log, for example when the disk is full.
  stream.once('error', (error) => console.error(`${quotePath(path)} is not written any more: ${error.message}`));
  stream.on('error', () => {});
  return (line) => void stream.write(`${new Date().toISOString()} ${line}\n`);
}
