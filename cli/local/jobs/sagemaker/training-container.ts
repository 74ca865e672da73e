/** Prepares the folders, configuration files and variables of a training container: /opt/ml as a folder of the job. */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { LocalTrainingJob } from './training-job.ts';

export interface ContainerFolders {
  /** Stands in for /opt/ml. */
  root: string;
  model: string;
  outputData: string;
  failure: string;
  checkpoints: string;
  /** Folder of an input channel. */
  channel(name: string): string;
}

const HOST = 'algo-1';

/** Paths of the folders below the folder of a job. */
export function buildContainerFolders(jobFolder: string): ContainerFolders {
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

/** Creates the folders and the configuration files. */
export async function prepareContainerFolders(folders: ContainerFolders, { request }: LocalTrainingJob): Promise<void> {
  const config = join(folders.root, 'input/config');
  for (const folder of [folders.model, folders.outputData, folders.checkpoints, config])
    await mkdir(folder, { recursive: true });
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

/** The variables that SageMaker's training toolkit sets, and those of the request. */
export function buildContainerEnvironment(folders: ContainerFolders, job: LocalTrainingJob): Record<string, string> {
  const { request } = job;
  const channels = request.InputDataConfig.map((channel) => channel.ChannelName);
  return {
    TRAINING_JOB_NAME: request.TrainingJobName,
    TRAINING_JOB_ARN: job.arn,
    SM_MODEL_DIR: folders.model,
    SM_OUTPUT_DIR: join(folders.root, 'output'),
    SM_OUTPUT_DATA_DIR: folders.outputData,
    SM_CHECKPOINT_DIR: folders.checkpoints,
    SM_INPUT_DIR: join(folders.root, 'input'),
    SM_INPUT_CONFIG_DIR: join(folders.root, 'input/config'),
    SM_CHANNELS: JSON.stringify(channels),
    ...Object.fromEntries(channels.map((name) => [`SM_CHANNEL_${toVariableName(name)}`, folders.channel(name)])),
    SM_HPS: JSON.stringify(parseHyperParameters(request.HyperParameters)),
    SM_NUM_CPUS: String(availableParallelism()),
    SM_NUM_GPUS: '0',
    SM_HOSTS: JSON.stringify([HOST]),
    SM_CURRENT_HOST: HOST,
    ...request.Environment,
  };
}

/** Hyperparameters are texts; like the toolkit, passes a text that is JSON as its value. */
function parseHyperParameters(hyperParameters: Record<string, string>): Record<string, unknown> {
  const parseText = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  };
  return Object.fromEntries(Object.entries(hyperParameters).map(([name, text]) => [name, parseText(text)]));
}

const toVariableName = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
