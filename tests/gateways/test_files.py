"""The file store in a folder and in object storage: the same promises."""

from __future__ import annotations

import hashlib

import pytest

from portal.gateways.files import FileStore, store_of

BUCKET = "portal-files"


@pytest.fixture(scope="module")
def object_storage():
    """S3 as a server of our own."""
    import boto3
    from moto.server import ThreadedMotoServer

    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"ACCESS_KEY_ID": "key", "SECRET_ACCESS_KEY": "secret", "DEFAULT_REGION": "us-east-1",
                            "EC2_METADATA_DISABLED": "true"}.items():  # fmt: skip
            patch.setenv(f"AWS_{name}", value)
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        boto3.client("s3").create_bucket(Bucket=BUCKET)
        yield f"s3://{BUCKET}/files"
        server.stop()


@pytest.fixture(params=["folder", "object storage"])
def address(request, tmp_path) -> str:
    return str(tmp_path / "files") if request.param == "folder" else request.getfixturevalue("object_storage")


def test_what_was_put_is_read_under_its_digest_also_by_another_process(address):
    data = b"%PDF-1.4 " + b"x" * 100_000
    key = FileStore(address).put(data)
    assert key == hashlib.sha256(data).hexdigest()
    assert FileStore(address).open(key).read() == data


def test_putting_twice_keeps_one(address):
    store = FileStore(address)
    assert store.put(b"once") == store.put(b"once")
    assert store.open(store.put(b"once")).read() == b"once"


def test_what_was_never_put_or_was_removed_is_not_found(address):
    store = FileStore(address)
    key = store.put(b"harmful")
    store.remove(key)
    store.remove(key)
    for missing in (key, "0" * 64):
        with pytest.raises(FileNotFoundError):
            store.open(missing)


def test_without_an_address_files_lie_beside_the_database(tmp_path):
    store_of({"PORTAL_FILES_URL": "", "PORTAL_DATA_DIR": str(tmp_path)}).put(b"x")
    assert [p.parent.parent for p in tmp_path.rglob("*") if p.is_file()] == [tmp_path / "files"]
