/**
 * Installs the local `aws_s3` as an extension in the server's folder, so that `create extension aws_s3 cascade` of the
 * first migration works here as on Aurora, also for the master user.
 */
import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import type { AccessKey } from '../settings/credentials.ts';

const VERSION = '1.2';
const PROGRAMS = ['transfer.mjs', 'row-splitter.mjs', 'sign-request.mjs'];

/** The part of a PostgreSQL server's files that the extension needs. */
export interface ExtensionHost {
  /** Folder of the server's files. */
  clusterDirectory: string;
  /** Folder where `create extension` looks. */
  extensions: string;
  /** Node.js executable for the program that the extension runs. */
  node: string;
}

/** Writes the extensions and their program where the server finds them, replacing earlier ones. */
export function installAwsS3(host: ExtensionHost): void {
  writeExtension(host, 'aws_commons', 'Common data types across AWS services (local)', [], ['commons.sql']);
  writeExtension(
    host,
    'aws_s3',
    'Import from and export to S3 (local)',
    ['aws_commons'],
    ['objects.sql', 'functions.sql', 'grants.sql'],
  );
  mkdirSync(getProgramFolder(host), { recursive: true });
  for (const name of PROGRAMS) copyFileSync(join(import.meta.dirname, name), join(getProgramFolder(host), name));
}

export interface AwsS3Settings {
  /** Address of S3, for example `http://127.0.0.1:4566`; without it every transfer is refused. */
  s3Endpoint?: string;
  /** Key to sign with. */
  s3AccessKey?: AccessKey;
  /** Bytes after which an export begins another part; default 6 GiB, as on Aurora. */
  s3PartBytes?: number;
  /** Requests name their caller, for the record of calls. */
  s3NamesCaller?: boolean;
  /** A transfer needs a role of the cluster, as on Aurora; `writeS3Features` says which the cluster has. */
  s3NeedsRole?: boolean;
}

/** Variables of the server for the extension's program: no session can change them. */
export function buildAwsS3Environment(host: ExtensionHost, settings: AwsS3Settings): Record<string, string> {
  return {
    AWS_S3_NODE: host.node,
    AWS_S3_PROGRAM: join(getProgramFolder(host), 'transfer.mjs'),
    ...(settings.s3Endpoint && { AWS_S3_ENDPOINT: settings.s3Endpoint }),
    ...(settings.s3AccessKey && {
      AWS_ACCESS_KEY_ID: settings.s3AccessKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: settings.s3AccessKey.secretAccessKey,
    }),
    ...(settings.s3NamesCaller && { AWS_S3_NAMES_CALLER: '1' }),
    ...(settings.s3NeedsRole && { AWS_S3_FEATURES: getFeaturesPath(host) }),
    ...(settings.s3PartBytes && { AWS_S3_PART_BYTES: String(settings.s3PartBytes) }),
  };
}

/** Says for which features the cluster has a role: `s3Import`, `s3Export`. */
export function writeS3Features(host: Pick<ExtensionHost, 'clusterDirectory'>, features: string[]): void {
  const path = getFeaturesPath(host);
  writeFileSync(`${path}.incoming`, JSON.stringify(features), { mode: 0o644 }); // the server's user reads it
  renameSync(`${path}.incoming`, path);
}

const getFeaturesPath = ({ clusterDirectory }: Pick<ExtensionHost, 'clusterDirectory'>): string =>
  join(clusterDirectory, 's3-features.json');

/** Replaces the functions of an installed extension by those of the repository; grants on them stay. */
export async function refreshAwsS3(superuser: Client): Promise<void> {
  const { rowCount } = await superuser.query("select 1 from pg_extension where extname = 'aws_s3'");
  if (rowCount) await superuser.query(readSource('functions.sql'));
}

function writeExtension(host: ExtensionHost, name: string, comment: string, requires: string[], files: string[]): void {
  const control = [
    `comment = '${comment}'`,
    `default_version = '${VERSION}'`,
    `schema = ${name}`,
    'relocatable = false',
    'superuser = true',
    'trusted = true', // any role that may create in the database can install it, as on Aurora
    ...(requires.length > 0 ? [`requires = '${requires.join(', ')}'`] : []),
  ];
  writeFileSync(join(host.extensions, `${name}.control`), `${control.join('\n')}\n`);
  writeFileSync(join(host.extensions, `${name}--${VERSION}.sql`), files.map(readSource).join('\n'));
}

function readSource(file: string): string {
  return readFileSync(join(import.meta.dirname, file), 'utf8');
}

function getProgramFolder(host: ExtensionHost): string {
  return join(host.clusterDirectory, 'server', 'aws-s3');
}
