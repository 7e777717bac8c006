"""Certificates (电子签名认证证书) and detached signatures (CMS), the ground under every container of a seal.

A craft: bytes in, bytes or values out. Time, serial numbers and keys come in as arguments.
"""
