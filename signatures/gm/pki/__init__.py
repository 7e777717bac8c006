"""Certificates (电子签名认证证书, GB/T 20518): what they are made of, made, traced to a root, revoked."""
