"""Where files are kept in production, as Django's STORAGES wants it."""

from __future__ import annotations

from typing import Any


def s3(*, bucket: str, endpoint: str, access_key: str, secret_key: str, region: str) -> dict[str, Any]:
    """Return a private store of S3's kind: no name is written twice, and addresses are signed."""
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": endpoint,
            # One host for all addresses, whatever the store: it stands in the content security policy.
            "addressing_style": "path",
            "signature_version": "s3v4",
            "access_key": access_key,
            "secret_key": secret_key,
            "region_name": region,
            "default_acl": "private",
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }
