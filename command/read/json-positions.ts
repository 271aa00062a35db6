import { LineCounter } from 'yaml';

/** A value, and what it holds. */
interface Place {
  /** Where its key begins, or the value itself where it has none. */
  readonly at: number;
  readonly keys?: ReadonlyMap<string, Place>;
  readonly items?: readonly Place[];
}

/** A key that an object has twice: the engine keeps the last, and CloudFormation refuses the template. */
export interface RepeatedKey {
  readonly key: string;
  readonly at: number;
}

const [QUOTE, BACKSLASH, BRACE, BRACKET, END_BRACE, END_BRACKET, COMMA, COLON] = [...'"\\{[}],:'].map(char => char.charCodeAt(0));
const SPACE = 0x20;

/** Where everything is in a text that the engine took as JSON, in one pass: what is well-formed is not looked at again. */
export class JsonPositions {
  private position = 0;
  private firstRepeated?: RepeatedKey;
  private lines?: LineCounter;
  private readonly root: Place;

  constructor(private readonly text: string) {
    this.root = this.place();
  }

  public get repeated(): RepeatedKey | undefined {
    return this.firstRepeated;
  }

  /** Where a path of keys begins; undefined where nothing of it is there, and the nearest key above where the path goes on. */
  public offsetOf(path: readonly (string | number)[]): number | undefined {
    let [place, offset]: [Place | undefined, number | undefined] = [this.root, undefined];
    for (const key of path) {
      place = place.keys?.get(String(key)) ?? place.items?.[Number(key)];
      if (!place) { break; }
      offset = place.at;
    }
    return offset;
  }

  public lineAt(offset: number): number {
    return (this.lines ??= this.countLines()).linePos(offset).line;
  }

  private countLines(): LineCounter {
    const lines = new LineCounter();
    lines.addNewLine(0);
    for (let end = this.text.indexOf('\n'); end >= 0; end = this.text.indexOf('\n', end + 1)) { lines.addNewLine(end + 1); }
    return lines;
  }

  private place(at = this.start()): Place {
    switch (this.text.charCodeAt(this.start())) {
      case BRACE: return { at, keys: this.keys() };
      case BRACKET: return { at, items: this.items() };
      case QUOTE: this.skipText(); break;
      default: this.skipWord();
    }
    return { at };
  }

  /** Past white space. */
  private start(): number {
    while (this.text.charCodeAt(this.position) <= SPACE) { this.position++; }
    return this.position;
  }

  private keys(): Map<string, Place> {
    const found = new Map<string, Place>();
    this.position++;
    while (this.text.charCodeAt(this.start()) !== END_BRACE) {
      const at = this.position;
      const key = this.skipText();
      if (found.has(key)) { this.firstRepeated ??= { key, at }; }
      this.skip(COLON);
      found.set(key, this.place(at));
      this.skip(COMMA);
    }
    this.position++;
    return found;
  }

  private items(): Place[] {
    const found: Place[] = [];
    this.position++;
    while (this.text.charCodeAt(this.start()) !== END_BRACKET) {
      found.push(this.place());
      this.skip(COMMA);
    }
    this.position++;
    return found;
  }

  private skip(char: number): void {
    if (this.text.charCodeAt(this.start()) === char) { this.position++; }
  }

  private skipText(): string {
    const start = this.position++;
    let escaped = false;
    for (let char = this.text.charCodeAt(this.position); char !== QUOTE; char = this.text.charCodeAt(++this.position)) {
      if (char === BACKSLASH) {
        escaped = true;
        this.position++;
      }
    }
    const text = this.text.slice(start, ++this.position);
    return escaped ? JSON.parse(text) as string : text.slice(1, -1);
  }

  /** A number, true, false or null. */
  private skipWord(): void {
    for (;;) {
      const char = this.text.charCodeAt(this.position);
      if (!(char > SPACE) || char === COMMA || char === END_BRACE || char === END_BRACKET) { return; }
      this.position++;
    }
  }
}
