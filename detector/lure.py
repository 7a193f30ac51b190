"""What scams dangle or threaten."""

from enum import StrEnum


class Lure(StrEnum):
    """What a scam dangles or threatens, in the words of the field."""

    ADDRESS = "address"
    FEE = "fee"
    CUSTOMS = "customs"
    HELD = "held"
    DELIVERY = "delivery"
    REFUND = "refund"
    SURVEY = "survey"
    JOB = "job"
    STAMPS = "stamps"
    ACCOUNT = "account"
    TOLL = "toll"
    GOVERNMENT = "government"
    FAMILY = "family"
    MONEY = "money"
    CONVERSATION = "conversation"
    CALL = "call"
