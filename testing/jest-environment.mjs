/**
 * Jest's Node environment, sharing the typed arrays of the process: a native add-on (ONNX Runtime) makes its results of
 * these and would otherwise not recognise those of the test's own realm.
 */
import { TestEnvironment } from 'jest-environment-node';

export default class extends TestEnvironment {
  constructor(...args) {
    super(...args);
    Object.assign(this.global, { Float32Array, Float64Array, BigInt64Array, Int32Array, Uint8Array });
  }

  /** As Node.js has it. Calls that succeed make errors too, and with the 100 frames of jest these cost more than the call. */
  async setup() {
    await super.setup();
    Error.stackTraceLimit = this.global.Error.stackTraceLimit = 10;
  }
}
