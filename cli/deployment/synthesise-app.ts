/** Synthesises the templates of an environment without an account, as `cdk synth` does, and reads them. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { EnvironmentName } from '../../lib/config.ts';
import { CommandError } from '../terminal/command-error.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The app can't be synthesised; the message is the app's own. */
export class SynthesisFailed extends CommandError {}

/** A resource of a synthesised template. Properties are read by path. */
export interface TemplateResource {
  stack: string;
  id: string;
  type: string;
  // biome-ignore lint/suspicious/noExplicitAny: templates are accessed by path
  properties: Record<string, any>;
}

export interface SynthesisedApp {
  resources: TemplateResource[];
  /** Docker images that a deployment builds. */
  imageCount: number;
  /** Version of the CDK's bootstrap that the stacks need. */
  bootstrapVersion: number;
}

/**
 * Synthesises an environment in a temporary folder.
 * @throws {SynthesisFailed} when the app refuses its configuration or a check fails
 */
export async function synthesiseApp(
  environment: EnvironmentName,
  variables: NodeJS.ProcessEnv = process.env,
): Promise<SynthesisedApp> {
  const folder = mkdtempSync(join(tmpdir(), `risk-synth-${environment}-`));
  try {
    const cdk = join(ROOT, 'node_modules/aws-cdk/bin/cdk');
    const args = [cdk, 'synth', '--quiet', '-c', `env=${environment}`, '-o', folder];
    await promisify(execFile)(process.execPath, args, { cwd: ROOT, env: withoutAccount(variables) });
    return readApp(folder);
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    if (stderr === undefined) throw error;
    throw new SynthesisFailed(`${environment} can't be synthesised: ${findReason(stderr)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads the templates and the asset manifests of a cloud assembly. */
function readApp(folder: string): SynthesisedApp {
  const readJson = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const files = readdirSync(folder);
  const artifacts = Object.values<{ properties?: { requiresBootstrapStackVersion?: number } }>(
    readJson('manifest.json').artifacts,
  );
  const assets = files.filter((file) => file.endsWith('.assets.json')).map(readJson);
  return {
    resources: files
      .filter((file) => file.endsWith('.template.json'))
      .flatMap((file) => listTemplateResources(file.replace('.template.json', ''), readJson(file))),
    imageCount: assets.flatMap(({ dockerImages = {} }) => Object.keys(dockerImages)).length,
    bootstrapVersion: Math.max(0, ...artifacts.map((one) => one.properties?.requiresBootstrapStackVersion ?? 0)),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: templates are accessed by path
function listTemplateResources(stack: string, template: any): TemplateResource[] {
  return Object.entries<{ Type: string; Properties?: object }>(template.Resources).map(([id, resource]) => ({
    ...{ stack, id, type: resource.Type, properties: resource.Properties ?? {} },
  }));
}

/** The templates must not depend on the credentials at hand, and the CLI must not look for an account. */
function withoutAccount(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(variables).filter(([name]) => !/^(AWS|CDK)_/.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: `${join(ROOT, 'node_modules/.bin')}:${variables.PATH}`,
    NODE_OPTIONS: '',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}

/** The line of the app, without those of the CDK's command line. */
const findReason = (stderr: string): string =>
  stderr.split('\n').find((line) => /^\w+: /.test(line)) ?? stderr.trim().replaceAll(/\s*\n\s*/g, '; ');
