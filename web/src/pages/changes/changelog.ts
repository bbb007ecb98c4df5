export interface Release {
  readonly date: string;
  readonly items: readonly { readonly chinese: string; readonly english: string }[];
}

/** Reads `## date` and `- 中文 | English` of the change log; anything else is for readers of the file. */
export const releasesOf = (markdown: string): Release[] => {
  const releases: { date: string; items: { chinese: string; english: string }[] }[] = [];
  for (const line of markdown.split('\n')) {
    const date = /^## (\d{4}-\d\d-\d\d)$/.exec(line.trim())?.[1];
    if (date) releases.push({ date, items: [] });
    const item = /^- (.+?) \| (.+)$/.exec(line.trim());
    if (item?.[1] && item[2]) releases.at(-1)?.items.push({ chinese: item[1], english: item[2] });
  }
  return releases;
};
