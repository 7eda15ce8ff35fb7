"""絶対リーチ!SMS (AI CROSS): its connection, and the meaning of its answers, by its API description 1.4.7.

https://doc.aossms.com/zettai-reach/openapi.html. What the description does not say is marked UNVERIFIED, is taken in
the meaning that messages nobody twice, and is listed in the administrator guide.
"""
