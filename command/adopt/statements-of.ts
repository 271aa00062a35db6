import { list } from '../../src/private/policy-json';
import { RawResource } from '../../src/template/template';

/** The statements of a key's policy as the template writes them. */
export const statementsOf = ({ Properties }: RawResource): any[] => list((Properties?.KeyPolicy as any)?.Statement);
