import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

const DIRECTORY = join(__dirname, '..', 'monitoring', 'events');

/** The key of the sample events. */
export const EVENT_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** Events as EventBridge delivers them, in the shapes of AWS's documentation, by file name. */
export const SAMPLE_EVENTS: { [name: string]: any } = Object.fromEntries(
  readdirSync(DIRECTORY).sort().map(file => [file.replace('.json', ''), JSON.parse(readFileSync(join(DIRECTORY, file), 'utf8'))]),
);

/** The same event, about another key. */
export function aboutAnotherKey(event: any): any {
  return JSON.parse(JSON.stringify(event).replaceAll('1234abcd-12ab-34cd-56ef-1234567890ab', 'ffffffff-12ab-34cd-56ef-1234567890ab').replaceAll('alias/orders', 'alias/other'));
}
