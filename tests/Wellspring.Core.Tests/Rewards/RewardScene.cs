using System.Globalization;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;
using Wellspring.Core.Tests.Pools;

namespace Wellspring.Core.Tests.Rewards;

/// <summary>
/// A pool whose commands are lines, as a sender writes them: what comes out went through the reader.
/// </summary>
internal sealed class RewardScene
{
    private int _lines;

    public RewardScene(Func<RewardSettings, RewardSettings>? change = null)
        : this(TestPlans.WorkedExample with { Rewards = (change ?? (same => same))(Example) })
    {
    }

    public RewardScene(PlanDraft draft) => Desk = new(draft);

    /// <summary>The example rates of rule 9, without levels.</summary>
    public static RewardSettings Example { get; } = new()
    {
        Direct = Rate.FromParts(3_000),
        Indirect = Rate.FromParts(2_000),
        MerchantDeveloper = Rate.FromParts(5_000),
        RegionAgents = new()
        {
            District = Rate.FromParts(1_000),
            City = Rate.FromParts(2_000),
            Province = Rate.FromParts(3_000),
        },
        Dividends = true,
    };

    /// <summary>V1 0.1 %, V2 0.3 %, V3 0.5 %, peer bonus 10 %.</summary>
    public static RewardLevels Levels { get; } = new(
    [
        new("V1", Rate.FromParts(1_000), TestPlans.Yuan("5000")), new("V2", Rate.FromParts(3_000), null),
        new("V3", Rate.FromParts(5_000), null),
    ]);

    public Desk Desk { get; }

    /// <summary>One command, by its name and the JSON of its fields.</summary>
    public PoolEvent Say(string command, string fields, string at = "2026-01-05T10:00:00+08:00", string? id = null)
    {
        _lines++;
        var line = $$"""{"id":"{{id ?? $"c-{_lines}"}}","at":"{{at}}","{{command}}":{{fields}}}""";
        var read = CommandText.Read(line);
        Assert.True(read.IsCommand, $"{line}\n{read.Mistake?.En}");
        return Desk.Run(read.Command);
    }

    public RewardScene Does(string command, string fields, string at = "2026-01-05T10:00:00+08:00")
    {
        var happened = Say(command, fields, at);
        Assert.False(happened is PoolEvent.Refused, $"{command} {fields} gave {happened}");
        return this;
    }

    public void Refuses(
        Refusal reason, string command, string fields, string at = "2026-01-05T10:00:00+08:00") =>
        Assert.Equal(new PoolEvent.Refused(reason), Say(command, fields, at));

    public RewardScene Bind(string member, string referrer) =>
        Does("bindReferrer", $$"""{"member":"{{member}}","referrer":"{{referrer}}"}""");

    public RewardScene Agent(
        string division, string tier, string member, string from = "2026-01-01", string until = "2027-01-01") => Does(
        "appointAgent",
        $$"""
        {"division":"{{division}}","tier":"{{tier}}","member":"{{member}}","from":"{{from}}T00:00:00+08:00",
        "until":"{{until}}T00:00:00+08:00","contract":"K-{{division}}"}
        """.ReplaceLineEndings(""), "2026-01-01T00:00:00+08:00");

    public Settlement Settle(string member, string amount = "1000.00", string? region = null, string merchant = "s1")
    {
        var place = region is null ? "" : $",\"region\":\"{region}\"";
        return ((PoolEvent.OrderSettled)Say("settleOrder", $$"""
            {"order":"o-{{_lines + 1}}","member":"{{member}}","merchant":"{{merchant}}","amount":"{{amount}}"{{place}}}
            """.Trim())).Settlement;
    }

    /// <summary>The sheet in words: <c>direct ann 3.00</c> a line, then the remainder.</summary>
    public IEnumerable<string> Words(RewardSheet sheet, params string[] names)
    {
        Assert.Equal(sheet.Budget.Units, sheet.Lines.Sum(line => line.Amount.Units) + sheet.Remainder.Units);
        return sheet.Lines.Select(line =>
                $"{line.Kind.Code} {names.Single(name => Desk.NumberOf(name) == line.Payee)} {Short(line.Amount)}")
            .Append($"remainder {Short(sheet.Remainder)}");
    }

    public static string Short(Money money) =>
        (money.Units / (decimal)Money.UnitsPerYuan).ToString("0.00####", CultureInfo.InvariantCulture);
}
