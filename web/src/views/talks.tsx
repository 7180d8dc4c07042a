import type { Info } from '../api/types';
export function Talks(_: { info: Info; params: URLSearchParams }) { return <p>talks</p>; }
