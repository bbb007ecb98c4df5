import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { JsonObject } from '../json.ts';

const artifactSchema = z.looseObject({
  type: z.string(),
  environment: z.string().optional(),
  dependencies: z.array(z.string()).optional(),
  displayName: z.string().optional(),
  properties: z.looseObject({}).optional(),
});

const manifestSchema = z.looseObject({ artifacts: z.record(z.string(), artifactSchema).default({}) });

const templateSchema = z.looseObject({
  Parameters: z
    .record(z.string(), z.looseObject({ Type: z.string(), Default: z.unknown().optional() }))
    .default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.json()))).default({}),
  Conditions: z.record(z.string(), z.json()).default({}),
  Resources: z
    .record(
      z.string(),
      z.looseObject({
        Type: z.string(),
        Condition: z.string().optional(),
        Properties: z.record(z.string(), z.json()).default({}),
        DeletionPolicy: z.string().optional(),
      }),
    )
    .default({}),
  Outputs: z
    .record(
      z.string(),
      z.looseObject({
        Value: z.json(),
        Condition: z.string().optional(),
        Export: z.object({ Name: z.json() }).optional(),
      }),
    )
    .default({}),
});

const assetsSchema = z.looseObject({
  files: z
    .record(
      z.string(),
      z.looseObject({
        source: z.looseObject({ path: z.string().optional(), packaging: z.string().optional() }),
        destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

export type Template = z.infer<typeof templateSchema>;
export type TemplateResource = Template['Resources'][string];

export interface StackArtifact {
  readonly id: string;
  readonly stackName: string;
  readonly region: string | undefined;
  readonly account: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly template: Template;
}

export interface AssemblyFiles {
  readonly stacks: readonly StackArtifact[];
  /** Object key in the asset bucket → absolute path of the directory or file it is made from. */
  readonly assets: ReadonlyMap<string, string>;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** `aws://account/region`; CDK writes `unknown-…` for a stack that is not bound to an environment. */
function parseEnvironment(environment: string | undefined): { account?: string; region?: string } {
  const [account, region] = (environment ?? '').replace('aws://', '').split('/');
  return {
    ...(account && !account.startsWith('unknown') ? { account } : {}),
    ...(region && !region.startsWith('unknown') ? { region } : {}),
  };
}

function stringOf(properties: JsonObject | undefined, name: string): string | undefined {
  const value = properties?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** Reads a synthesised cloud assembly: every stack's template (nested stages too) and where each asset lies. */
export function readAssemblyFiles(directory: string): AssemblyFiles {
  const stacks: StackArtifact[] = [];
  const assets = new Map<string, string>();
  collect(directory, stacks, assets);
  return { stacks, assets };
}

function collect(directory: string, stacks: StackArtifact[], assets: Map<string, string>): void {
  let manifestText: unknown;
  try {
    manifestText = readJson(join(directory, 'manifest.json'));
  } catch (cause) {
    throw new Error(`No cloud assembly in ${directory}: synthesise it first (cdk synth).`, { cause });
  }
  const { artifacts } = manifestSchema.parse(manifestText);
  for (const [id, artifact] of Object.entries(artifacts)) {
    const properties = artifact.properties as JsonObject | undefined;
    if (artifact.type === 'cdk:cloud-assembly') {
      const nested = stringOf(properties, 'directoryName');
      if (nested) collect(join(directory, nested), stacks, assets);
    } else if (artifact.type === 'cdk:asset-manifest') {
      const file = stringOf(properties, 'file');
      if (file) collectAssets(directory, file, assets);
    } else if (artifact.type === 'aws:cloudformation:stack') {
      stacks.push(readStack(directory, id, artifact));
    }
  }
}

function collectAssets(directory: string, file: string, assets: Map<string, string>): void {
  const { files } = assetsSchema.parse(readJson(join(directory, file)));
  for (const { source, destinations } of Object.values(files)) {
    if (!source.path) continue;
    for (const { objectKey } of Object.values(destinations))
      assets.set(objectKey, join(directory, source.path));
  }
}

function readStack(directory: string, id: string, artifact: z.infer<typeof artifactSchema>): StackArtifact {
  const properties = artifact.properties as JsonObject | undefined;
  const templateFile = stringOf(properties, 'templateFile');
  if (!templateFile) throw new Error(`Stack ${id} has no template in the cloud assembly.`);
  const { account, region } = parseEnvironment(artifact.environment);
  const parameters = properties?.parameters;
  return {
    id,
    stackName: stringOf(properties, 'stackName') ?? id,
    account,
    region,
    parameters: z.record(z.string(), z.string()).parse(parameters ?? {}),
    template: templateSchema.parse(readJson(join(directory, templateFile))),
  };
}
