import { CreateGrantCommand, GrantOperation, KMSClient, paginateListGrants, RevokeGrantCommand } from '@aws-sdk/client-kms';
import { GrantProperties, grantIdOf, isGrantOf, ListedGrant, requestOf, sameProperties } from './grant';

/** The part of a logger that is used here. Grant tokens are never given to it. */
export interface Log {
  info(message: string, fields: { [name: string]: string }): void;
  warn(message: string, fields: { [name: string]: string }): void;
}

export interface Tools {
  readonly kms: KMSClient;
  readonly log: Log;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** New roles and policies reach KMS after some seconds; 1 + 2 + … + 16 s stay well below the function's timeout. */
const WAITS = [1, 2, 4, 8, 16, 16, 16];
const NOT_YET = ['AccessDeniedException', 'InvalidArnException', 'DependencyTimeoutException', 'KMSInternalException'];
const GONE = ['NotFoundException', 'InvalidGrantIdException'];

const nameOf = (error: unknown): string => (error as { name?: string })?.name ?? 'Error';

async function whenReady<T>({ sleep, log }: Tools, call: () => Promise<T>): Promise<T> {
  for (const wait of WAITS) {
    try {
      return await call();
    } catch (error) {
      if (!NOT_YET.includes(nameOf(error))) { throw error; }
      log.info('KMS is not ready yet', { error: nameOf(error), seconds: String(wait) });
      await sleep(wait * 1000);
    }
  }
  return call();
}

async function listed(tools: Tools, properties: GrantProperties): Promise<ListedGrant[]> {
  const found: ListedGrant[] = [];
  for await (const { Grants = [] } of paginateListGrants({ client: tools.kms, pageSize: 100 }, { KeyId: properties.KeyArn })) {
    found.push(...Grants.filter(grant => isGrantOf(properties, grant)));
  }
  return found;
}

/** Makes the grant, or finds the one that an earlier attempt made. Returns its id and nothing else: the token is a secret. */
export async function createGrant(tools: Tools, properties: GrantProperties): Promise<string> {
  const { log, kms } = tools;
  const [existing] = await whenReady(tools, () => listed(tools, properties));
  if (existing?.GrantId) {
    log.info('The grant exists already', { grantId: existing.GrantId });
    return existing.GrantId;
  }
  // KMS itself gives back the first grant when name and parameters are the same, so a call that is retried makes no second one.
  const request = requestOf(properties);
  const command = () => new CreateGrantCommand({ ...request, Operations: request.Operations as GrantOperation[] });
  const { GrantId } = await whenReady(tools, () => kms.send(command()));
  if (!GrantId) { throw new Error('KMS returned no grant id'); }
  log.info('Created the grant', { grantId: GrantId });
  return GrantId;
}

/** A grant cannot be changed: another description is another grant. CloudFormation deletes the old one by its physical id. */
export async function updateGrant(tools: Tools, id: string, properties: GrantProperties, old: GrantProperties): Promise<string> {
  const grantId = grantIdOf(id);
  return grantId && sameProperties(properties, old) ? grantId : createGrant(tools, properties);
}

/** Revokes the grant. An id that is none stands for a creation that failed on its way: then the grant is looked for by its name. */
export async function deleteGrant(tools: Tools, id: string, properties: GrantProperties): Promise<void> {
  const known = grantIdOf(id);
  const found = (grants: ListedGrant[]) => grants.flatMap(grant => grant.GrantId ?? []);
  const ids = known ? [known] : await listed(tools, properties).then(found, gone(tools, []));
  for (const GrantId of ids) {
    await tools.kms.send(new RevokeGrantCommand({ KeyId: properties.KeyArn, GrantId }))
      .then(() => tools.log.info('Revoked the grant', { grantId: GrantId }), gone(tools, undefined));
  }
}

/** A grant or key that is gone already, or a key that waits for its deletion, must not hold up the deletion of a stack. */
function gone<T>({ log }: Tools, otherwise: T): (error: unknown) => T {
  return error => {
    const name = nameOf(error);
    if (name === 'KMSInvalidStateException') {
      log.warn('The key waits for its deletion; the grant goes with it. Revoke it by hand if you cancel the deletion', { error: name });
    } else if (GONE.includes(name)) {
      log.info('The grant is gone already', { error: name });
    } else {
      throw error;
    }
    return otherwise;
  };
}
