/** The name under which values of an unfinished app name a resource of any stack: [stack, logical id, attribute]. */
export const REFERENCE = 'Fn::KeysmithReference';
