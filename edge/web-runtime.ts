/** ONNX Runtime as WebAssembly, from the bytes of the bundle: for browsers, and for Node.js without a native library. */
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { type CreateSession, createSessionFactory } from '../lambdas/shared/model/graph-runtime.ts';

/** The compiled runtime. The package's file, under the name that it has in a bundle. */
const RUNTIME_FILE = 'ort-wasm-simd-threaded.wasm';

/** Returns the function that creates sessions with the runtime of a bundle. The first runtime of a process serves all. */
export function createWebSessionFactory(files: ReadonlyMap<string, Uint8Array>): CreateSession {
  const wasm = files.get(RUNTIME_FILE);
  if (!wasm) throw new Error(`the bundle does not list ${RUNTIME_FILE}`);
  // One thread: workers would need a second program file, and a score takes a fraction of a millisecond.
  Object.assign(env.wasm, { numThreads: 1, proxy: false, wasmBinary: new Uint8Array(wasm) });
  return createSessionFactory({ InferenceSession, Tensor });
}
