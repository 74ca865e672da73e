/** A sink of deliveries that keeps every file in memory. */
import { Writable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import type { DeliveryFile, DeliverySink } from '../../lambdas/onboarding/contract/delivery-sink.ts';
import type { Manifest } from '../../lambdas/shared/landing/manifest.ts';

export class MemorySink implements DeliverySink {
  readonly filePrefix: string;
  /** Bytes by `<as_of>/<name>`. */
  readonly files = new Map<string, Buffer>();
  manifests: readonly Manifest[] = [];
  isPublished = false;
  isDiscarded = false;

  constructor(filePrefix = '') {
    this.filePrefix = filePrefix;
  }

  async openFile({ asOf, name }: DeliveryFile): Promise<Writable> {
    const buffers: Buffer[] = [];
    return new Writable({
      write: (bytes: Buffer, _encoding, done) => {
        buffers.push(Buffer.from(bytes));
        done();
      },
      final: (done) => {
        this.files.set(`${asOf}/${name}`, Buffer.concat(buffers));
        done();
      },
    });
  }

  async publish(manifests: readonly Manifest[]): Promise<void> {
    this.manifests = manifests;
    this.isPublished = true;
  }

  async discard(): Promise<void> {
    this.isDiscarded = true;
    this.files.clear();
  }

  /** The text of a file, decompressed. */
  readText(asOf: string, name: string): string {
    const bytes = this.files.get(`${asOf}/${name}`);
    if (!bytes) throw new Error(`no file ${asOf}/${name}, but ${[...this.files.keys()].join(', ')}`);
    return gunzipSync(bytes).toString('utf8');
  }
}
