/** Tests real ONNX graphs: their scores, and which files, inputs and outputs are refused. */
import { createHash } from 'node:crypto';
import type { FeatureRecord } from '../../../lambdas/shared/features/feature-record.ts';
import {
  createModelCache,
  loadExplainableModel,
  ModelCorrupt,
  type ModelReference,
  type ReadModelFile,
} from '../../../lambdas/shared/model/load-model.ts';
import { buildModelInputs, InvalidFeature, MissingFeature } from '../../../lambdas/shared/model/model-inputs.ts';
import { InvalidModelOutput, runGraph } from '../../../lambdas/shared/model/run-graph.ts';
import { buildTinyModel, computeExpectedPd, type TinyModel } from '../../../testing/models/tiny-model.ts';

const description = {
  num: { utilisation: { median: 0.4, weight: 1.5 }, amount: { median: 1000, weight: -0.0001 } },
  cat: { purpose: { car: 0.7, '': -0.3 } },
  intercept: -1,
};
const record = { utilisation: 0.9, amount: 5000, purpose: 'car', ignored: 'kept out' };

let tiny: TinyModel;
let numbersOnly: TinyModel;
beforeAll(async () => {
  tiny = await buildTinyModel(description);
  numbersOnly = await buildTinyModel({ ...description, cat: {} });
});

const createReader = (model: TinyModel): ReadModelFile => {
  return async (_, file) => (file === 'model.onnx' ? model.onnx : model.manifestText);
};

describe('inputs', () => {
  test('follow the order of the model manifest, with NaN and an empty text for unknown', () => {
    const unknown = { utilisation: null, amount: 2, purpose: null };
    const { num, cat } = buildModelInputs({ num: ['amount', 'utilisation'], cat: ['purpose'] }, [record, unknown]);
    expect([...(num.data as Float32Array)]).toEqual([5000, Math.fround(0.9), 2, Number.NaN]);
    expect(num.dims).toEqual([2, 2]);
    expect(cat.data).toEqual(['car', '']);
  });

  test('without a category have a constant column', () => {
    expect(buildModelInputs({ num: ['amount'], cat: [] }, [record, record]).cat).toMatchObject({
      data: ['none', 'none'],
      dims: [2, 1],
    });
  });

  test.each<[string, FeatureRecord, new (...of: never[]) => Error]>([
    ['utilisation', { amount: 1, purpose: '' }, MissingFeature],
    ['purpose', { amount: 1, utilisation: 1 }, MissingFeature],
    ['utilisation', { ...record, utilisation: '0.9' }, InvalidFeature],
    ['amount', { ...record, amount: 1e39 }, InvalidFeature],
    ['amount', { ...record, amount: Number.NaN }, InvalidFeature],
    ['purpose', { ...record, purpose: 7 }, InvalidFeature],
  ])('a faulty %s is refused by its name', (name, faulty, kind) => {
    const inputs = () => buildModelInputs({ num: ['utilisation', 'amount'], cat: ['purpose'] }, [record, faulty]);
    expect(inputs).toThrow(kind);
    expect(inputs).toThrow(name);
  });
});

describe('scores', () => {
  test('equal the sum of the weights, also for unknown numbers and unseen categories', async () => {
    const model = await loadExplainableModel(tiny.reference, createReader(tiny));
    const records = [
      record,
      { utilisation: null, amount: null, purpose: null },
      { utilisation: -3, amount: 123456.78, purpose: 'never seen' },
    ];
    const { pd, raw } = await runGraph(model, records);
    for (const [i, one] of records.entries()) {
      expect(pd[i]).toBeCloseTo(computeExpectedPd(description, one), 6);
      expect(1 / (1 + Math.exp(-(raw[i] ?? 0)))).toBeCloseTo(pd[i] ?? 0, 6);
    }
  });

  test('are bit for bit the same alone and with other rows', async () => {
    const model = await loadExplainableModel(tiny.reference, createReader(tiny));
    const records = Array.from({ length: 5000 }, (_, i) => ({ ...record, utilisation: i / 5000, amount: i }));
    const { pd } = await runGraph(model, records);
    for (const i of [0, 1, 2500, 4999]) {
      expect((await runGraph(model, records.slice(i, i + 1))).pd[0]).toBe(pd[i]);
    }
  });

  test('of a model without categories need no categories', async () => {
    const model = await loadExplainableModel(numbersOnly.reference, createReader(numbersOnly));
    const { pd } = await runGraph(model, [{ utilisation: 0.9, amount: 5000 }]);
    expect(pd[0]).toBeCloseTo(computeExpectedPd({ ...description, cat: {} }, record), 6);
  });

  test('of sums beyond float32 are refused, whatever PD the calibration gives', async () => {
    const steep = (weight: number) => ({ median: 0, weight });
    const broken = await buildTinyModel({ num: { a: steep(1e38), b: steep(-1e38) }, cat: {}, intercept: -3 });
    const model = await loadExplainableModel(broken.reference, createReader(broken));
    const sound = { a: 0.1, b: 0.1 };
    expect((await runGraph(model, [sound])).pd).toHaveLength(1);
    for (const poisoned of [
      { a: 100, b: 0 },
      { a: 0, b: 100 },
      { a: 100, b: 100 },
    ]) {
      await expect(runGraph(model, [sound, poisoned])).rejects.toThrow(InvalidModelOutput);
    }
  });
});

