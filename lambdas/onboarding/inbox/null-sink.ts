/** A sink that writes nothing: the dry run of an import. */
import { Writable } from 'node:stream';
import type { DeliverySink } from '../contract/delivery-sink.ts';

export function openNullSink(): DeliverySink {
  return {
    filePrefix: '',
    openFile: async () => new Writable({ write: (_chunk, _encoding, callback) => callback() }),
    publish: async () => {},
    discard: async () => {},
  };
}
