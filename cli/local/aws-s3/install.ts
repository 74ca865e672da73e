/**
 * The local `aws_s3`: an extension in the server's own folder, so that the very `create extension aws_s3 cascade` of
 * the first migration works here as on Aurora, for the cluster's master user too.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';

const VERSION = '1.2';
const PROGRAMS = ['transfer.mjs', 'row-splitter.mjs'];

/** The part of a PostgreSQL server's files that the extension needs. */
export interface ExtensionHost {
  /** Folder that holds the server's files. */
  home: string;
  /** Folder where `create extension` looks. */
  extensions: string;
  /** Node.js executable for the program that the extension runs. */
  node: string;
}

/** Puts the extensions and the program they run where the server finds them; what is there is replaced. */
export function installAwsS3(server: ExtensionHost): void {
  writeExtension(server, 'aws_commons', 'Common data types across AWS services (local)', [], ['commons.sql']);
  writeExtension(
    server,
    'aws_s3',
    'Import from and export to S3 (local)',
    ['aws_commons'],
    ['objects.sql', 'functions.sql', 'grants.sql'],
  );
  mkdirSync(programFolder(server), { recursive: true });
  for (const name of PROGRAMS) copyFileSync(join(import.meta.dirname, name), join(programFolder(server), name));
}

export interface AwsS3Settings {
  /** Address of S3, e.g. `http://127.0.0.1:4566`; without it every transfer is refused. */
  s3Endpoint?: string;
  /** Bytes after which an export begins another part; Aurora's 6 GB by default. */
  s3PartBytes?: number;
}

/** What the extension's program is told through the server's environment, where no session can change it. */
export function awsS3Environment(server: ExtensionHost, settings: AwsS3Settings): Record<string, string> {
  return {
    AWS_S3_NODE: server.node,
    AWS_S3_PROGRAM: join(programFolder(server), 'transfer.mjs'),
    ...(settings.s3Endpoint && { AWS_S3_ENDPOINT: settings.s3Endpoint }),
    ...(settings.s3PartBytes && { AWS_S3_PART_BYTES: String(settings.s3PartBytes) }),
  };
}

/** Brings the functions of a database that has the extension up to date with the repository; grants on them stay. */
export async function refreshAwsS3(superuser: Client): Promise<void> {
  const { rowCount } = await superuser.query("select 1 from pg_extension where extname = 'aws_s3'");
  if (rowCount) await superuser.query(source('functions.sql'));
}

function writeExtension(
  server: ExtensionHost,
  name: string,
  comment: string,
  requires: string[],
  files: string[],
): void {
  const control = [
    `comment = '${comment}'`,
    `default_version = '${VERSION}'`,
    `schema = ${name}`,
    'relocatable = false',
    'superuser = true',
    'trusted = true', // installable by whoever may create in the database, as on Aurora
    ...(requires.length > 0 ? [`requires = '${requires.join(', ')}'`] : []),
  ];
  writeFileSync(join(server.extensions, `${name}.control`), `${control.join('\n')}\n`);
  writeFileSync(join(server.extensions, `${name}--${VERSION}.sql`), files.map(source).join('\n'));
}

function source(file: string): string {
  return readFileSync(join(import.meta.dirname, file), 'utf8');
}

function programFolder(server: ExtensionHost): string {
  return join(server.home, 'server', 'aws-s3');
}
