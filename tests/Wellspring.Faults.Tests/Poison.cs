using System.Text;

namespace Wellspring.Faults.Tests;

/// <summary>Commands that were made to break whoever reads, decides, journals or replays them.</summary>
internal static class Poison
{
    private static readonly string[] Amounts =
    [
        "9223372036854.775807", "9223372036854.775808", "18446744073709551616", "0", "-1", "-0.000001", "0.000001",
        "1e308", "NaN", "0.0000001", "", " 1", "１００", "1000.00.00",
    ];

    public static IReadOnlyList<byte[]> Commands { get; } = [.. Texts().Select(Encoding.UTF8.GetBytes), .. Bytes()];

    private static IEnumerable<string> Texts()
    {
        foreach (var amount in Amounts)
        {
            yield return Settle($"a{Hex(amount)}", $"pa{Hex(amount)}", "m1", amount);
            yield return Sell($"b{Hex(amount)}", amount, "0");
        }

        // Amounts that fit alone and no longer in sum.
        for (var n = 0; n < 5; n++)
        {
            yield return Settle($"big-{n}", $"big-{n}", "giant", "9000000000000.000000");
        }

        yield return Sell("scale-1", "1", "2147483647");
        yield return Sell("scale-2", "1", "-1");
        yield return Sell("scale-3", "1", "99999999999999999999");
        yield return Settle(new('i', 65), "o", "m", "1.00");
        yield return Settle("nul", "o\\u0000", "m\\u0000", "1.00");
        yield return Settle("half", "o-half", "\\ud800", "1.00");
        yield return Settle("dots", "../../etc/passwd", "m", "1.00");
        yield return Settle("sql", "o'; DROP TABLE batches; --", "m", "1.00");
        yield return Settle("long-name", "o-long", new('m', 60_000), "1.00");
        yield return """{"id":"twice","id":"twice","advanceClock":{}}""";
        yield return """{"id":"clock:1","advanceClock":{}}""";
        yield return """{"id":"past","at":"0001-01-01T00:00:00Z","advanceClock":{}}""";
        yield return """{"id":"future","at":"9999-12-31T23:59:59Z","advanceClock":{}}""";
        yield return """{"id":"leap","at":"2026-02-30T00:00:00Z","advanceClock":{}}""";
        yield return """{"id":"self","bindReferrer":{"member":"m1","referrer":"m1"}}""";
        yield return """
            {"id":"self-order","settleOrder":{"order":"o-self","member":"m1","merchant":"m1","referrer":"m1",
            "amount":"1.00"}}
            """;
        yield return $$$"""{"id":"deep","settleOrder":{{{new string('[', 5_000)}}}{{{new string(']', 5_000)}}}}""";
        yield return "{" + string.Join(',', Enumerable.Range(0, 5_000).Select(n => $"\"f{n}\":{n}")) + "}";
        yield return """{"id":"two","advanceClock":{},"sellPoints":{"member":"m1","points":"1","scale":0}}""";
        yield return "[]";
        yield return "null";
        yield return "\"\"";
        yield return "{}";
        yield return "{\"id\":\"cut\",\"settleOrder\":{";
    }

    private static IEnumerable<byte[]> Bytes()
    {
        yield return [];
        yield return [0];
        yield return [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00];
        yield return [.. "{\"id\":\"utf\",\"settleOrder\":{\"order\":\"o\",\"member\":\""u8, 0xc0, 0xaf, .. "\"}}"u8];
        yield return [.. Enumerable.Repeat((byte)'{', 200_000)];
    }

    private static string Settle(string id, string order, string member, string amount) =>
        $$$"""{"id":"{{{id}}}","settleOrder":{"order":"{{{order}}}","member":"{{{member}}}",""" +
        $"\"merchant\":\"s1\",\"amount\":\"{amount}\"}}}}";

    private static string Sell(string id, string points, string scale) =>
        $$$"""{"id":"{{{id}}}","sellPoints":{"member":"m1","points":"{{{points}}}","scale":{{{scale}}}}}""";

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));
}
