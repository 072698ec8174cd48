using System.Collections.Immutable;
using System.Text.Json;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Pools;

/// <summary>The fields that are more than a word: a dividend's shareholders, a whole plan.</summary>
internal static class LargeFields
{
    extension(CommandFields of)
    {
        /// <summary>The shareholders of a dividend, at least one.</summary>
        public ImmutableArray<DividendShare> Shares(string name)
        {
            var value = of.Find(name);
            if (value.ValueKind is JsonValueKind.Array
                && value.GetArrayLength() is > 0 and <= CommandFields.LinesLimit)
            {
                return
                [
                    .. value.EnumerateArray().Select((share, index) => Share(of, share, $"{of.At(name)}[{index}]")),
                ];
            }

            of.Report(name, $"请写 1 至 {CommandFields.LinesLimit} 位股东的数组，如 [{{\"member\":\"m1\",\"weight\":3}}]",
                $"write a list of 1 to {CommandFields.LinesLimit} shareholders, such as "
                + "[{\"member\":\"m1\",\"weight\":3}]");
            return [];
        }

        /// <summary>A whole plan, as it stands in a plan file; what comes out is its canonical text.</summary>
        public string Plan(string name)
        {
            var value = of.Find(name);
            if (value.ValueKind is not JsonValueKind.Object)
            {
                of.Refuse($"{of.At(name)} 应是一份方案 {{…}}，与方案文件写法相同。",
                    $"{of.At(name)}: write a whole plan {{…}}, as it stands in a plan file.");
                return "";
            }

            var (draft, findings) = PlanFile.Read(value.GetRawText());
            if (draft is null)
            {
                of.Refuse($"{of.At(name)}.{findings[0].Path}：{findings[0].Zh}",
                    $"{of.At(name)}.{findings[0].Path}: {findings[0].En}");
            }

            return draft is null ? "" : PlanFile.Write(draft);
        }

        /// <summary>A statement for the public log; what comes out is its canonical text.</summary>
        public string Statement(string name)
        {
            if (Statements.Canonical(of.Find(name)) is { } text)
            {
                return text;
            }

            of.Refuse($"{of.At(name)} 应是一个 JSON 对象 {{…}}，至多 {Statements.Most} 字节，只有文字、整数、真假、数组和对象。",
                $"{of.At(name)}: write one JSON object {{…}} of at most {Statements.Most} bytes, with texts, whole "
                + "numbers, true, false, lists and objects only.");
            return "{}";
        }
    }

    private static DividendShare Share(CommandFields of, JsonElement value, string place)
    {
        if (of.Group(value, place, "member", "weight") is not { } share)
        {
            return new("", 1);
        }

        var weight = share.Find("weight");
        if (weight.ValueKind is JsonValueKind.Number && weight.TryGetInt64(out var number) && number > 0)
        {
            return new(share.Member("member"), number);
        }

        share.Report("weight", "请写不带引号的正整数，如 3", "write a whole number above 0 without quotes, such as 3");
        return new("", 1);
    }
}
