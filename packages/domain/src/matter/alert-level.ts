/** blue: near · yellow: behind, or of poor quality · red: overdue (product.md, "Time"; F10). */
export const ALERT_LEVELS = ['blue', 'yellow', 'red'] as const;
export type AlertLevel = (typeof ALERT_LEVELS)[number];
