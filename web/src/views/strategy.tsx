import type { Info } from '../api/types';
export function Strategy(_: { info: Info; params: URLSearchParams }) { return <p>strategy</p>; }
