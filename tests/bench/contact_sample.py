"""A million people who do not exist: Latin with accents, Indonesian and Chinese names."""

from __future__ import annotations

import random
import uuid
from typing import TYPE_CHECKING

from dialer.domain.contacts import Contact, ContactNumber

if TYPE_CHECKING:
    from collections.abc import Iterator

_INDONESIAN = """
Siti Dewi Sri Nur Ayu Putri Rahayu Wulandari Kusuma Lestari Aminah Zubaidah Halim Budi
Agus Eko Dwi Tri Adi Hendra Rizky Fajar Bayu Wahyu Indra Yusuf Ahmad Muhammad Abdul Rahman
Hidayat Setiawan Santoso Wijaya Saputra Pratama Nugroho Gunawan Kurniawan Susanto Hartono
Suharto Permata Anggraini Fitri Maharani Puspita Melati Cahya Ratna Endang Yanti Susilo
Darmawan
"""
_LATIN_FIRST = """
José María Zoë Renée François Jürgen Søren Łukasz Ángel Núria Céline Björn Chloé Inês João
Márta Tomáš Žofia Özlem İlker Anaïs Raúl Begoña Mónica Andrés Élodie Günther Håkan Åsa
Đorđe Anna Peter Laura Martin Julia Thomas Sarah David Emma Lukas Marie Paul Nina Felix
"""
_LATIN_LAST = """
Muñoz García Fernández Gonçalves Müller Größe Weiß Schröder Lefèvre Dupré Sørensen
Ångström Łoziński Dvořák Nováček Yıldız Çelik Şahin O’Brien D’Angelo Peña Ibáñez Château
Öztürk Škoda Meyer Schmidt Rossi Silva Costa Novak Horvat Jansen Peeters Andersson Nielsen
Kowalski
"""
_CHINESE_LAST = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
_CHINESE_FIRST = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂小红文华建国志海燕玉兰春梅雪"
_COMPANY_KINDS = ("PT", "CV", "Toko", "Bank", "UD", "Société", "Gebrüder", "Compañía", "Studio")
_COMPANY_WORDS = """
Maju Jaya Sentosa Artha Makmur Abadi Sejahtera Mandiri Utama Perkasa Bersama Sinar Cahaya
Lumière Süd Nord Étoile Solución Digital Logistik Pangan Tekstil Medika Properti Karya
"""
_CHINESE_COMPANY = "华新东方天地金龙宏达科技贸易商行集团"
_PREFIXES = (
    *(f"+628{tail}" for tail in ("12", "13", "21", "22", "52", "57", "78", "95")),
    "+658",
    "+659",
    "+86138",
    "+86139",
    "+4915",
    "+346",
    "+336",
    "+60123",
)
_LENGTHS = {"+62": 13, "+65": 10, "+86": 13, "+49": 12, "+34": 11, "+33": 11, "+60": 11}


def make_contacts(count: int, *, seed: int = 4) -> Iterator[Contact]:
    """Contacts that are the same at every run."""
    # A sample, not a secret.
    chance = random.Random(seed)  # noqa: S311
    for position in range(count):
        yield Contact(
            contact_id=str(uuid.UUID(int=chance.getrandbits(128), version=4)),
            name=_name(chance),
            company=_company(chance),
            notes="Prefers calls after 10:00." if position % 17 == 0 else "",
            numbers=_numbers(chance),
            lists=(f"Leads {position % 20 + 1}",) if position % 4 == 0 else (),
            changed_ms=1_760_000_000_000 + position,
        )


def _name(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.55:
        return " ".join(chance.choices(_INDONESIAN.split(), k=chance.choice((1, 2, 2, 2, 3))))
    if kind < 0.85:
        return f"{chance.choice(_LATIN_FIRST.split())} {chance.choice(_LATIN_LAST.split())}"
    given = "".join(chance.choices(_CHINESE_FIRST, k=chance.choice((1, 2, 2))))
    return chance.choice(_CHINESE_LAST) + given


def _company(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.3:
        return ""
    if kind < 0.9:
        words = chance.choices(_COMPANY_WORDS.split(), k=2)
        return f"{chance.choice(_COMPANY_KINDS)} {' '.join(words)}"
    return "".join(chance.choices(_CHINESE_COMPANY, k=chance.choice((4, 6))))


def _numbers(chance: random.Random) -> tuple[ContactNumber, ...]:
    count = 1 if chance.random() < 0.85 else 2
    return tuple(
        ContactNumber(
            e164=_number(chance),
            label="Mobile" if at == 0 else "Office",
            is_default=at == 0,
            do_not_call=chance.random() < 0.01,
        )
        for at in range(count)
    )


def _number(chance: random.Random) -> str:
    prefix = chance.choice(_PREFIXES)
    missing = _LENGTHS[prefix[:3]] + 1 - len(prefix)
    return prefix + "".join(chance.choices("0123456789", k=missing))
