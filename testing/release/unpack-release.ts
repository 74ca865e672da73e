/** Unpacks the state folder of the release before, so that a local cloud can start in it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { giveTo, prepareClusterDirectory } from '../../cli/local/postgres/cluster-directory.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FIXTURE = join(ROOT, 'test/upgrade/release.tar.xz');

/** Unpacks it inside of the repository, where its functions find ONNX Runtime, and returns the state folder. */
export function unpackRelease(): string {
  const state = mkdtempSync(join(ROOT, '.local-test-'));
  const program = join(ROOT, 'testing/release/release_state.py');
  execFileSync(join(ROOT, '.venv/bin/python'), [program, 'unpack', FIXTURE, state], { stdio: 'inherit' });
  giveToServer(join(state, 'postgres'));
  return state;
}

/** Moves the cluster to where the server's user can reach it, and makes it that user's. */
function giveToServer(folder: string): void {
  const unpacked = `${folder}.unpacked`;
  renameSync(folder, unpacked);
  const { path, identity } = prepareClusterDirectory(folder);
  // Another file system if the folder is the temporary one.
  execFileSync('cp', ['-R', `${unpacked}/.`, path]);
  execFileSync('rm', ['-r', unpacked]);
  execFileSync('chmod', ['-R', 'go=', path]); // PostgreSQL refuses a cluster that others can read
  for (const entry of readdirSync(path, { recursive: true })) giveTo(join(path, String(entry)), identity);
}
