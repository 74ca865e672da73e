/** Tests that actions and images are named by digest, wherever the repository names one. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const WORKFLOWS = globSync(['.github/**/*.yml', '.github/**/*.yaml']);
const DOCKERFILES = globSync('**/*Dockerfile*', { exclude: ['**/node_modules/**', '**/.*/**', '**/cdk.out/**'] });

const listMatches = (files: string[], pattern: RegExp): [string, string][] =>
  files.flatMap((file) =>
    Array.from(readFileSync(file, 'utf8').matchAll(pattern), ([, match = '']): [string, string] => [file, match]),
  );

test('every action is named by a commit, with its version in a comment', () => {
  const actions = listMatches(WORKFLOWS, /^\s*(?:- )?uses: *(.+)$/gm);
  expect(actions.length).toBeGreaterThan(5);
  // GitHub takes a workflow of this repository from the caller's own commit.
  const others = actions.filter(([, action]) => !action.startsWith('./.github/workflows/'));
  expect(others.filter(([, action]) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
});

test('one action has one commit', () => {
  const commits = listMatches(WORKFLOWS, /uses: *(\S+)/g).map(([, action]) => action);
  const names = commits.map((action) => action.split('@')[0]);
  expect(new Set(commits).size).toBe(new Set(names).size);
});

test('no workflow names an image or runs on a machine whose version moves', () => {
  expect(listMatches(WORKFLOWS, /^\s*(?:container|image|services): *(.*)$/gm)).toEqual([]);
  expect(listMatches(WORKFLOWS, /runs-on: *(.*-latest.*|self-hosted.*)$/gm)).toEqual([]);
});

test('every base image is named by a digest', () => {
  const images = listMatches(DOCKERFILES, /^FROM +(?:--\S+ +)?(\S+)/gm);
  expect(images.length).toBeGreaterThanOrEqual(2);
  // The Spark image's base is an argument; .github/deploy/check-assembly.ts refuses it without a digest.
  const byName = images.filter(([, image]) => !/^\$\{BASE_IMAGE\}$/.test(image));
  expect(byName.filter(([, image]) => !/@sha256:[0-9a-f]{64}$/.test(image))).toEqual([]);
});
