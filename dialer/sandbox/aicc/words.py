"""AICC's words, in the two languages it answers in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.sandbox.phrases import LANGUAGES

if TYPE_CHECKING:
    from dialer.sandbox.phrases import Phrasebook

_CODES: dict[str, tuple[str, str]] = {
    "0": ("success", "成功"),
    "1": ("Failed to add the call", "添加呼叫失败"),
    "2": ("The call data is incorrect", "随路数据错误"),
    "3": ("The call serial number does not exist", "呼叫流水号不存在"),
    "5": ("The number format is incorrect", "号码格式错误"),
    "6": ("The VDN is unavailable", "VDN 不可用"),
    "8": ("The caller is outside the tenant's softphone range", "主叫不在租户软电话号段内"),
    "9": ("The callback address is incorrect", "回调地址错误"),
    "16": ("The agent number is not on the trial list", "试用租户坐席号码不在白名单"),
    "21": ("The trial calls of today are used up", "试用租户当日呼叫次数已用完"),
    "90100100": ("Wrong input", "输入参数错误"),
    "90100200": ("Authentication failed", "鉴权失败"),
    "90100300": ("Wrong request", "请求错误"),
    "90100400": ("Nothing there", "资源不存在"),
    "90100600": ("Internal error", "内部错误"),
    "90102001": ("Not enough balance", "余额不足"),
    "90102002": ("The account is restricted", "账户受限"),
    "90104001": ("No permission", "无权限"),
    "90104003": ("Forbidden", "禁止访问"),
    "90104004": ("Not supported", "不支持"),
    "90104008": ("Timed out or failed", "超时或失败"),
    "90104029": ("Too many requests", "请求过于频繁"),
    "90106001": ("The binding exists", "绑定关系已存在"),
    "90106002": ("There is no binding", "绑定关系不存在"),
    "90106003": ("There is no number", "没有可用号码"),
    "90106004": ("There is no such number", "号码不存在"),
    "90106005": ("The data do not match", "数据不一致"),
    "90106006": ("Another error", "其他错误"),
    "90106010": ("A policy forbids it", "策略限制"),
    "90106011": ("The caller is barred", "主叫被限制"),
    "90106012": ("The called party is barred", "被叫被限制"),
}
_ANY_CODE = ("The request was refused", "请求被拒绝")

_STATUSES: dict[int, tuple[str, str]] = {
    400: ("The request or {field} is incorrect", "请求或 {field} 错误"),
    401: ("Unauthorized", "未授权"),
}


class AiccWords:
    """Words in the sandbox's language; switching it changes the next reply."""

    def __init__(self, phrases: Phrasebook) -> None:
        self._phrases = phrases

    def for_code(self, code: str) -> str:
        """The words for a ``retCode``; a general refusal for one nobody lists."""
        return self._pick(_CODES.get(code, _ANY_CODE))

    def for_status(self, status: int, *, field: str) -> str:
        """The words that go with a bare HTTP status."""
        return self._pick(_STATUSES[status]).format(field=field)

    def _pick(self, words: tuple[str, str]) -> str:
        return words[LANGUAGES.index(self._phrases.language)]
