/** ONNX Runtime of Node.js: a native library. Every function that scores loads it. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { createSessionFactory } from './graph-runtime.ts';

/** Creates a session from the bytes of a graph. */
export const createNodeSession = createSessionFactory({ InferenceSession, Tensor });
