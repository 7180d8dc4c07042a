import { join } from 'node:path';

/** A path in the checkout; tests run in web/. */
export const inCheckout = (path: string): string => join(process.cwd(), '..', path);
export const inPage = (path: string): string => join(process.cwd(), path);
