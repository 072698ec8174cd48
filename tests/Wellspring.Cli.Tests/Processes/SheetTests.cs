using System.Text.Json;

namespace Wellspring.Cli.Tests.Processes;

/// <summary>
/// The golden sheet of pool-rules 9, through the real program: plan file, command file, <c>sheet</c>.
/// </summary>
public sealed class SheetTests : IDisposable
{
    private static readonly string[] Columns = ["payee", "kind", "rate", "amount"];

    private const string Plan = """
        {"id":"levels","profile":"sandbox","cap":{"multiple":"none"},"orders":{"acceptFinal":true},
        "split":{"unassignedRewards":"platform"},"rewards":{"direct":"0.3%","indirect":"0.2%",
        "merchantDeveloper":"0.5%","regionAgents":{"district":"0.1%","city":"0.2%","province":"0.3%"},
        "levels":[{"name":"V1","rate":"0.1%"},{"name":"V2","rate":"0.3%"},{"name":"V3","rate":"0.5%"}],"peer":"10%",
        "dividends":true}}
        """;

    private readonly CliFolder _folder = new();

    [Fact]
    public async Task The_chain_with_developer_and_agents_leaves_one_ninety_of_twenty()
    {
        (await ApplyAsync()).Exits(0);

        var sheet = (await _folder.RunAsync("sheet", "o-1", "--data", _folder.Data, "--json")).Exits(0).Json;

        Assert.Equal("20.000000", sheet.GetProperty("budget").GetString());
        Assert.Equal("1.900000", sheet.GetProperty("remainder").GetString());
        Assert.Equal("settled", sheet.GetProperty("state").GetString());
        Assert.Equal(
            [
                "a direct 0.3% 3.000000", "b indirect 0.2% 2.000000", "dev merchant-developer 0.5% 5.000000",
                "da district-agent 0.1% 1.000000", "ci city-agent 0.1% 1.000000", "pro province-agent 0.1% 1.000000",
                "a level 0.1% 1.000000", "b peer 10% 0.100000", "c level 0.2% 2.000000", "d level 0.2% 2.000000",
            ],
            sheet.GetProperty("lines").EnumerateArray().Select(Words));
        Assert.Equal("1.000000", (await MemberAsync("ci")).GetProperty("walletRewards").GetString());
        Assert.Equal(
            ["level", "direct"],
            (await MemberAsync("a")).GetProperty("history").EnumerateArray()
                .Where(line => line.GetProperty("what").GetString() == "reward")
                .Select(line => line.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task A_reversed_order_keeps_its_sheet_and_shows_what_was_taken_back()
    {
        (await ApplyAsync(
            """{"id":"r","at":"2026-01-06T10:00:00+08:00","reverseOrder":{"order":"o-1","amount":"500.00"}}"""))
            .Exits(0);

        var sheet = (await _folder.RunAsync("sheet", "o-1", "--data", _folder.Data, "--json")).Exits(0).Json;

        Assert.Equal("reversed", sheet.GetProperty("state").GetString());
        Assert.Equal("1.900000", sheet.GetProperty("remainder").GetString());
        Assert.Equal(
            "1.500000", sheet.GetProperty("lines").EnumerateArray().First().GetProperty("taken").GetString());
        Assert.Contains("平级奖 peer bonus",
            (await _folder.RunAsync("sheet", "o-1", "--data", _folder.Data)).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_that_waits_has_an_estimate_and_an_unknown_one_a_sentence()
    {
        (await ApplyAsync(
            """
            {"id":"p","at":"2026-01-06T10:00:00+08:00","placeOrder":{"order":"o-2","member":"buyer","merchant":"s1",
            "amount":"100.00","region":"440305"}}
            """.ReplaceLineEndings(""))).Exits(0);

        var sheet = (await _folder.RunAsync("sheet", "o-2", "--data", _folder.Data, "--json")).Exits(0).Json;

        Assert.True(sheet.GetProperty("estimate").GetBoolean());
        Assert.Equal("0.190000", sheet.GetProperty("remainder").GetString());
        Assert.Contains("o-9",
            (await _folder.RunAsync("sheet", "o-9", "--data", _folder.Data)).Exits(2).Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Words(JsonElement line) => string.Join(
        ' ', Columns.Select(name => line.GetProperty(name).GetString()));

    private async Task<JsonElement> MemberAsync(string member) =>
        (await _folder.RunAsync("member", member, "--data", _folder.Data, "--json")).Exits(0).Json;

    private Task<Said> ApplyAsync(params string[] more)
    {
        var number = 0;
        string Line(string command, string fields) =>
            $$"""{"id":"c-{{++number}}","at":"2026-01-05T10:00:00+08:00","{{command}}":{{fields}}}""";
        string[] lines =
        [
            Line("registerMerchant", """{"merchant":"s1","commission":"20%","developer":"dev"}"""),
            .. new[] { ("buyer", "a"), ("a", "b"), ("b", "c"), ("c", "d") }.Select(pair =>
                Line("bindReferrer", $$"""{"member":"{{pair.Item1}}","referrer":"{{pair.Item2}}"}""")),
            .. new[] { ("a", "V1"), ("b", "V1"), ("c", "V2"), ("d", "V3") }.Select(pair =>
                Line("setLevel", $$"""{"member":"{{pair.Item1}}","level":"{{pair.Item2}}"}""")),
            .. new[] { ("440305", "district", "da"), ("440300", "city", "ci"), ("440000", "province", "pro") }
                .Select(agent => Line("appointAgent", string.Concat(
                    $$"""{"division":"{{agent.Item1}}","tier":"{{agent.Item2}}","member":"{{agent.Item3}}" """,
                    ""","from":"2026-01-01T00:00:00+08:00","until":"2027-01-01T00:00:00+08:00","contract":"K"}"""))),
            Line("settleOrder", """
                {"order":"o-1","member":"buyer","merchant":"s1","amount":"1000.00","region":"440305"}
                """.Trim()),
            .. more,
        ];
        return _folder.RunAsync(
            "apply", "--plan", _folder.Write("plan.json", Plan), "--data", _folder.Data,
            _folder.Write("commands.jsonl", lines), "--strict");
    }
}
