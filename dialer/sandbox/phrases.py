"""The provider's words, in the two languages it answers in."""

from __future__ import annotations

from typing import Literal, get_args

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_CODES: dict[int, tuple[str, str]] = {
    -1: ("Query failed", "查询失败"),
    0: ("Success", "成功"),
    88: ("Request failed", "请求失败"),
    99: ("System error, please contact support", "系统异常，请联系技术支持"),
    1000: ("Authorization failed", "鉴权失败"),
    1001: ("A common request header is missing", "缺少公共请求头"),
    1002: ("Parameter error", "参数错误"),
    1003: ("Signature error", "签名错误"),
    1004: ("The timestamp has expired or is not in milliseconds", "时间戳已过期或不是毫秒"),
    1005: (
        "No permission: unknown accessKey or product not enabled",
        "无权限：accessKey 不存在或产品未开通",
    ),
    1006: ("Authorization failed (1006)", "鉴权失败（1006）"),
    1007: ("Authorization failed (1007)", "鉴权失败（1007）"),
    1008: ("Authorization failed (1008)", "鉴权失败（1008）"),
    1009: ("Authorization failed (1009)", "鉴权失败（1009）"),
    41000: ("callee cannot be called", "callee 无法呼叫"),
}
_ANY_CODE = ("Request refused", "请求被拒绝")

_PHRASES: dict[str, tuple[str, str]] = {
    "header_missing": ("Request header {field} is missing", "缺少请求头 {field}"),
    "header_wrong": ("{field} does not belong to this interface", "{field} 与接口不符"),
    "body_not_object": ("The body is not a JSON object", "请求体不是 JSON 对象"),
    "field_missing": ("{field} must not be empty", "{field} 不能为空"),
    "field_not_digits": (
        "{field} must be a string of {least} to {most} digits",
        "{field} 必须是 {least} 到 {most} 位数字的字符串",
    ),
    "field_not_choice": ("{field} must be 0 or 1", "{field} 只能为 0 或 1"),
    "field_not_text": ("{field} must be a string", "{field} 必须是字符串"),
    "field_not_date": ("{field} must look like yyyy-MM-dd", "{field} 格式必须为 yyyy-MM-dd"),
    "field_out_of_range": (
        "{field} must be a whole number from {least} to {most}",
        "{field} 必须是 {least} 到 {most} 的整数",
    ),
    "field_too_long": (
        "{field} must not be longer than {most} characters",
        "{field} 不能超过 {most} 个字符",
    ),
    "field_not_country": (
        "{field} must be a country code of two capital letters",
        "{field} 必须是两位大写国家代码",
    ),
    "field_not_number": (
        "{field} must be a number with at most {decimals} decimals",
        "{field} 必须是最多 {decimals} 位小数的数字",
    ),
    "field_not_time": (
        "{field} must look like yyyy-MM-dd HH:mm:ss",
        "{field} 格式必须为 yyyy-MM-dd HH:mm:ss",
    ),
    "field_not_list": ("{field} must be a list of the documented form", "{field} 列表格式错误"),
    "end_before_start": ("{field} lies before the start", "{field} 早于开始时间"),
    "span_too_long": ("{field}: a span has at most {most} days", "{field}：时间跨度最多 {most} 天"),
    "tenant_unknown": ("{field} does not exist", "{field} 不存在"),
    "queue_unknown": ("{field}: there is no such agent group", "{field}：坐席组不存在"),
    "agent_unknown": ("{field}: there is no such agent", "{field}：坐席不存在"),
    "order_repeated": ("orderID {value} was used before", "orderID {value} 重复"),
    "call_answered": ("Answered", "已接听"),
    "call_abandoned": ("Abandoned", "已放弃"),
    "agent_hung_up": ("Agent hung up", "坐席挂断"),
    "user_left_queue": ("User abandoned the queue", "用户放弃排队"),
    "intent_interested": ("Interested", "有意向"),
    "no_such_day": ("There is no such day", "日期不存在"),
    "too_many_requests": ("Too many requests", "请求过于频繁"),
    "call_ended_normally": ("Normal call clearing", "正常挂断"),
}

# Calling code, longest first, to the country a call record names.
_COUNTRIES: tuple[tuple[str, tuple[str, str]], ...] = (
    ("852", ("Hong Kong", "香港")),
    ("886", ("Taiwan", "台湾")),
    ("44", ("United Kingdom", "英国")),
    ("55", ("Brazil", "巴西")),
    ("60", ("Malaysia", "马来西亚")),
    ("62", ("Indonesia", "印度尼西亚")),
    ("63", ("Philippines", "菲律宾")),
    ("65", ("Singapore", "新加坡")),
    ("66", ("Thailand", "泰国")),
    ("81", ("Japan", "日本")),
    ("84", ("Vietnam", "越南")),
    ("86", ("China", "中国")),
    ("91", ("India", "印度")),
    ("1", ("United States", "美国")),
)
_ANY_COUNTRY = ("Other", "其他")


class Phrasebook:
    """Words in the language that is set; switching it changes the next reply."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def for_code(self, code: int) -> str:
        """The words for a code; a general refusal for one nobody lists."""
        return self._pick(_CODES.get(code, _ANY_CODE))

    def say(self, phrase: str, **values: object) -> str:
        """A phrase with its blanks filled in.

        Values are the sandbox's own words (field names, bounds); a client's only where a
        refusal has to name which of many elements it means.
        """
        return self._pick(_PHRASES[phrase]).format(**values)

    def country_of(self, digits: str) -> str:
        """The country a call record names for a number."""
        found = (names for prefix, names in _COUNTRIES if digits.startswith(prefix))
        return self._pick(next(found, _ANY_COUNTRY))

    def _pick(self, words: tuple[str, str]) -> str:
        return words[LANGUAGES.index(self.language)]
