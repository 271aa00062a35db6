import { Token } from 'aws-cdk-lib';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { Conditions } from '../private/policy-rows';
import { checkNotEmpty } from '../private/validate';

/** What a Nitro enclave must prove about itself: at least one measurement. */
export interface NitroEnclaveMeasurements {
  /**
   * Digests of the enclave image (PCR0): the running one and the next while you roll out. Lower-case hexadecimal, at most 96 characters.
   *
   * @default - any image
   */
  readonly imageSha384?: string[];

  /**
   * Further platform configuration registers, `0` to `31`: index to allowed values. Lower-case hexadecimal, at most 96 characters.
   *
   * @default - any values
   */
  readonly pcrs?: { [index: string]: string[] };
}

/** What an EC2 instance must prove about itself by its NitroTPM. */
export interface NitroTpmMeasurements {
  /**
   * Platform configuration registers, `0` to `23`: index to allowed values. Lower-case hexadecimal, at most 96 characters.
   * AWS advises 4 and 12 for standard boot, 7 for Secure Boot.
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/prepare-attestation-service.html
   */
  readonly pcrs: { [index: string]: string[] };
}

const MEASUREMENT = /^[0-9a-f]{1,96}$/;

/**
 * The proof of what code runs where, which a request to KMS carries as a signed attestation document. The answer is encrypted
 * for that enclave or instance alone.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-attestation.html
 *
 * @example
 * declare const parentInstanceRole: iam.Role;
 * declare const imageDigest: string;
 *
 * new EncryptedKey(this, 'PatientKey', {
 *   access: [KeyAccess.decrypt(parentInstanceRole, { attestation: Attestation.nitroEnclave({ imageSha384: [imageDigest] }) })],
 *   restrictions: [KeyRestriction.requireAttestation(Attestation.nitroEnclave({ imageSha384: [imageDigest] }))],
 * });
 */
@checked
export class Attestation {
  /** An AWS Nitro enclave. Fails for the zeros of an enclave in debug mode. */
  public static nitroEnclave(measurements: NitroEnclaveMeasurements): Attestation {
    const image: [string, string[]][] = measurements.imageSha384 === undefined
      ? []
      : [['kms:RecipientAttestation:ImageSha384', digests('imageSha384', measurements.imageSha384, true)]];
    return new Attestation([...image, ...registers('kms:RecipientAttestation:PCR', measurements.pcrs ?? {}, 31, true)]);
  }

  /** An EC2 instance with NitroTPM, started from an attestable AMI. */
  public static nitroTpm(measurements: NitroTpmMeasurements): Attestation {
    return new Attestation(registers('kms:RecipientAttestation:NitroTPMPCR', measurements.pcrs, 23, false));
  }

  /** Condition key to allowed values. @internal */
  public readonly _measurements: readonly [string, string[]][];

  private constructor(measurements: readonly [string, string[]][]) {
    if (measurements.length === 0) {
      refuse({ property: 'attestation', value: {}, bound: 'needs at least one measurement', remedy: 'or every enclave and instance would do' });
    }
    this._measurements = measurements;
  }

  /** Holds when every measurement has an allowed value. AWS's own examples compare without regard to case. @internal */
  public _conditions(): Conditions {
    return { StringEqualsIgnoreCase: Object.fromEntries(this._measurements) };
  }
}

function registers(prefix: string, pcrs: { [index: string]: string[] }, last: number, enclave: boolean): [string, string[]][] {
  return Object.entries(pcrs).map(([index, values]) => {
    if (!/^\d+$/.test(index) || Number(index) > last) {
      refuse({ property: 'pcrs', value: index, bound: `has registers 0 to ${last}` });
    }
    return [`${prefix}${Number(index)}`, digests(`pcrs.${index}`, values, enclave)];
  });
}

function digests(property: string, values: string[], enclave: boolean): string[] {
  checkNotEmpty(property, values);
  for (const value of values.filter(v => !Token.isUnresolved(v))) {
    if (!MEASUREMENT.test(value)) {
      refuse({ property, value, bound: 'must be lower-case hexadecimal of at most 96 characters', remedy: "as 'nitro-cli describe-eif' prints it" });
    }
    // https://docs.aws.amazon.com/enclaves/latest/user/cmd-nitro-run-enclave.html (debug mode)
    if (enclave && /^0+$/.test(value)) {
      refuse({ property, value, bound: 'must not be zeros: that is an enclave in debug mode, which can be read from outside', remedy: 'run it without debug mode' });
    }
  }
  return values;
}
