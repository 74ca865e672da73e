/**
 * Runs `cdk synth` without an account, and reads the templates that it writes. What several test files read is
 * synthesised once.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEPLOYMENT_VARIABLES } from '../../lib/deployment-variables.ts';
import { findKept, hashSources, keepFolder } from '../../testing/kept-folders.ts';

export const ROOT = join(import.meta.dirname, '../..');

// biome-ignore lint/suspicious/noExplicitAny: templates are accessed by path, and a wrong path fails the assertion
type Json = any;

export interface Resource {
  stack: string;
  id: string;
  type: string;
  properties: Record<string, Json>;
  metadata: Record<string, Json>;
  dependsOn: string[];
  deletionPolicy?: string;
  updateReplacePolicy?: string;
  /** Id of the deployment group that moves an alias. */
  codeDeployGroup?: string;
}

export class Synthesised {
  readonly folder: string;
  readonly resources: Resource[];
  readonly manifest: Json;

  readonly #isKept: boolean;

  /**
   * @param environment `local`, `dev` or `prod`
   * @param variables deployment variables; without them those of an account that has everything but QuickSight, and the
   * result is kept for other tests
   * @throws {Error} when a check of the app fails; has the CLI's output
   */
  constructor(environment: string, variables?: Record<string, string>) {
    this.#isKept = variables === undefined;
    this.folder = variables ? synthesiseAside(environment, variables) : synthesiseOnce(environment);
    this.manifest = this.read('manifest.json');
    this.resources = this.templates().flatMap((file) =>
      listResources(file.replace('.template.json', ''), this.read(file)),
    );
  }

  templates(): string[] {
    return readdirSync(this.folder).filter((file) => file.endsWith('.template.json'));
  }

  read(file: string): Json {
    return JSON.parse(readFileSync(join(this.folder, file), 'utf8'));
  }

  ofType(type: string): Resource[] {
    return this.resources.filter((resource) => resource.type === `AWS::${type}`);
  }

  only(type: string): Resource {
    const [found, ...more] = this.ofType(type);
    if (!found || more.length > 0) throw new Error(`expected one ${type}, found ${found ? more.length + 1 : 0}`);
    return found;
  }

  /** Lists what survives the deletion of its stack; a version goes with its function or workflow all the same. */
  listKept(): Resource[] {
    return this.resources.filter(
      ({ type, deletionPolicy }) => /^(Retain|Snapshot)/.test(deletionPolicy ?? '') && !type.endsWith('Version'),
    );
  }

  /** Runs cfn-lint on the templates of these stacks, or of all; returns its findings. */
  lint(stacks?: readonly string[]): string {
    const isChosen = (file: string) => !stacks || stacks.some((stack) => file.endsWith(`-${stack}.template.json`));
    return lintTemplates(this.folder, this.templates().filter(isChosen));
  }

  /** Removes the templates, unless they are kept. */
  remove(): void {
    if (!this.#isKept) rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Folders at the root that no template depends on; a new one counts until it is listed. */
const NOT_SYNTHESISED = new Set(['node_modules', 'cdk.out', 'bench', 'data', 'test', 'testing']);

function synthesiseOnce(environment: string): string {
  const entries = readdirSync(ROOT, { withFileTypes: true }).filter(
    ({ name }) => !name.startsWith('.') && !NOT_SYNTHESISED.has(name),
  );
  const sources = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/**` : entry.name));
  const hash = hashSources([...sources, 'test/infrastructure/synthesised.ts']);
  const kind = `synth-${environment}`;
  return findKept(kind, hash) ?? keepFolder(kind, hash, (folder) => runSynth(environment, SYNTH_VARIABLES, folder));
}

function synthesiseAside(environment: string, variables: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), `risk-synth-${environment}-`));
  runSynth(environment, variables, folder);
  return folder;
}

function runSynth(environment: string, variables: Record<string, string>, folder: string): void {
  const cdk = join(ROOT, 'node_modules/aws-cdk/bin/cdk');
  execFileSync(process.execPath, [cdk, 'synth', '--quiet', '-c', `env=${environment}`, '-o', folder], {
    cwd: ROOT,
    env: { ...removeCredentials(), ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
}

/** What production is deployed with; the addresses exist nowhere. */
export const SYNTH_VARIABLES = {
  RISK_ALARM_EMAIL: 'alarms@lender.test',
  EMR_SERVERLESS_IMAGE: `registry.test/emr@sha256:${'a'.repeat(64)}`,
};

/**
 * Runs cfn-lint; returns its findings, '' without any.
 * @throws {Error} when it does not run, or there is no template
 */
export function lintTemplates(folder: string, files: readonly string[]): string {
  if (files.length === 0) throw new Error(`there is no template to lint in ${folder}`);
  const paths = files.map((file) => join(folder, file));
  const { stdout, status, error } = spawnSync(join(ROOT, '.venv/bin/cfn-lint'), ['--', ...paths], { encoding: 'utf8' });
  if (error) throw error;
  return status === 0 ? '' : stdout || `cfn-lint ended with ${status}`;
}

/** Lists the ids that a value refers to, by Ref or Fn::GetAtt, at any depth. */
export function listReferences(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(listReferences);
  if (typeof value !== 'object' || value === null) return [];
  if (typeof value.Ref === 'string') return [value.Ref];
  if (Array.isArray(value['Fn::GetAtt'])) return [value['Fn::GetAtt'][0]];
  return Object.values(value).flatMap(listReferences);
}

/** Lists every resource of a template, with its stack. */
export function listResources(stack: string, template: Json): Resource[] {
  return Object.entries<Json>(template.Resources).map(([id, resource]) => ({
    stack,
    id,
    type: resource.Type,
    properties: resource.Properties ?? {},
    metadata: resource.Metadata ?? {},
    dependsOn: [resource.DependsOn ?? []].flat(),
    deletionPolicy: resource.DeletionPolicy,
    updateReplacePolicy: resource.UpdateReplacePolicy,
    codeDeployGroup: resource.UpdatePolicy?.CodeDeployLambdaAliasUpdate?.DeploymentGroupName.Ref,
  }));
}

function removeCredentials(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(AWS|CDK)_/.test(name) && !Object.hasOwn(DEPLOYMENT_VARIABLES, name),
  );
  const nodeFirst = join(ROOT, 'node_modules/.bin');
  return {
    ...Object.fromEntries(kept),
    PATH: `${nodeFirst}:${process.env.PATH}`,
    NODE_OPTIONS: '',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}
