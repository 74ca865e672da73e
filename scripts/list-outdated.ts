/**
 * Prints as one line of JSON how many packages of the lock file have newer versions, and which are a major version behind.
 * CI passes it to the synth as RISK_DEPENDENCIES, for the quarterly review.
 */
import { spawnSync } from 'node:child_process';

/** A Lambda's environment has 4 KB: the first of them tell enough. */
const MAX_MAJORS = 20;

// npm ends with 1 when a package is outdated.
const { stdout, stderr } = spawnSync('npm', ['outdated', '--json'], { encoding: 'utf8' });
const outdated = parse(stdout);
const rows = Object.entries(outdated).map(([name, { current = '?', latest }]) => ({ name, current, latest }));
const majors = rows.filter(({ current, latest }) => current.split('.')[0] !== latest.split('.')[0]);
const checked_on = new Date().toISOString().slice(0, 10);
console.log(JSON.stringify({ checked_on, behind: rows.length, majors: majors.slice(0, MAX_MAJORS) }));

function parse(text: string): Record<string, { current?: string; latest: string }> {
  try {
    const found = JSON.parse(text || '{}');
    if (!('error' in found)) return found;
  } catch {
    // the message follows
  }
  console.error(`npm outdated gave no list, so the quarterly review would lack it: ${stderr.trim() || text}`);
  process.exit(1);
}
