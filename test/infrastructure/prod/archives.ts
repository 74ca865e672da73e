/** Reads the archives of functions in the synthesised assembly. */
import { readFileSync } from 'node:fs';
import { type Unzipped, unzipSync } from 'fflate';

/** Reads the files of an archive whose paths are wanted. */
export function readArchived(file: string, isWanted: (path: string) => boolean): Unzipped {
  return unzipSync(readFileSync(file), { filter: ({ name }) => isWanted(name) });
}

/** Lists the paths of an archive; nothing is decompressed. */
export function listArchived(file: string): string[] {
  const paths: string[] = [];
  readArchived(file, (path) => paths.push(path) < 0);
  return paths;
}
