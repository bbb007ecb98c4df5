/** Without `<` a text holds no element: the style sheets that Ant Design writes pass, markup does not. */
export const plainText = (text: string): string | null => (text.includes('<') ? null : text);

/** Workers come from our own built files. */
export const ownScript = (address: string, page: string): string | null => {
  const { origin, pathname } = new URL(address, page);
  return origin === new URL(page).origin && pathname.startsWith('/assets/') ? address : null;
};
