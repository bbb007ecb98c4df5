import { indexTemplate } from './index-template.ts';

/** Hands the empty index sheet to the browser as a download. */
export const saveTemplate = async (name: string): Promise<void> => {
  const url = URL.createObjectURL(await indexTemplate(name));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = `${name}.xlsx`;
  anchor.click();
  URL.revokeObjectURL(url);
};
