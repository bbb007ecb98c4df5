import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** A word found where it stands. */
export interface Sighting {
  readonly word: string;
  readonly where: string;
}

/** The word as it reads in plain text and inside base64, whatever stands before it. */
const disguisesOf = (word: string): string[] => [
  word,
  ...[0, 1, 2].map((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), Buffer.from(word)]);
    // The first and last characters share their bits with the neighbours.
    return padded.toString('base64url').slice(offset === 0 ? 0 : 4, -4);
  }),
];

export const searchText = (text: string, words: readonly string[], where: string): Sighting[] =>
  words.flatMap((word) => (disguisesOf(word).some((look) => text.includes(look)) ? [{ word, where }] : []));

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');

/**
 * unzip answers 1 when it read everything and had to skip bytes before it, and 9 when there is no directory: parts of an
 * archive kept for building it again. Their entries are stored, so their text was searched, and the whole archive lies
 * beside them.
 */
const unpack = (path: string, folder: string): void => {
  const { status, stderr } = spawnSync('unzip', ['-qq', '-o', path, '-d', folder]);
  if (status !== 0 && status !== 1 && status !== 9)
    throw new Error(`unzip of ${path} ended with ${status}: ${stderr}`);
};

/** A ZIP (an archive, a workbook) is searched inside, and so is what lies in it. */
const searchFile = (path: string, words: readonly string[], where: string): Sighting[] => {
  const content = readFileSync(path);
  const found = searchText(content.toString('utf8'), words, where);
  if (!content.subarray(0, 4).equals(ZIP)) return found;
  const inside = mkdtempSync(join(tmpdir(), 'xuncha-canary-'));
  try {
    unpack(path, inside);
    return [...found, ...searchFolder(inside, words, `${where}!`)];
  } finally {
    rmSync(inside, { recursive: true, force: true });
  }
};

/** Every file below a folder, names included. */
export const searchFolder = (
  folder: string,
  words: readonly string[],
  where = '',
  skip: (name: string) => boolean = () => false,
): Sighting[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const name = `${where}${relative(folder, path)}`;
    if (!entry.isFile() || skip(name)) return searchText(skip(name) ? '' : name, words, name);
    return [...searchText(name, words, name), ...searchFile(path, words, name)];
  });

/** Every item of the table by its partition key, past all keys and indexes. */
export const searchTable = async (
  client: DynamoDBClient,
  table: string,
  words: readonly string[],
): Promise<{ readonly items: number; readonly sightings: readonly Sighting[] }> => {
  const sightings: Sighting[] = [];
  let items = 0;
  let ExclusiveStartKey: ScanCommand['input']['ExclusiveStartKey'];
  do {
    const answer = await client.send(
      new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey }),
    );
    for (const raw of answer.Items ?? []) {
      items += 1;
      const item = unmarshall(raw);
      sightings.push(...searchText(JSON.stringify(item), words, `${item.pk} ${item.sk}`));
    }
    ExclusiveStartKey = answer.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return { items, sightings };
};