describe('a model is refused', () => {
  const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  /** Loads as if exactly this manifest were registered. */
  const load = (reference: ModelReference, onnx: Buffer, manifest: unknown) => {
    const text = Buffer.from(JSON.stringify(manifest));
    const registered = { ...reference, manifest_sha256: sha(text) };
    return loadExplainableModel(registered, async (_, file) => (file === 'model.onnx' ? onnx : text));
  };

  test('when one bit of the graph differs from what was registered', async () => {
    const onnx = Buffer.from(tiny.onnx);
    onnx.writeUInt8(onnx.readUInt8(100) ^ 1, 100);
    await expect(load(tiny.reference, onnx, tiny.manifest)).rejects.toThrow(ModelCorrupt);
    await expect(load(tiny.reference, onnx, tiny.manifest)).rejects.toThrow(tiny.reference.sha256);
  });

  test('when the bytes are registered but no graph', async () => {
    const onnx = Buffer.from('not a graph');
    const reference = { ...tiny.reference, sha256: sha(onnx) };
    const manifest = { ...tiny.manifest, onnx: { ...tiny.manifest.onnx, sha256: reference.sha256 } };
    await expect(load(reference, onnx, manifest)).rejects.toThrow('not a graph that ONNX Runtime can run');
  });

  test.each<[string, (manifest: TinyModel['manifest']) => unknown]>([
    ['is of another version', (m) => ({ ...m, version: '20200101T000000Z-00000000' })],
    ['names another graph', (m) => ({ ...m, onnx: { ...m.onnx, sha256: 'f'.repeat(64) } })],
    ['has fewer inputs than the graph', (m) => ({ ...m, inputs: { ...m.inputs, num: ['amount'] } })],
    ['has more categories than the graph', (m) => ({ ...m, inputs: { ...m.inputs, cat: ['a', 'b'] } })],
    ['is incomplete', ({ inputs: _, ...m }) => m],
    ['has nothing to compare an applicant with', (m) => ({ ...m, background: [] })],
    ['names other columns than the graph prepares', (m) => ({ ...m, prepared_from: ['amount'] })],
  ])('when its manifest %s', async (_, spoil) => {
    await expect(load(tiny.reference, tiny.onnx, spoil(tiny.manifest))).rejects.toThrow(ModelCorrupt);
  });
});

describe('the cache', () => {
  const counted = () => {
    const loads: string[] = [];
    const read: ReadModelFile = async (reference, file) => {
      if (file === 'model.onnx') loads.push(reference.version);
      const model = [tiny, numbersOnly].find(({ reference: { version } }) => version === reference.version) ?? tiny;
      return createReader(model)(reference, file);
    };
    return { loads, read };
  };

  test('loads a model once, also for concurrent calls', async () => {
    const { loads, read } = counted();
    const cached = createModelCache(read);
    const [a, b] = await Promise.all([cached(tiny.reference), cached(tiny.reference)]);
    expect(a).toBe(b);
    expect(loads).toHaveLength(1);
  });

  test('keeps the last used models up to its capacity', async () => {
    const { loads, read } = counted();
    const cached = createModelCache(read, { capacity: 1 });
    for (const model of [tiny, numbersOnly, numbersOnly, tiny]) await cached(model.reference);
    expect(loads).toHaveLength(3);
  });

  test('retries a failed load', async () => {
    let broken = true;
    const cached = createModelCache(async (reference, file) => {
      return broken && file === 'model.onnx' ? Buffer.from('') : createReader(tiny)(reference, file);
    });
    await expect(cached(tiny.reference)).rejects.toThrow(ModelCorrupt);
    broken = false;
    expect((await cached(tiny.reference)).reference).toEqual(tiny.reference);
  });
});
