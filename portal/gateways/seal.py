"""The seal: a digital signature on an official paper, and its check.

``Seal`` is the interface; a certification authority or an SM2 device stands behind it on a real site.
``LocalSeal`` is the default: a key made on first use in a folder, and labelled as such in the
certificate, in the signature and on the page. It proves that a paper was not changed; it proves nobody's
identity, and says so.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.documents.stamp import SEAL_BOX, stamp_style
from portal.kernel import clock
from portal.kernel.words import N_

LOCAL_LABEL = "本机自制密钥"
_PAIR = "seal.pem"  # key and certificate in one file, so that they cannot come apart
_FIELD = "Seal"
_NUMBERED = re.compile(f"（([^（，]+)，{LOCAL_LABEL}）$")  # how ``sign`` writes the number into the reason
Done = TypeVar("Done")
# A demo city is placed at any day of any year, so the certificate of a local key does not run out.
_FROM, _TO = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class SealError(Exception):
    """A paper could not be sealed or its seal could not be read."""


@dataclass(frozen=True, slots=True)
class SealReport:
    """What the check of a PDF found."""

    sealed: bool  # there is a signature at all
    intact: bool  # the bytes and the signature fit, and nothing was added since
    ours: bool  # made with the key of this seal
    local: bool  # made with a locally made key
    signer: str = ""
    reason: str = ""
    signed_at: datetime | None = None
    number: str = ""  # of the paper that was sealed, from the signature itself
    trouble: str = ""  # a sentence for people, when something is wrong

    @property
    def good(self) -> bool:
        return self.sealed and self.intact and self.ours


class Seal(Protocol):
    def sign(self, pdf: bytes, *, reason: str, number: str) -> bytes: ...

    def verify(self, pdf: bytes) -> SealReport: ...


class LocalSeal:
    """Signs with a key of this machine, kept in ``folder``."""

    def __init__(self, folder: str | Path, *, owner: str = "雨花公益平台") -> None:
        self.folder = Path(folder)
        self.owner = owner
        self._signer: signers.SimpleSigner | None = None

    def sign(self, pdf: bytes, *, reason: str, number: str) -> bytes:
        """The same paper with a signature and a visible seal on its last page."""
        signer, at = self._loaded(), clock.now()
        try:
            writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
            before = len(writer.prev.embedded_signatures)
            name = f"{_FIELD}{before + 1}"
            details = signers.PdfSignatureMetadata(
                field_name=name, reason=f"{reason}（{number}，{LOCAL_LABEL}）", location=LOCAL_LABEL,
                name=f"{self.owner}（{LOCAL_LABEL}）", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES,
            )  # fmt: skip
            last_page = int(writer.prev.root["/Pages"]["/Count"]) - 1
            # Only the first seal is shown: a second one would cover it.
            place = None if before else tuple(round(edge) for edge in SEAL_BOX)
            maker = _AtOurTime(
                details, signer, stamp_style=stamp_style(LOCAL_LABEL, at),
                new_field_spec=SigFieldSpec(name, on_page=last_page, box=place),
            )  # fmt: skip
            maker.moment = clock.local(at)
            return _apart(lambda: maker.sign_pdf(writer)).getvalue()
        except Exception as error:  # a broken file breaks its reader in many ways
            raise SealError(f"{number} could not be sealed: {error}") from error

    def verify(self, pdf: bytes) -> SealReport:
        """Check every signature, the last one over the whole file. Nothing is fetched from anywhere."""
        own = self._loaded().signing_cert
        try:
            signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        except Exception:  # a broken file breaks its reader in many ways
            return _unsealed(N_("这份文件不是完整的 PDF，读不出来。请换原来的文件再试。"))
        if not signatures:
            return _unsealed(N_("这份文件没有电子签章。"))
        try:
            found = _apart(lambda: [_checked(signature, own) for signature in signatures])
        except Exception:  # so does a broken signature
            return SealReport(True, False, False, False, trouble=N_("签章已损坏，不能核对。"))
        whole = found[-1].coverage == SignatureCoverageLevel.ENTIRE_FILE
        return _report(signatures, found, whole=whole, own=own)

    def _loaded(self) -> signers.SimpleSigner:
        if self._signer is None:
            try:
                self._signer = _signer_from(self._pair())
            except Exception as error:
                raise SealError(f"the local seal key in {self.folder} cannot be used: {error}") from error
        return self._signer

    def _pair(self) -> bytes:
        """Key and certificate, made on first use. Of two processes that start together one wins."""
        path = self.folder / _PAIR
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            made = self.folder / f".{os.getpid()}-{os.urandom(4).hex()}"
            with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(_new_pair(self.owner))
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(made, path)
            made.unlink()
        return path.read_bytes()


class _AtOurTime(signers.PdfSigner):
    """Signs at the time of our clock, which may stand on another day than the machine's."""

    moment: datetime

    def init_signing_session(self, pdf_out, existing_fields_only=False):
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.moment
        return session


def _apart(job: Callable[[], Done]) -> Done:
    """In a thread of its own: pyHanko starts an event loop, and whoever calls us may be running one already."""
    with ThreadPoolExecutor(max_workers=1) as one:
        return one.submit(job).result()


def _new_pair(owner: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, owner[:64]),
        x509.NameAttribute(NameOID.COMMON_NAME, f"{owner[:50]}（{LOCAL_LABEL}）"),
    ])  # fmt: skip
    usage = {
        "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only",
        "decipher_only",
    }  # fmt: skip
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(_FROM).not_valid_after(_TO)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **dict.fromkeys(usage, False)), critical=True
        )
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    encoding = serialization.Encoding.PEM
    secret = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return secret + certificate.public_bytes(encoding)


def _signer_from(pair: bytes) -> signers.SimpleSigner:
    key = serialization.load_pem_private_key(pair, password=None)
    der = serialization.Encoding.DER
    secret = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    certificate = x509.load_pem_x509_certificate(pair).public_bytes(der)
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate), signing_key=asn1_keys.PrivateKeyInfo.load(secret),
        cert_registry=SimpleCertificateStore(),
    )  # fmt: skip


def _checked(signature: EmbeddedPdfSignature, own: asn1_x509.Certificate) -> PdfSignatureStatus:
    context = ValidationContext(trust_roots=[own], allow_fetching=False, moment=clock.now())
    return validate_pdf_signature(signature, context)


def _unsealed(trouble: str) -> SealReport:
    return SealReport(False, False, False, False, trouble=trouble)


def _report(
    signatures: list[EmbeddedPdfSignature], found: list[PdfSignatureStatus], *, whole: bool, own: asn1_x509.Certificate
) -> SealReport:
    intact = whole and all(status.intact and status.valid and status.docmdp_ok for status in found)
    ours = all(signature.signer_cert.dump() == own.dump() for signature in signatures)
    last = signatures[-1]
    trouble = "" if ours else N_("签章不是本平台的密钥所盖。")
    if not intact:
        trouble = N_("签章之后内容被改动过。")
    name = last.signer_cert.subject.native.get("common_name", "")
    reason = str(last.sig_object.get("/Reason", ""))
    numbered = _NUMBERED.search(reason)
    return SealReport(
        sealed=True, intact=intact, ours=ours, local=LOCAL_LABEL in name, signer=name, reason=reason,
        signed_at=last.self_reported_timestamp, number=numbered[1] if numbered else "", trouble=trouble,
    )  # fmt: skip
