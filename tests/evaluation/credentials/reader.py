"""A verifier that shares no line with the project: base58 from bigints of its own, canonical JSON of its own, status bits of its own.

Written from the standards (RFC 8785, Multibase, VC Data Integrity EdDSA Cryptosuites v1.0, Bitstring Status List v1.0) and only
using `cryptography` for Ed25519; nothing of it is imported from `lms`.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_BASE58 = {letter: value for value, letter in enumerate("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")}
_ESCAPES = {0x08: "\\b", 0x09: "\\t", 0x0A: "\\n", 0x0C: "\\f", 0x0D: "\\r", 0x22: '\\"', 0x5C: "\\\\"}


def multibase(text: str) -> bytes:
    """Decode base58btc by long division of bytes, as the encoding's own description does it."""
    assert text[0] == "z"
    out: list[int] = []
    for letter in text[1:]:
        carry = _BASE58[letter]
        for place, byte in enumerate(out):
            carry += byte * 58
            out[place] = carry & 0xFF
            carry >>= 8
        while carry:
            out.append(carry & 0xFF)
            carry >>= 8
    leading = len(re.match("1*", text[1:])[0])  # type: ignore[index]
    return bytes(leading) + bytes(reversed(out))


def jcs(value: Any) -> str:
    """RFC 8785, sections 3.2.1 to 3.2.3, character by character."""
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, str):
        return '"' + "".join(_escaped(letter) for letter in value) + '"'
    if isinstance(value, list):
        return "[" + ",".join(map(jcs, value)) + "]"
    units = {name: [*memoryview(name.encode("utf-16-le")).cast("H")] for name in value}
    return "{" + ",".join(f"{jcs(name)}:{jcs(value[name])}" for name in sorted(value, key=units.__getitem__)) + "}"


def _escaped(letter: str) -> str:
    code = ord(letter)
    return _ESCAPES.get(code, f"\\u{code:04x}" if code < 0x20 else letter)


def key_in(did_document: dict[str, Any], method: str) -> Ed25519PublicKey:
    """Find a key that may assert in a DID document."""
    assert method in did_document["assertionMethod"]
    (found,) = [one for one in did_document["verificationMethod"] if one["id"] == method]
    assert found["type"] == "Multikey"
    assert found["controller"] == did_document["id"]
    raw = multibase(found["publicKeyMultibase"])
    assert raw[:2] == b"\xed\x01"
    return Ed25519PublicKey.from_public_bytes(raw[2:])


def verifies(document: dict[str, Any], did_document: dict[str, Any]) -> bool:
    """Check an eddsa-jcs-2022 proof."""
    secured = dict(document)
    proof = dict(secured.pop("proof"))
    value = multibase(proof.pop("proofValue"))
    assert proof["cryptosuite"] == "eddsa-jcs-2022"
    assert proof["@context"] == secured["@context"]
    halves = [hashlib.sha256(jcs(one).encode("utf-8")).digest() for one in (proof, secured)]
    try:
        key_in(did_document, proof["verificationMethod"]).verify(value, b"".join(halves))
    except InvalidSignature:
        return False
    return True


def revoked(credential: dict[str, Any], status: dict[str, Any]) -> bool:
    """Read the bit of a credential in its status list."""
    entry, subject = credential["credentialStatus"], status["credentialSubject"]
    assert entry["statusListCredential"] == status["id"]
    assert entry["statusPurpose"] == subject["statusPurpose"] == "revocation"
    text = subject["encodedList"]
    assert text[0] == "u"
    bits = zlib.decompress(base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)), 31)
    assert len(bits) * 8 >= 131_072
    place = int(entry["statusListIndex"])
    return f"{bits[place // 8]:08b}"[place % 8] == "1"
