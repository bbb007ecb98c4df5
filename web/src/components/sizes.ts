const UNITS = ['B', 'KB', 'MB', 'GB'] as const;

/** 1536 → `1.5 KB`; a kilobyte is 1,024 bytes, as file managers show it. */
export const showBytes = (bytes: number): string => {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
};
