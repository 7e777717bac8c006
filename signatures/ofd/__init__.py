"""OFD (GB/T 33190-2016): a package is read strictly, sealed, signed (GM/T 0099-2020), and verified.

One seal is a folder `Sign_N` of the package: Signature.xml lists a digest of every file and says where the seal shows,
SignedValue.dat is the 电子签章 over it, Seal.esl the seal. A seal made here also binds the zip container around the
files, byte for byte; of containers that others wrote only the files are bound, and a verdict says so.
"""
