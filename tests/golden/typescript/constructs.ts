/// <reference path="./globals.d.ts" />
/// <reference types="node" />
/**
 * Every construct that TypeScript adds to JavaScript.
 */
import type { Options } from './options';
import fs = require('fs');
import Short = Deep.Inner.Name;
export * as tools from './tools';

/** What can be drawn. */
export interface Shape<T extends object = {}> extends Named, Sized<T> {
  /** How it is called. */
  readonly name: string;
  size?: number;
  area(scale: number): number;
  get color(): string;
  [key: string]: unknown;
  (x: number): void;
  new (x: string): Shape;
}

export type Mode = 'on' | 'off';
type Pair<K, V> = { key: K; value?: V; swap(): Pair<V, K> };

/** Colours by name. */
export const enum Color {
  /** As blood. */
  Red = 1,
  Green,
  'light-blue' = 4,
}

/** Draws shapes. */
@Component({ selector: 'x-canvas' })
@Injectable()
export abstract class Canvas<T> extends Base.Canvas<T> implements Shape<T>, Drawable {
  /** Where it is shown. */
  @Input() private static readonly target: string = 'body';
  declare legacy: number;
  protected abstract readonly depth: number;
  accessor zoom = 1;
  handle = async (event: Event): Promise<void> => {};
  constructor(private readonly context: Context, protected scale?: number, plain = 3) { super(); }
  /** Draws one. */
  @Measure('time')
  public async draw<S extends Shape>(shape: S, ...rest: S[]): Promise<S> { return shape; }
  abstract clear(): void;
  at(index: number): T;
  at(name: string): T;
  at(key: any): T { return key; }
}

export function parse(text: string): Options;
export function parse(text: string, strict: boolean): Options;
export function parse(text: any, strict?: boolean): Options { return {} as Options; }

export const format = <T,>(value: T): string => `${value}`;
const handler: Handler = (event) => {};

declare function external(a: number): string;
declare const VERSION: string;
declare module 'virtual:config' {
  export const config: Options;
}
declare global {
  interface Window { canvas: Canvas<unknown>; }
}
namespace Geometry.Flat {
  export const origin = 0;
  function hidden(): void {}
}
function isShape(x: unknown): x is Shape { return true; }
type Lazy = typeof import('./lazy');
export default parse;
