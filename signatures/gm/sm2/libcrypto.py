"""SM2 by OpenSSL's libcrypto, the very one that Python itself uses; it releases the interpreter while it computes."""

import ctypes
import weakref
from collections.abc import Iterator
from ctypes import byref, c_char_p, c_int, c_long, c_size_t, c_void_p
from functools import cache
from importlib import import_module
from typing import Any

from signatures.gm.errors import KeyUnreadable
from signatures.gm.sm2.backend import SPKI, Backend, Missing, SignDigest, VerifyDigest
from signatures.gm.sm2.value import private_number

SYSTEM = "libcrypto.so.3"
"""OpenSSL as Linux systems name it."""
CURVE = b"SM2"
"""The library's name for it."""
UNCOMPRESSED = b"\x04"
"""How a point begins; the library would also take its hybrid form, and a key would have two."""
LONGEST = 72
"""Bytes of a signature."""


@cache
def backend() -> Backend:
    """The implementation. Raises Missing where the library has no SM2."""
    library = next(_libraries(), None)
    if library is None:
        raise Missing

    def signer(number: bytes, point: bytes) -> SignDigest:
        private_number(number)
        key = _key(library, library.d2i_AutoPrivateKey, _private(number, point))
        return lambda e: _sign(library, key, e)

    def verifier(point: bytes) -> VerifyDigest:
        if point[:1] != UNCOMPRESSED:
            raise KeyUnreadable
        key = _key(library, library.d2i_PUBKEY, SPKI + point)
        return lambda e, value: _verify(library, key, e, value)

    def point(number: bytes) -> bytes:
        private_number(number)
        return _point(library, number)

    return Backend("libcrypto", signer, verifier, point)


class _Key:
    """An EVP_PKEY, freed with its owner."""

    def __init__(self, library: Any, pointer: int) -> None:
        self.pointer = pointer
        weakref.finalize(self, library.EVP_PKEY_free, pointer)


def _key(library: Any, read: Any, der: bytes) -> _Key:
    pointer = read(None, byref(c_char_p(der)), len(der))
    library.ERR_clear_error()
    if not pointer:
        raise KeyUnreadable
    return _Key(library, pointer)


def _sign(library: Any, key: _Key, e: bytes) -> bytes:
    context = library.EVP_PKEY_CTX_new(key.pointer, None)
    try:
        size, out = c_size_t(LONGEST), ctypes.create_string_buffer(LONGEST)
        done = library.EVP_PKEY_sign_init(context) == 1
        done = done and library.EVP_PKEY_sign(context, out, byref(size), e, len(e)) == 1
    finally:
        library.EVP_PKEY_CTX_free(context)
    if not done:
        library.ERR_clear_error()
        raise KeyUnreadable
    return out.raw[: size.value]


def _verify(library: Any, key: _Key, e: bytes, value: bytes) -> bool:
    context = library.EVP_PKEY_CTX_new(key.pointer, None)
    try:
        ready = library.EVP_PKEY_verify_init(context) == 1
        holds = ready and library.EVP_PKEY_verify(context, value, len(value), e, len(e)) == 1
    finally:
        library.EVP_PKEY_CTX_free(context)
    if not holds:
        library.ERR_clear_error()
    return bool(holds)


def _private(number: bytes, point: bytes) -> bytes:
    """ECPrivateKey (RFC 5915) with the curve of SM2 and the public point."""
    return bytes.fromhex("30770201010420") + number + bytes.fromhex("a00a06082a811ccf5501822da144034200") + point


def _point(library: Any, number: bytes) -> bytes:
    group = library.EC_GROUP_new_by_curve_name(library.OBJ_sn2nid(CURVE))
    place, d = library.EC_POINT_new(group), library.BN_bin2bn(number, len(number), None)
    try:
        out = ctypes.create_string_buffer(65)
        library.EC_POINT_mul(group, place, d, None, None, None)
        library.EC_POINT_point2oct(group, place, 4, out, 65, None)
        return out.raw
    finally:
        library.BN_clear_free(d)
        library.EC_POINT_free(place)
        library.EC_GROUP_free(group)


def _libraries() -> Iterator[Any]:
    """The libraries that can do SM2: Python's own first, then that of the system, for a Python that has it built in."""
    for name in (getattr(import_module("_ssl"), "__file__", None), SYSTEM):
        try:
            library = _declared(ctypes.CDLL(name)) if name else None
        except (OSError, AttributeError):
            continue
        if library and _has_curve(library):
            yield library


def _declared(library: Any) -> Any:
    """The library with its functions declared. Raises AttributeError where one is missing."""
    for name, result, *arguments in SIGNATURES:
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def _has_curve(library: Any) -> bool:
    """Whether it was built with SM2."""
    group = library.EC_GROUP_new_by_curve_name(library.OBJ_sn2nid(CURVE))
    library.ERR_clear_error()
    library.EC_GROUP_free(group)
    return bool(group)


P, S = c_void_p, ctypes.POINTER(c_size_t)
SIGNATURES: tuple[tuple[Any, ...], ...] = (
    ("d2i_AutoPrivateKey", P, P, ctypes.POINTER(c_char_p), c_long),
    ("d2i_PUBKEY", P, P, ctypes.POINTER(c_char_p), c_long),
    ("EVP_PKEY_free", None, P),
    ("EVP_PKEY_CTX_new", P, P, P),
    ("EVP_PKEY_CTX_free", None, P),
    ("EVP_PKEY_sign_init", c_int, P),
    ("EVP_PKEY_sign", c_int, P, c_char_p, S, c_char_p, c_size_t),
    ("EVP_PKEY_verify_init", c_int, P),
    ("EVP_PKEY_verify", c_int, P, c_char_p, c_size_t, c_char_p, c_size_t),
    ("ERR_clear_error", None),
    ("OBJ_sn2nid", c_int, c_char_p),
    ("EC_GROUP_new_by_curve_name", P, c_int),
    ("EC_GROUP_free", None, P),
    ("EC_POINT_new", P, P),
    ("EC_POINT_free", None, P),
    ("EC_POINT_mul", c_int, P, P, P, P, P, P),
    ("EC_POINT_point2oct", c_size_t, P, P, c_int, c_char_p, c_size_t, P),
    ("BN_bin2bn", P, c_char_p, c_int, P),
    ("BN_clear_free", None, P),
)
"""Functions of libcrypto: name, result, arguments."""
