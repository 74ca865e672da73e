/** Scores a file through the batch calls of the API and downloads the result, streaming both files. */
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type ClientRequestArgs, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch, RiskClient } from '../../clients/typescript/client.ts';
import { CommandError } from '../terminal/command-error.ts';

/** The upload failed, the batch was refused or failed, or its result could not be downloaded. */
export class BatchFailed extends CommandError {}

export interface FileToScore {
  /** CSV with a header line, or gzip of it. */
  path: string;
  reasons?: Batch['reasons'];
  /** Called with every state of the batch. */
  onProgress?: (batch: Batch) => void;
}

/** Uses a small part of a client's rate limit. */
const POLL_MILLISECONDS = 1000;

/**
 * Scores a file; resolves once the batch is done.
 * @throws {ApiProblem} when the API refuses a request
 * @throws {BatchFailed} when the upload or the batch fails
 */
export async function scoreFile(client: RiskClient, { path, reasons, onProgress }: FileToScore): Promise<Batch> {
  const { size: size_bytes } = await stat(path);
  const content_type = path.endsWith('.gz') ? 'application/gzip' : 'text/csv';
  const { data: created } = await client.POST('/v1/batches', { body: { size_bytes, content_type, reasons } });
  if (!created?.upload)
    throw new BatchFailed('the response of the API has no address for the upload: run the command again');
  await upload(path, created.upload);
  const location = { params: { path: { batch_id: created.batch_id } } };
  let { data: batch } = await client.POST('/v1/batches/{batch_id}/start', location);
  for (;;) {
    if (!batch) throw new BatchFailed('the response of the API is empty: run the command again');
    onProgress?.(batch);
    if (batch.state === 'done') return batch;
    if (batch.problem)
      throw new BatchFailed(
        `${batch.problem.name}: ${batch.problem.detail} docs/batches.md says what a file may contain`,
      );
    await sleep(POLL_MILLISECONDS);
    ({ data: batch } = await client.GET('/v1/batches/{batch_id}', location));
  }
}

/**
 * Downloads the result of a finished batch, as gzip.
 * @throws {BatchFailed} when there is no result, or S3 refuses
 */
export async function downloadResult({ result }: Batch, path: string): Promise<void> {
  if (!result) throw new BatchFailed('the batch has no result: run the command again');
  const response = await requestS3(result.url, { method: 'GET' }, async (request) => void request.end());
  await pipeline(response, createWriteStream(path));
}

async function upload(path: string, { url, method, headers }: NonNullable<Batch['upload']>): Promise<void> {
  const response = await requestS3(url, { method, headers }, (request) => pipeline(createReadStream(path), request));
  response.resume();
}

/** Uses node:http: fetch sends a stream without a length, but the signed address requires it. */
async function requestS3(
  url: string,
  options: ClientRequestArgs,
  send: (request: ReturnType<typeof httpRequest>) => Promise<void>,
): Promise<IncomingMessage> {
  const open = url.startsWith('https:') ? httpsRequest : httpRequest;
  const request = open(url, options);
  const pendingResponse = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject);
  });
  const [response] = await Promise.all([pendingResponse, send(request)]);
  if (response.statusCode === 200) return response;
  throw new BatchFailed(
    `S3 answered ${response.statusCode}: ${(await text(response)).slice(0, 300)}; run the command again`,
  );
}
