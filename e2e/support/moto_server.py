"""moto's server, with room in its ciphertexts for the ids of multi-Region keys: it cuts them off, and never finds their keys again."""
import sys

from moto.kms import utils
from moto.server import main

KEY_ID_LENGTH = 40

utils.HEADER_LEN += KEY_ID_LENGTH - utils.KEY_ID_LEN
utils.KEY_ID_LEN = KEY_ID_LENGTH
utils.CIPHERTEXT_HEADER_FORMAT = f">{KEY_ID_LENGTH}s{utils.IV_LEN}s{utils.TAG_LEN}s"

deserialize = utils._deserialize_ciphertext_blob


def deserialize_padded(ciphertext_blob):
    ciphertext = deserialize(ciphertext_blob)
    return ciphertext._replace(key_id=ciphertext.key_id.rstrip("\0"))


utils._deserialize_ciphertext_blob = deserialize_padded

if __name__ == "__main__":
    sys.exit(main())
