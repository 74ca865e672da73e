/** A batch from a file to a file: made, uploaded, started, followed and fetched, in the memory of a few chunks. */
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type ClientRequestArgs, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch, RiskClient } from '../../clients/typescript/client.ts';
import { CommandError } from '../terminal/command-error.ts';

/** The file was not taken, the batch was refused or failed, or its result could not be fetched. */
export class BatchFailed extends CommandError {}

export interface FileToScore {
  /** CSV with a header line, or gzip of it. */
  path: string;
  reasons?: Batch['reasons'];
  /** Called with every answer about the batch. */
  onProgress?: (batch: Batch) => void;
}

/** A client asks so often how far a batch is: a small part of the requests that it may make. */
const POLL_MILLISECONDS = 1000;

/** Scores a file; resolves to the batch once it is done. Throws ApiProblem and BatchFailed. */
export async function scoreFile(client: RiskClient, { path, reasons, onProgress }: FileToScore): Promise<Batch> {
  const { size: size_bytes } = await stat(path);
  const content_type = path.endsWith('.gz') ? 'application/gzip' : 'text/csv';
  const { data: made } = await client.POST('/v1/batches', { body: { size_bytes, content_type, reasons } });
  if (!made?.upload) throw new BatchFailed('the API answered nothing to upload to');
  await upload(path, made.upload);
  const at = { params: { path: { batch_id: made.batch_id } } };
  let { data: batch } = await client.POST('/v1/batches/{batch_id}/start', at);
  for (;;) {
    if (!batch) throw new BatchFailed('the API answered nothing');
    onProgress?.(batch);
    if (batch.state === 'done') return batch;
    if (batch.problem) throw new BatchFailed(`${batch.problem.name}: ${batch.problem.detail}`);
    await sleep(POLL_MILLISECONDS);
    ({ data: batch } = await client.GET('/v1/batches/{batch_id}', at));
  }
}

/** Writes the result of a batch that is done to a file, as gzip. Throws BatchFailed. */
export async function downloadResult({ result }: Batch, path: string): Promise<void> {
  if (!result) throw new BatchFailed('the batch has no result');
  const response = await answered(result.url, { method: 'GET' }, async (request) => void request.end());
  await pipeline(response, createWriteStream(path));
}

async function upload(path: string, { url, method, headers }: NonNullable<Batch['upload']>): Promise<void> {
  const response = await answered(url, { method, headers }, (request) => pipeline(createReadStream(path), request));
  response.resume();
}

/** By node:http, for fetch sends a stream without the length that the address is signed for. */
async function answered(
  url: string,
  options: ClientRequestArgs,
  send: (request: ReturnType<typeof httpRequest>) => Promise<void>,
): Promise<IncomingMessage> {
  const open = url.startsWith('https:') ? httpsRequest : httpRequest;
  const request = open(url, options);
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject);
  });
  const [response] = await Promise.all([answer, send(request)]);
  if (response.statusCode === 200) return response;
  throw new BatchFailed(`S3 answered ${response.statusCode}: ${(await text(response)).slice(0, 300)}`);
}
