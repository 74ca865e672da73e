/**
 * What scoring needs of ONNX Runtime, so that the same code scores with onnxruntime-node and, in a browser, with
 * onnxruntime-web. Open it to change how a session is created or called.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-node';

/** A matrix, row by row. */
export interface GraphTensor<Data extends Float32Array | string[] = Float32Array | string[]> {
  type: Data extends Float32Array ? 'float32' : 'string';
  data: Data;
  dims: readonly [rows: number, columns: number];
}

/** A loaded graph. */
export interface GraphSession {
  readonly inputMetadata: readonly InferenceSession.ValueMetadata[];
  readonly outputNames: readonly string[];
  /** Computes the named outputs. */
  run(
    inputs: Readonly<Record<string, GraphTensor>>,
    outputs: readonly string[],
  ): Promise<Readonly<Record<string, { data: unknown }>>>;
}

/** The parts of onnxruntime-node or onnxruntime-web. */
export interface OnnxRuntime {
  InferenceSession: { create(onnx: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession> };
  Tensor: {
    new (type: 'float32', data: Float32Array, dims: readonly number[]): Tensor;
    new (type: 'string', data: string[], dims: readonly number[]): Tensor;
  };
}

/** Creates a session from the bytes of a graph. */
export type CreateSession = (onnx: Uint8Array) => Promise<GraphSession>;

/** One thread, so that a replay adds the same floats in the same order. */
const OPTIONS: InferenceSession.SessionOptions = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 };

/** Returns the function that creates sessions of a runtime. */
export function createSessionFactory({ InferenceSession, Tensor }: OnnxRuntime): CreateSession {
  const toTensor = ({ data, dims }: GraphTensor) =>
    Array.isArray(data) ? new Tensor('string', data, dims) : new Tensor('float32', data, dims);
  return async (onnx) => {
    const session = await InferenceSession.create(onnx, OPTIONS);
    return {
      inputMetadata: session.inputMetadata,
      outputNames: session.outputNames,
      run: (inputs, outputs) =>
        session.run(
          Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, toTensor(input)])),
          outputs,
        ),
    };
  };
}
