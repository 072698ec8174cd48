using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Wellspring.Core.Compliance;

/// <summary>A text as the claim scanner reads it: letters folded, tricks undone. Never shown.</summary>
internal static class ClaimText
{
    private const string Separators = "/*-·.・•_|+~\\";

    /// <summary>What sellers write in Latin letters to dodge filters.</summary>
    private static readonly FrozenDictionary<string, string> Pinyin = new Dictionary<string, string>
    {
        ["baoben"] = "保本", ["baozheng"] = "保证", ["shouyi"] = "收益", ["wenzhuan"] = "稳赚", ["wenying"] = "稳赢",
        ["tangzhuan"] = "躺赚", ["tangying"] = "躺赢", ["lingfengxian"] = "零风险", ["wufengxian"] = "无风险",
        ["quanfan"] = "全返", ["fanben"] = "返本", ["fanli"] = "返利", ["zhuanqian"] = "赚钱", ["touzi"] = "投资",
        ["huibao"] = "回报", ["xiaofei"] = "消费", ["mianfei"] = "免费", ["jiaoyi"] = "交易", ["jiaoyisuo"] = "交易所",
        ["guoqi"] = "国企", ["yangqi"] = "央企", ["guojia"] = "国家", ["beian"] = "备案", ["renke"] = "认可",
        ["beishu"] = "背书", ["hefa"] = "合法", ["hegui"] = "合规", ["jifen"] = "积分", ["tengxun"] = "腾讯",
        ["gongxinli"] = "公信力", ["shangshi"] = "上市", ["yuanshigu"] = "原始股", ["gupiao"] = "股票",
        ["gufen"] = "股份", ["guquan"] = "股权", ["fenhong"] = "分红", ["gudong"] = "股东", ["bianxian"] = "变现",
        ["tongzheng"] = "通证", ["daibi"] = "代币", ["xuni"] = "虚拟", ["huobi"] = "货币", ["qukuailian"] = "区块链",
        ["guashou"] = "挂售", ["tongdui"] = "通兑", ["tuandui"] = "团队", ["xiaxian"] = "下线", ["rentou"] = "人头",
        ["zhituijiang"] = "直推奖", ["jiantuijiang"] = "间推奖", ["jicha"] = "级差", ["pingjijiang"] = "平级奖",
        ["daili"] = "代理", ["zuihao"] = "最好", ["rongzi"] = "融资", ["licai"] = "理财", ["jinrong"] = "金融",
        ["xianxia"] = "线下", ["fafang"] = "发放", ["jiesuan"] = "结算", ["zhuanzhang"] = "转账",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly int LongestPinyin = Pinyin.Keys.Max(key => key.Length);

    public static string Normalise(string text) => Joined(Spelt(Folded(text)));

    /// <summary>Plain, simplified, lower-case letters; invisible ones fall out.</summary>
    private static string Folded(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark) && rune.Value is not (0xFE0F or 0x3164))
            {
                folded.Append(LetterFolding.Fold(rune.Value));
            }
        }

        return folded.ToString();
    }

    /// <summary>A run of Latin letters that is pinyin of the table from end to end becomes Chinese.</summary>
    private static string Spelt(string text)
    {
        var spelt = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            while (end < text.Length && char.IsAsciiLetter(text[end]))
            {
                end++;
            }

            if (end == at)
            {
                spelt.Append(text[at++]);
                continue;
            }

            var run = text[at..end];
            spelt.Append(InChinese(run) ?? run);
            at = end;
        }

        return spelt.ToString();
    }

    private static string? InChinese(string run)
    {
        var chinese = new StringBuilder();
        for (var at = 0; at < run.Length;)
        {
            var length = Math.Min(LongestPinyin, run.Length - at);
            while (length > 0 && !Pinyin.ContainsKey(run.Substring(at, length)))
            {
                length--;
            }

            if (length == 0)
            {
                return null;
            }

            chinese.Append(Pinyin[run.Substring(at, length)]);
            at += length;
        }

        return chinese.ToString();
    }

    /// <summary>Chinese letters that marks or spaces keep apart come together, also one a line.</summary>
    private static string Joined(string text)
    {
        var joined = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (joined.Length > 0 && IsChinese(joined[^1]) && IsGap(text[at]))
            {
                var end = at;
                while (end < text.Length && IsGap(text[end]))
                {
                    end++;
                }

                if (end < text.Length && IsChinese(text[end]) && MayJoin(text, at, end))
                {
                    at = end;
                }
            }

            joined.Append(text[at]);
        }

        return joined.ToString();
    }

    /// <summary>A line break joins only letters that stand alone on their lines.</summary>
    private static bool MayJoin(string text, int from, int to) => text.AsSpan(from, to - from).IndexOf('\n') < 0
        || ((from < 2 || IsBreak(text[from - 2])) && (to + 1 == text.Length || IsBreak(text[to + 1])));

    private static bool IsBreak(char letter) => letter is '\n' or '\r' or ' ';

    private static bool IsGap(char letter) => char.IsWhiteSpace(letter) || Separators.Contains(letter);

    private static bool IsChinese(char letter) => letter is >= '\u3400' and <= '\u9FFF';
}
