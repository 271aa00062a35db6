/*
 * What the command takes from aws-cdk-lib/region-info, which is a megabyte: the partition of each Region and whether it must be opted into. The bundler
 * writes the table of the installed aws-cdk-lib in its place.
 */
declare const REGIONS: { readonly [name: string]: readonly [partition: string, optIn: boolean] };

export const RegionInfo = {
  get(name: string): { readonly partition?: string; readonly isOptInRegion: boolean } {
    const [partition, isOptInRegion = false] = Object.hasOwn(REGIONS, name) ? REGIONS[name] : [];
    return { partition, isOptInRegion };
  },
};
