/**
 * Locks the npm packages, then takes out where each was fetched from: npm asks its configured registry instead, and
 * the integrity hashes still decide. (npm's own omit-lockfile-registry-resolved leaves optional packages out.)
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

const LOCK = 'package-lock.json';
rmSync(LOCK, { force: true });
execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--omit-lockfile-registry-resolved=false'], {
  stdio: 'inherit',
});
const lock = JSON.parse(readFileSync(LOCK, 'utf8'));
for (const entry of Object.values(lock.packages)) delete entry.resolved;
writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
