/** A file as it was dropped or chosen, with its place below the dropped folder. */
export interface ChosenFile {
  readonly file: File;
  /** `合同/清单.pdf` below a folder, else the name. */
  readonly path: string;
  readonly handle?: FileSystemFileHandle;
}

/** Folders of inspections are shallow and small; what is beyond these figures was dropped by mistake. */
const MAX_FILES = 2_000;
const MAX_DEPTH = 8;
/** What systems leave behind in folders. */
const LEFTOVER = /^(\.DS_Store|Thumbs\.db|desktop\.ini|~\$.*|\._.*)$/i;

export const chosenFiles = (list: Iterable<File>): ChosenFile[] =>
  [...list]
    .filter(({ name }) => !LEFTOVER.test(name))
    .map((file) => ({ file, path: file.webkitRelativePath || file.name }));

const two = (figure: number): string => String(figure).padStart(2, '0');

/** Telephones call every picture `image.jpg`: it is named after the moment it was taken. */
export const namedPicture = (file: File, what: string, at: Date): File => {
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  const time = `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
  const extension = /\.[a-z]+$/i.exec(file.name)?.[0] ?? '.jpg';
  return new File([file], `${what}-${day}-${time}${extension}`, {
    type: file.type,
    lastModified: file.lastModified,
  });
};

type Handled = DataTransferItem & {
  readonly getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
};

/** Everything that was dropped, folders included. The items must be taken before the event ends; so nothing waits first. */
export const droppedFiles = async (transfer: DataTransfer): Promise<ChosenFile[]> => {
  const sources = [...transfer.items]
    .filter(({ kind }) => kind === 'file')
    .map((item: Handled) => ({
      handle: item.getAsFileSystemHandle?.().catch(() => null),
      entry: item.webkitGetAsEntry(),
      file: item.getAsFile(),
    }));
  const found: ChosenFile[] = [];
  for (const { handle, entry, file } of sources) {
    const opened = await handle;
    if (opened) await walkHandle(opened, opened.name, found, 0);
    else if (entry) await walkEntry(entry, entry.name, found, 0);
    else if (file) found.push({ file, path: file.name });
  }
  return found;
};

const wanted = (name: string, found: readonly ChosenFile[], depth: number): boolean =>
  !LEFTOVER.test(name) && found.length < MAX_FILES && depth <= MAX_DEPTH;

const isFile = (handle: FileSystemHandle): handle is FileSystemFileHandle => handle.kind === 'file';
const isFolder = (handle: FileSystemHandle): handle is FileSystemDirectoryHandle =>
  handle.kind === 'directory';

const walkHandle = async (
  handle: FileSystemHandle,
  path: string,
  found: ChosenFile[],
  depth: number,
): Promise<void> => {
  if (!wanted(handle.name, found, depth)) return;
  if (isFile(handle)) found.push({ file: await handle.getFile(), path, handle });
  else if (isFolder(handle))
    for await (const child of handle.values())
      await walkHandle(child, `${path}/${child.name}`, found, depth + 1);
};

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

const isFileEntry = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolderEntry = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

const walkEntry = async (
  entry: FileSystemEntry,
  path: string,
  found: ChosenFile[],
  depth: number,
): Promise<void> => {
  if (!wanted(entry.name, found, depth)) return;
  if (isFileEntry(entry)) found.push({ file: await fileOf(entry), path });
  else if (isFolderEntry(entry)) {
    const reader = entry.createReader();
    // A folder is read in pages; an empty one ends it.
    for (let page = await pageOf(reader); page.length > 0; page = await pageOf(reader))
      for (const child of page) await walkEntry(child, `${path}/${child.name}`, found, depth + 1);
  }
};

const pageOf = (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> =>
  new Promise((resolve, reject) => reader.readEntries(resolve, reject));
