import { CATALOG } from './catalog';
import { messageUses } from './messages';
import { ServiceUse } from './service-use';

/** Every use of a key by a service: the rows of the catalog, and messages into encrypted topics and queues. */
export const EVERY_USE: readonly ServiceUse[] = [...Object.values(CATALOG), ...messageUses()];
