"""The two kinds of keys: numbers that we count, and 128 random bits."""
from sqlalchemy import BigInteger, Integer, String

Id = BigInteger().with_variant(Integer, 'sqlite')
PublicId = String(26)
