"""What is said of a seal: the verdict's words, and the judgement of certificates, times and seal objects.

A craft below the containers: PDF and OFD say what was signed and by what bytes, here it is weighed. `ses` and `cms`
judge a whole signature, `seals` the 电子印章 in it, `certificates` whoever signed, made or stamped, `times` when that
was, `pictures` the picture, `register` what a register says of the seal. A seal holds where no finding is an error
and it is intact: it signs exactly what it is held against.

Two things nobody can notice, for no signature covers them: that a time stamp was taken away, which leaves the time a
mere claim (time_untrusted), and that a certificate which came along was left out.
"""
