"""Ed25519 keys and signatures as text: multibase with base58btc (`z…`), as Multikey and Data Integrity write them."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# What kind of key follows (multicodec), as variable-length integers.
PUBLIC, SECRET = b"\xed\x01", b"\x80\x26"
KEY_BYTES = 32


class NoKey(ValueError):
    """A text is no Ed25519 key in Multikey's form."""


def to_base58(content: bytes) -> str:
    """Return bytes as multibase base58btc, with its `z`."""
    number, digits = int.from_bytes(content, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        digits = ALPHABET[rest] + digits
    zeros = len(content) - len(content.lstrip(b"\0"))
    return "z" + ALPHABET[0] * zeros + digits


def from_base58(text: str) -> bytes:
    """Return the bytes of multibase base58btc. Raises ValueError for anything else."""
    if not text.startswith("z"):
        raise ValueError("This is not base58btc: it does not begin with z.")
    digits = text[1:]
    number = 0
    for digit in digits:
        number = number * 58 + ALPHABET.index(digit)
    zeros = len(digits) - len(digits.lstrip(ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _key_bytes(text: str, kind: bytes) -> bytes:
    try:
        content = from_base58(text)
    except ValueError as error:
        raise NoKey("This is no key in Multikey's form.") from error
    if not content.startswith(kind) or len(content) != len(kind) + KEY_BYTES:
        raise NoKey("This is no Ed25519 key in Multikey's form.")
    return content[len(kind) :]


def secret_key(text: str) -> Ed25519PrivateKey:
    """Return the key that signs, from its `secretKeyMultibase` (`z3u2…`). Raises NoKey."""
    return Ed25519PrivateKey.from_private_bytes(_key_bytes(text, SECRET))


def public_key(text: str) -> Ed25519PublicKey:
    """Return the key that checks, from its `publicKeyMultibase` (`z6Mk…`). Raises NoKey."""
    return Ed25519PublicKey.from_public_bytes(_key_bytes(text, PUBLIC))


def public_text(key: Ed25519PrivateKey) -> str:
    """Return the public half as `publicKeyMultibase`."""
    return to_base58(PUBLIC + key.public_key().public_bytes_raw())


def new_secret() -> str:
    """Return a fresh key as `secretKeyMultibase`, from the system's source of chance."""
    return to_base58(SECRET + Ed25519PrivateKey.generate().private_bytes_raw())
