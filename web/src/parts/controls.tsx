import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Item } from '../api/types';

export function Field({ label, children, id, hint }: { label: string; children: ComponentChildren; id: string; hint?: string }) {
  return <div class="field"><label for={id}>{label}</label>{children}{hint && <span class="hint">{hint}</span>}</div>;
}

interface SelectProps { label: string; value: string; options: { value: string; label: string }[]; onChange(value: string): void; hint?: string }

export function Select({ label, value, options, onChange, hint }: SelectProps) {
  const id = useId();
  return (
    <Field label={label} id={id} hint={hint}>
      <select id={id} value={value} onChange={(e) => onChange(e.currentTarget.value)}>
        {options.map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}
      </select>
    </Field>
  );
}

export const asOptions = (items: Item[]): { value: string; label: string }[] =>
  items.map((i) => ({ value: i.code, label: i.label === i.code ? i.code : `${i.label} (${i.code})` }));

interface TextProps { label: string; value: string; onChange(value: string): void; type?: string; hint?: string; placeholder?: string; min?: string; max?: string }

/** Takes a text when it is done: on Enter or when the field is left. */
export function TextField({ label, value, onChange, type = 'text', hint, placeholder, min, max }: TextProps) {
  const id = useId();
  return (
    <Field label={label} id={id} hint={hint}>
      <input id={id} type={type} value={value} placeholder={placeholder} min={min} max={max} onChange={(e) => onChange(e.currentTarget.value)} />
    </Field>
  );
}

interface SliderProps { label: string; value: number; min: number; max: number; step: number; unit: string; onInput(value: number): void }

/** A slider with its number beside it: either sets the other, the number may go beyond the slider's ends. */
export function Slider({ label, value, min, max, step, unit, onInput }: SliderProps) {
  const id = useId();
  const take = (e: JSX.TargetedInputEvent<HTMLInputElement>) => {
    const number = e.currentTarget.valueAsNumber;
    if (Number.isFinite(number)) onInput(number);
  };
  return (
    <div class="field slider">
      <label for={id}>{label}</label>
      <div class="row">
        <input id={id} type="range" min={min} max={max} step={step} value={value} onInput={take} />
        <input type="number" step={step} value={value} aria-label={`${label}, ${unit}`} onInput={take} />
        <span class="unit">{unit}</span>
      </div>
    </div>
  );
}

interface PickProps { label: string; chosen: string[]; items: Item[]; groups: Item[]; onChange(chosen: string[]): void }

/** Several codes, or one group in their place. A closed list says what is chosen. */
export function Pick({ label, chosen, items, groups, onChange }: PickProps) {
  const [filter, setFilter] = useState('');
  const box = useRef<HTMLDetailsElement | null>(null);
  useEffect(() => {
    const leave = (e: Event) => { if (box.current?.open && !box.current.contains(e.target as Node)) box.current.open = false; };
    document.addEventListener('pointerdown', leave);
    return () => document.removeEventListener('pointerdown', leave);
  }, []);
  const names = new Map([...groups, ...items].map((i) => [i.code, i.label]));
  const text = chosen.map((c) => names.get(c) ?? c).join(', ') || 'nothing chosen';
  const isGroup = (code: string) => groups.some((g) => g.code === code);
  const toggle = (code: string) => {
    if (isGroup(code)) { onChange([code]); return; }
    const only = chosen.filter((c) => !isGroup(c));
    onChange(only.includes(code) ? only.filter((c) => c !== code) : [...only, code]);
  };
  const found = [...groups, ...items].filter((i) => `${i.code} ${i.label}`.toLowerCase().includes(filter.toLowerCase()));
  return (
    <div class="field">
      <details class="pick" ref={box} onKeyDown={(e) => { if (e.key === 'Escape' && box.current) { box.current.open = false; box.current.querySelector('summary')?.focus(); } }}>
        <summary><span class="label">{label}</span> <span class="value">{text}</span></summary>
        <div class="choices" role="group" aria-label={label}>
          {items.length > 14 && <input type="search" placeholder="Filter" aria-label={`Filter ${label}`} value={filter} onInput={(e) => setFilter(e.currentTarget.value)} />}
          {found.map((i) => (
            <label key={i.code} class="choice"><input type="checkbox" checked={chosen.includes(i.code)} onChange={() => toggle(i.code)} />{i.label}{i.label !== i.code && <span class="code">{i.code}</span>}</label>
          ))}
          {!found.length && <p class="hint">No name or code contains this.</p>}
        </div>
      </details>
    </div>
  );
}

interface SwitchProps { label: string; value: string; options: { value: string; label: string }[]; onChange(value: string): void }

/** A few choices side by side. */
export function Switch({ label, value, options, onChange }: SwitchProps) {
  const name = useId();
  return (
    <fieldset class="switch">
      <legend>{label}</legend>
      <div class="row">
        {options.map((o) => (
          <label key={o.value} class={o.value === value ? 'on' : ''}><input type="radio" name={name} value={o.value} checked={o.value === value} onChange={() => onChange(o.value)} /><span>{o.label}</span></label>
        ))}
      </div>
    </fieldset>
  );
}
