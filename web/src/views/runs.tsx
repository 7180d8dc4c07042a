import type { Info } from '../api/types';
export function Runs(_: { info: Info; params: URLSearchParams }) { return <p>runs</p>; }
