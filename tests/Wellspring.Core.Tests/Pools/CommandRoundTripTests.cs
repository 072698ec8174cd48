using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsCheck;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Tests.Pools;

/// <summary>What must hold for every line: written commands come back, and nothing makes the reader throw.</summary>
public sealed class CommandRoundTripTests
{
    private const int LongestSentence = 700;

    [Fact]
    public void Every_kind_of_command_can_be_written_and_generated()
    {
        var kinds = typeof(PoolCommand).GetNestedTypes().Select(type => type.Name).Order().ToArray();
        var named = CommandForm.All.Select(form => char.ToUpperInvariant(form.Name[0]) + form.Name[1..]).Order();
        var seen = new HashSet<string>();
        CommandGenerator.Commands.Sample(command => { lock (seen) { seen.Add(command.GetType().Name); } }, iter: 5_000);

        Assert.Equal(kinds, named);
        Assert.Equal(kinds, seen.Order());
    }

    [Fact]
    public void A_written_command_reads_back() => CommandGenerator.Commands.Sample(command =>
    {
        var line = CommandText.Write(command);
        var read = CommandText.Read(line);

        Assert.True(read.IsCommand, $"{line}\n{read.Mistake?.En}");
        Assert.Equal(WithoutLines(command), WithoutLines(read.Command));
        Assert.Equal(LinesOf(command), LinesOf(read.Command));
        Assert.Equal((command as PoolCommand.PayDividend)?.Shares, (read.Command as PoolCommand.PayDividend)?.Shares);
        Assert.Equal(line, CommandText.Write(read.Command));
    });

    [Fact]
    public void The_canonical_line_is_golden() => Assert.Equal(
        """
        {"id":"c-1","at":"2026-01-05T02:00:00.000Z","placeOrder":{"order":"o-7","member":"张\"三\"",
        "merchant":"s1","amount":"88.00","funding":{"mode":"own-goods","reference":"bill-7"},
        "lines":[{"goods":"g-1","amount":"80.00","cost":"60.50","inflowBasis":"margin"},
        {"goods":"g-2","amount":"8.00"}]}}
        """.Replace("\n", "", StringComparison.Ordinal),
        CommandText.Write(new PoolCommand.PlaceOrder(
            "c-1", new(1_767_578_400_000), "o-7", "张\"三\"", "s1", TestPlans.Yuan("88"),
            new(FundingMode.OwnGoods, "bill-7"),
            [new("g-1", TestPlans.Yuan("80"), TestPlans.Yuan("60.5")), new("g-2", TestPlans.Yuan("8"), null)])));

    [Fact]
    public void Random_bytes_are_a_mistake_and_no_exception() =>
        Gen.Byte.Array[0, 300].Sample(bytes => Answers(Encoding.Latin1.GetString(bytes)));

    [Fact]
    public void Random_UTF16_is_a_mistake_and_no_exception() => Gen.OneOf(
            Gen.Char, Gen.Char['\uD7F0', '\uE010'], Gen.OneOf('"', '\\', '{', '}', ':', ',', 'u', 'd', '8'))
        .Array[0, 200].Sample(units => Answers(new string(units)));

    [Fact]
    public void A_damaged_line_gives_an_answer()
    {
        // Pieces of other lines, halves of characters and JSON's own signs, put in, put over, or cut out.
        var pieces = Gen.OneOf(
            Gen.Char.Select(unit => unit.ToString()),
            Gen.OneOf("\"", "\\", "\\u", "\\ud800", "\uDC00", "{", "}", "[", "]", ":", ",", "null", "true", "-1",
                "1e999999", "0.1", "\"all\"", "\"id\":\"x\"", "//", "\0", "\u2028", "\uFEFF", "\"\\u0000\""));
        Gen.Select(CommandGenerator.Commands, Gen.Select(Gen.Int[0, 10_000], Gen.Int[0, 12], pieces).Array[1, 4])
            .Sample((command, blows) =>
            {
                var line = CommandText.Write(command);
                foreach (var (at, cut, piece) in blows)
                {
                    var place = at % (line.Length + 1);
                    line = line[..place] + piece + line[Math.Min(line.Length, place + cut)..];
                }

                Answers(line);
            });
    }

    [Fact]
    public void Values_of_every_type_in_every_field_give_an_answer()
    {
        var values = (string[])["null", "true", "0", "-0", "1E+400", "12345678901234567890123456789", "\"\"",
            "\"\\ud800\"", "[]", "{}", "[[[[[[]]]]]]", "[[[[[[[[]]]]]]]]", "\"\\u0085\"",
            $"\"{new string('9', 60_000)}\""];
        foreach (var form in CommandForm.All)
        {
            foreach (var field in form.Fields)
            {
                foreach (var value in values)
                {
                    Answers($$"""
                        {"id":"c","at":"2026-01-05T10:00:00Z","{{form.Name}}":{"{{field}}":{{value}} } }
                        """);
                }
            }
        }
    }

    [Fact]
    public void The_longest_lines_give_an_answer()
    {
        foreach (var piece in (string[])["[", "{\"a\":", "9", "\"\\", "\uD83D", "\\uD83D", "\uDC00", "\"a\",", "\0"])
        {
            var many = string.Concat(Enumerable.Repeat(piece, CommandText.LineLimit / piece.Length));

            Answers(many);
            Answers(many + piece);
            Answers("{\"id\":" + many[..^10]);
            Answers("{\"id\":\"" + many[..^10] + "\"}");
        }

        Answers(new string('[', 32_000) + new string(']', 32_000));
    }

    [Fact]
    public void The_longest_doubled_and_unknown_names_give_an_answer()
    {
        var name = new string('n', 30_000);

        Answers($"{{\"{name}\":1,\"{name}\":2}}");
        Answers($"{{\"{name}{name}\":{{}}}}");
        Answers("{" + string.Join(',', Enumerable.Range(0, 6_000).Select(number =>
            string.Create(CultureInfo.InvariantCulture, $"\"{number}\":{{}}"))) + "}");
    }

    private static void Answers(string line)
    {
        var read = CommandText.Read(line);
        if (!read.IsCommand)
        {
            Assert.InRange(read.Mistake.Zh.Length, 10, LongestSentence);
            Assert.InRange(read.Mistake.En.Length, 10, LongestSentence);
            Assert.Contains(read.Mistake.Zh[^1], "。？");
            Assert.True((read.Mistake.Zh + read.Mistake.En).EnumerateRunes().All(Shown.IsPrintable), read.Mistake.En);
            return;
        }

        var again = CommandText.Read(CommandText.Write(read.Command));
        Assert.True(again.IsCommand, again.Mistake?.En);
        Assert.Equal(WithoutLines(read.Command), WithoutLines(again.Command));
    }

    private static ImmutableArray<OrderLine> LinesOf(PoolCommand command) => command switch
    {
        PoolCommand.SettleOrder settle => settle.Lines,
        PoolCommand.PlaceOrder place => place.Lines,
        _ => [],
    };

    private static PoolCommand WithoutLines(PoolCommand command) => command switch
    {
        PoolCommand.SettleOrder settle => settle with { Lines = [] },
        PoolCommand.PlaceOrder place => place with { Lines = [] },
        PoolCommand.PayDividend pay => pay with { Shares = [] },
        PoolCommand.PublishPlan publish => publish with { Acknowledgements = [] },
        PoolCommand.Acknowledge given => given with { Given = given.Given with { Documents = [] } },
        _ => command,
    };
}
