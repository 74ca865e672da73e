/** The folders and variables a training container finds: SageMaker's /opt/ml, as a folder of the job's own. */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { TrainingJob } from './training-job.ts';

export interface ContainerFolders {
  root: string;
  model: string;
  outputData: string;
  failure: string;
  checkpoints: string;
  /** The folder of an input channel. */
  channel(name: string): string;
}

const HOST = 'algo-1';

export function containerFolders(jobFolder: string): ContainerFolders {
  const root = join(jobFolder, 'opt/ml');
  return {
    root,
    model: join(root, 'model'),
    outputData: join(root, 'output/data'),
    failure: join(root, 'output/failure'),
    checkpoints: join(root, 'checkpoints'),
    channel: (name) => join(root, 'input/data', name),
  };
}

/** Makes the folders and the configuration files. */
export async function prepareContainer(at: ContainerFolders, { request }: TrainingJob): Promise<void> {
  const config = join(at.root, 'input/config');
  for (const folder of [at.model, at.outputData, at.checkpoints, config]) await mkdir(folder, { recursive: true });
  const channels = request.InputDataConfig.map(({ ChannelName, ContentType }) => [
    ChannelName,
    { TrainingInputMode: 'File', ContentType, S3DistributionType: 'FullyReplicated', RecordWrapperType: 'None' },
  ]);
  const files = {
    'hyperparameters.json': request.HyperParameters,
    'inputdataconfig.json': Object.fromEntries(channels),
    'resourceconfig.json': { current_host: HOST, hosts: [HOST], network_interface_name: 'lo' },
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(config, name), JSON.stringify(content));
}

/** The variables of SageMaker's training toolkit, and those of the request. */
export function containerEnvironment(at: ContainerFolders, job: TrainingJob): Record<string, string> {
  const { request } = job;
  const channels = request.InputDataConfig.map((channel) => channel.ChannelName);
  return {
    TRAINING_JOB_NAME: request.TrainingJobName,
    TRAINING_JOB_ARN: job.arn,
    SM_MODEL_DIR: at.model,
    SM_OUTPUT_DIR: join(at.root, 'output'),
    SM_OUTPUT_DATA_DIR: at.outputData,
    SM_CHECKPOINT_DIR: at.checkpoints,
    SM_INPUT_DIR: join(at.root, 'input'),
    SM_INPUT_CONFIG_DIR: join(at.root, 'input/config'),
    SM_CHANNELS: JSON.stringify(channels),
    ...Object.fromEntries(channels.map((name) => [`SM_CHANNEL_${upper(name)}`, at.channel(name)])),
    SM_HPS: JSON.stringify(decoded(request.HyperParameters)),
    SM_NUM_CPUS: String(availableParallelism()),
    SM_NUM_GPUS: '0',
    SM_HOSTS: JSON.stringify([HOST]),
    SM_CURRENT_HOST: HOST,
    ...request.Environment,
  };
}

/** Hyperparameters travel as text; the toolkit hands on what is JSON as that value. */
function decoded(hyperParameters: Record<string, string>): Record<string, unknown> {
  const decode = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  };
  return Object.fromEntries(Object.entries(hyperParameters).map(([name, text]) => [name, decode(text)]));
}

const upper = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
