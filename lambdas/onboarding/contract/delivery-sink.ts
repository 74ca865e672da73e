/** Defines where an import writes its deliveries: a folder, the landing bucket, or nowhere (a dry run). */
import type { Writable } from 'node:stream';
import type { Manifest } from '../../shared/landing/manifest.ts';

/** One file of one day, before it counts. */
export interface DeliveryFile {
  asOf: string;
  /** For example `customers.csv.gz`, as the manifest lists it. */
  name: string;
}

export interface DeliverySink {
  /** Begins the name of every file, so that the files of two imports in one day's folder never meet. May be empty. */
  readonly filePrefix: string;
  /** Opens a file. The caller writes the bytes as delivered and ends the stream; nobody sees the file before `publish`. */
  openFile(file: DeliveryFile): Promise<Writable>;
  /** Makes all files visible, then the manifests. Called once, after every stream has ended. */
  publish(manifests: readonly Manifest[]): Promise<void>;
  /** Takes back every file that was opened. Called in the place of `publish` after an error. */
  discard(): Promise<void>;
}
