"""Encryption operations in Python, from the smallest to the fastest.

    pip install boto3 "aws-encryption-sdk[MPL]" cryptography
    KEY_ARN=arn:aws:kms:... python operations.py

KMS_ENDPOINT is for an emulator; in an application leave it out.
"""
import json
import os

import aws_encryption_sdk
import boto3
from aws_encryption_sdk import CommitmentPolicy
from botocore.exceptions import ClientError
from botocore.session import Session
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def encrypt_directly(kms, key_arn, plaintext, context):
    """Up to 4,096 bytes: KMS encrypts the data itself. The same context must be given to decrypt; it is not secret."""
    return kms.encrypt(KeyId=key_arn, Plaintext=plaintext, EncryptionContext=context)["CiphertextBlob"]


def decrypt_directly(kms, key_arn, ciphertext, context):
    """With the key named, KMS refuses ciphertext that was made under another key."""
    return kms.decrypt(KeyId=key_arn, CiphertextBlob=ciphertext, EncryptionContext=context)["Plaintext"]


def associated(context):
    return json.dumps(sorted(context.items())).encode()


def seal(kms, key_arn, plaintext, context):
    """Data of any size: KMS generates a data key, AES-256-GCM encrypts with it here, and the encrypted data key is stored beside the data."""
    key = kms.generate_data_key(KeyId=key_arn, KeySpec="AES_256", EncryptionContext=context)
    nonce = os.urandom(12)
    data = AESGCM(key["Plaintext"]).encrypt(nonce, plaintext, associated(context))
    return {"encrypted_key": key["CiphertextBlob"], "nonce": nonce, "data": data}


def unseal(kms, key_arn, sealed, context):
    key = decrypt_directly(kms, key_arn, sealed["encrypted_key"], context)
    return AESGCM(key).decrypt(sealed["nonce"], sealed["data"], associated(context))


class Envelopes:
    """The AWS Encryption SDK does all of the above: one message holds the encrypted data key, the context and a signature. Prefer it."""

    def __init__(self, key_arn, endpoint=None):
        self.client = aws_encryption_sdk.EncryptionSDKClient(commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT)
        self.provider = aws_encryption_sdk.StrictAwsKmsMasterKeyProvider(key_ids=[key_arn], botocore_session=session(endpoint))
        # A data key for at most a hundred messages or one minute: fewer calls of KMS, and a bound on what one data key opens.
        self.cached = aws_encryption_sdk.CachingCryptoMaterialsManager(
            master_key_provider=self.provider,
            cache=aws_encryption_sdk.LocalCryptoMaterialsCache(capacity=100),
            max_age=60.0,
            max_messages_encrypted=100,
        )

    def encrypt(self, plaintext, context):
        message, _ = self.client.encrypt(source=plaintext, key_provider=self.provider, encryption_context=context)
        return message

    def encrypt_cached(self, plaintext, context):
        """Data key caching: messages of one context share a data key."""
        message, _ = self.client.encrypt(source=plaintext, materials_manager=self.cached, encryption_context=context, source_length=len(plaintext))
        return message

    def decrypt(self, message, context):
        """Fails when the message was changed, or belongs to another context."""
        plaintext, header = self.client.decrypt(source=message, key_provider=self.provider)
        for name, value in context.items():
            if header.encryption_context.get(name) != value:
                raise ValueError(f"the message was encrypted for another {name}")
        return plaintext


def session(endpoint):
    made = Session()
    if endpoint:
        create = made.create_client
        made.create_client = lambda service, **options: create(service, **{**options, "endpoint_url": endpoint})
    return made


def same(one, other):
    return "same" if one == other else "different"


def refused(action):
    try:
        action()
    except (ClientError, InvalidSignature, InvalidTag, ValueError, aws_encryption_sdk.exceptions.AWSEncryptionSDKClientError):
        return "refused"
    return "allowed"


def changed(data, index):
    return data[:index] + bytes([data[index] ^ 1]) + data[index + 1:] if index >= 0 else data[:index] + bytes([data[index] ^ 1])


def run(key_arn, endpoint=None):
    """Runs each operation and returns what happened, one word for each."""
    kms = boto3.client("kms", endpoint_url=endpoint)
    envelopes = Envelopes(key_arn, endpoint)
    context, other = {"Application": "orders"}, {"Application": "payroll"}
    text, big = b"order 4711: 3 gears", bytes([7]) * 100_000

    direct = encrypt_directly(kms, key_arn, text, context)
    sealed = seal(kms, key_arn, big, context)
    message = envelopes.encrypt(big, context)
    cached = [envelopes.encrypt_cached(text, context), envelopes.encrypt_cached(big, context)]
    return {
        "direct": same(decrypt_directly(kms, key_arn, direct, context), text),
        "direct, other context": refused(lambda: decrypt_directly(kms, key_arn, direct, other)),
        "data key": same(unseal(kms, key_arn, sealed, context), big),
        "data key, other context": refused(lambda: unseal(kms, key_arn, sealed, other)),
        "data key, changed data": refused(lambda: unseal(kms, key_arn, {**sealed, "data": changed(sealed["data"], 0)}, context)),
        "envelope": same(envelopes.decrypt(message, context), big),
        "envelope, other context": refused(lambda: envelopes.decrypt(message, other)),
        "envelope, changed message": refused(lambda: envelopes.decrypt(changed(message, -1), context)),
        "cached": f"{same(envelopes.decrypt(cached[0], context), text)} {same(envelopes.decrypt(cached[1], context), big)}",
    }


if __name__ == "__main__":
    print(json.dumps(run(os.environ["KEY_ARN"], os.environ.get("KMS_ENDPOINT")), indent=2))
