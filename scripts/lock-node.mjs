/**
 * Locks the npm packages and removes their download addresses, so that npm uses its configured registry; the integrity
 * hashes stay. (npm's option omit-lockfile-registry-resolved would omit optional packages.) The second lock is what the
 * deploy job installs: the CDK's command line alone, in the version of the first.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DEPLOY_FOLDER = '.github/deploy';
const ARGUMENTS = ['install', '--package-lock-only', '--ignore-scripts', '--omit-lockfile-registry-resolved=false'];

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const writeJson = (file, value) => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);

function lock(folder) {
  const file = join(folder, 'package-lock.json');
  rmSync(file, { force: true });
  execFileSync('npm', ARGUMENTS, { cwd: folder, stdio: 'inherit' });
  const content = readJson(file);
  for (const entry of Object.values(content.packages)) delete entry.resolved;
  writeJson(file, content);
}

lock('.');
const deployPackage = readJson(join(DEPLOY_FOLDER, 'package.json'));
deployPackage.dependencies['aws-cdk'] = readJson('package.json').devDependencies['aws-cdk'];
writeJson(join(DEPLOY_FOLDER, 'package.json'), deployPackage);
lock(DEPLOY_FOLDER);
