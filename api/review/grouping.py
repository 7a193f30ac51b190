"""Which campaign a report belongs to: one that says nearly the same, else one that leads to the same host."""

import hashlib
from collections.abc import Iterator

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from api.review.canaries import leads_of
from api.store import Band, Campaign, Host, Report, Wording, one_by_one
from detector import Message
from detector.calls import LeadsTo, link_leads_to
from detector.facts import fact
from detector.near import SIMILAR, bands, fingerprint, minhash, packed, similarity

_ADD_HOST = text("INSERT INTO host (name, campaign_id) VALUES (:name, :campaign_id) ON CONFLICT DO NOTHING")
_MOST_CANDIDATES = 50


def join(session: Session, report: Report, message: Message) -> Campaign:
    """Give a report its campaign, an old one or a new one, which nobody else changes until the transaction ends."""
    form, leads = fingerprint(message), leads_of(message)
    print_hash = hashlib.sha256(f"{leads}|{form}".encode()).hexdigest()
    known = select(Wording).where(Wording.print_hash == print_hash)
    wording = session.scalar(known)
    if wording is None:
        # Of several that say the same for the first time, one makes the campaign and the others find it.
        one_by_one(session)
        wording = session.scalar(known)
    if wording is None:
        signature = packed(minhash(form))
        campaign_id = _nearest(session, signature, leads) or _of_hosts(session, message) or _new(session, report).id
        wording = Wording(print_hash=print_hash, signature=signature, campaign_id=campaign_id)
        session.add(wording)
        session.flush()
        values = set(bands(signature, leads))
        session.execute(insert(Band), [{"value": value, "wording_id": wording.id} for value in values])
    report.wording_id, report.campaign_id = wording.id, wording.campaign_id
    for host in hosts_of(message):
        session.execute(_ADD_HOST, {"name": host, "campaign_id": wording.campaign_id})
    return session.get_one(Campaign, wording.campaign_id, with_for_update=True)


def hosts_of(message: Message) -> Iterator[str]:
    """The hosts that nobody knows and that belong to one owner.

    The registrable domain, or the whole host where anyone can have a name below it. A shortener's is everybody's.
    """
    for link in message.links:
        if link_leads_to(link, message.is_mail) is not LeadsTo.UNVERIFIED:
            continue
        if link.within(fact("link-shorteners").values) or link.within(fact("user-content").values):
            continue
        shared = link.within(fact("free-hosting").values)
        yield link.host if shared or not link.registrable_domain else link.registrable_domain


def _nearest(session: Session, signature: bytes, leads: str) -> int | None:
    """The campaign of the most similar wording, if one is similar enough; among equals the oldest."""
    shared = select(Band.wording_id).where(Band.value.in_(bands(signature, leads))).distinct().limit(_MOST_CANDIDATES)
    candidates = session.scalars(select(Wording).where(Wording.id.in_(shared)).order_by(Wording.id))
    best, most = None, SIMILAR
    for candidate in candidates:
        found = similarity(candidate.signature, signature)
        if found > most or (found == most and best is None):
            best, most = candidate.campaign_id, found
    return best


def _of_hosts(session: Session, message: Message) -> int | None:
    hosts = list(hosts_of(message))
    return session.scalar(select(Host.campaign_id).where(Host.name.in_(hosts)).limit(1)) if hosts else None


def _new(session: Session, report: Report) -> Campaign:
    campaign = Campaign(
        first_seen=report.received, last_seen=report.received, language=report.language, sample_id=report.id
    )
    session.add(campaign)
    session.flush()
    return campaign
