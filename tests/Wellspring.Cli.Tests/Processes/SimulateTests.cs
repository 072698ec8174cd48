using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Wellspring.Cli.Tests.Processes;

/// <summary><c>wellspring simulate</c>, as a process: published figures, explained mistakes.</summary>
public sealed class SimulateTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public static TheoryData<string> Scenarios =>
        [.. Directory.EnumerateFiles(Ready(""), "*.json").Select(file => Path.GetFileName(file)).Order()];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_million_orders_of_the_worked_example_give_the_published_figures()
    {
        var said = (await _folder.RunAsync(
            "simulate", Ready("worked-example.json"), "--orders", "1000000", "--json")).Exits(0).Json;

        var marks = said.GetProperty("marks").EnumerateArray().ToList();
        Assert.Equal(
            [1L, 10, 100, 1_000, 10_000, 100_000, 1_000_000],
            marks.Select(mark => mark.GetProperty("orders").GetInt64()));
        Assert.Equal([0L, 4, 38, 381], marks.Skip(3).Select(mark => mark.GetProperty("exits").GetInt64()));
        Assert.Equal("15963520.000000", marks[5].GetProperty("pool").GetString());
        Assert.Equal("386243.46704297", marks[5].GetProperty("circulating").GetString());
        Assert.Equal("365760.000000", marks[6].GetProperty("paid").GetString());
        var outcomes = said.GetProperty("outcomes");
        var together = outcomes.GetProperty("together");
        Assert.Equal("0.091", Rounded(together.GetProperty("p5")));
        Assert.Equal("0.110", Rounded(together.GetProperty("p50")));
        Assert.Equal("0.221", Rounded(together.GetProperty("p95")));
        Assert.StartsWith("0.145", outcomes.GetProperty("shareBeatingRebate").GetString());
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Every_ready_scenario_runs_and_gives_the_same_bytes_twice(string file)
    {
        var once = (await _folder.RunAsync("simulate", Ready(file), "--orders", "3000", "--json")).Exits(0);
        var again = (await _folder.RunAsync("simulate", Ready(file), "--orders", "3000", "--json")).Exits(0);
        var read = (await _folder.RunAsync("simulate", Ready(file), "--orders", "3000")).Exits(0);

        Assert.Equal(once.Output, again.Output);
        Assert.Contains("一半的人", read.Output, StringComparison.Ordinal);
        Assert.Contains("There is no minimum", read.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scenario_by_commands_ends_as_the_fast_one_does()
    {
        var file = Ready("growth-stops.json");
        var fast = (await _folder.RunAsync("simulate", file, "--orders", "3000", "--json")).Exits(0).Json;

        var real = (await _folder.RunAsync("simulate", file, "--orders", "3000", "--by-commands", "--json"))
            .Exits(0).Json;

        foreach (var part in new[] { "marks", "end", "outcomes", "cohorts", "whoPays" })
        {
            Assert.Equal(fast.GetProperty(part).GetRawText(), real.GetProperty(part).GetRawText());
        }

        Assert.Equal(64, real.GetProperty("stateHash").GetString()!.Length);
    }

    [Fact]
    public async Task The_replay_of_a_journal_has_its_state_hash()
    {
        (await _folder.ApplyAsync(
            CliFolder.Settle(1), CliFolder.Settle(2), CliFolder.Settle(3), CliFolder.SellAll("s-1", "m2"))).Exits(0);
        var status = await _folder.StatusAsync();

        var said = (await _folder.RunAsync("simulate", _folder.Data, "--json")).Exits(0).Json;

        Assert.Equal(status.GetProperty("stateHash").GetString(), said.GetProperty("stateHash").GetString());
        Assert.Equal(3, said.GetProperty("outcomes").GetProperty("members").GetInt64());
        Assert.Equal(
            status.GetProperty("paid").GetString(), said.GetProperty("whoPays").GetProperty("paid").GetString());
    }

    [Theory]
    [InlineData("replications", "runsInOrder", "standard error", "--replications", "4")]
    [InlineData("sweep", "points", "mint ratio", "--sweep", "mu=0.5..0.7:3", "--replications", "2")]
    [InlineData("tornado", "bars", "one knob at a time", "--tornado")]
    [InlineData("sobol", "outcomes", "share of the variance", "--sobol", "16")]
    [InlineData("fan", "samples", "uncertain", "--fan", "4")]
    [InlineData("four-worlds", "worlds", "Growth stops", "--four-worlds")]
    public async Task Each_study_has_its_origin_for_machines_and_its_words_for_people(
        string study, string part, string words, params string[] option)
    {
        string[] asked = ["simulate", Ready("growth-stops.json"), "--orders", "2000", "--seed", "7", .. option];

        var said = (await _folder.RunAsync([.. asked, "--threads", "1", "--json"])).Exits(0);
        var again = (await _folder.RunAsync([.. asked, "--threads", "3", "--json"])).Exits(0);
        var read = (await _folder.RunAsync(asked)).Exits(0);

        Assert.Equal(said.Output, again.Output);
        Assert.Equal(study, said.Json.GetProperty("study").GetString());
        Assert.Equal(7, said.Json.GetProperty("seed").GetInt32());
        Assert.True(said.Json.GetProperty(part).GetArrayLength() > 2);
        Assert.Contains(words, read.Output, StringComparison.Ordinal);
        Assert.Contains(said.Json.GetProperty("plan").GetString()![..16], read.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_plans_are_compared_by_the_same_people()
    {
        var plan = await File.ReadAllTextAsync(Plan("worked-example.json"), TestContext.Current.CancellationToken);
        var lower = _folder.Write("lower.json", plan.Replace("70%", "60%", StringComparison.Ordinal));

        var said = (await _folder.RunAsync(
            "simulate", Ready("growth-stops.json"), "--orders", "2000", "--compare", Plan("worked-example.json"), lower,
            "--replications", "3", "--json")).Exits(0).Json;

        var change = Assert.Single(said.GetProperty("differs").EnumerateArray());
        Assert.Equal("pool.mintRatio", change.GetProperty("path").GetString());
        var difference = said.GetProperty("figures").GetProperty("median").GetProperty("difference");
        Assert.StartsWith("-0.", difference.GetProperty("high").GetString());
    }

    [Theory]
    [InlineData("mu=0.3..0.9:7", "--sweep", "mu=0.9..0.3:7")]
    [InlineData("run them apart", "--tornado", "--fan", "4")]
    [InlineData("between 16 and", "--sobol", "3")]
    [InlineData("0.5 of each 1,000 yuan", "--until", "soon")]
    [InlineData("each knob stands once", "--sweep", "mu=0.3..0.9:3", "--sweep", "mu=0.3..0.9:3")]
    [InlineData("There is no file", "--compare", "none.json", "none.json")]
    public async Task A_study_that_cannot_be_is_refused_with_its_mend(string mend, params string[] option)
    {
        var said = (await _folder.RunAsync(["simulate", Ready("growth-stops.json"), .. option])).Exits(2);

        Assert.Contains(mend, said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Laws_stand_beside_what_was_measured_and_need_no_scenario()
    {
        var said = (await _folder.RunAsync("simulate", "--laws", "--orders", "20000", "--json")).Exits(0).Json;

        var laws = said.GetProperty("laws").EnumerateArray().ToDictionary(law => law.GetProperty("id").GetString()!);
        Assert.Equal("0.001947", laws["capped-25"].GetProperty("law").GetString());
        Assert.Equal("1.6807", laws["price-2"].GetProperty("measured").GetString());
        Assert.True(laws["conservation"].GetProperty("holds").GetBoolean());
        var nothing = (await _folder.RunAsync("simulate", "--json")).Exits(2);
        Assert.Contains("Name a scenario file", nothing.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"plan\": \"none.json\"}", "plan", "There is no plan file")]
    [InlineData("{\"ordres\": 3, \"plan\": {\"id\": \"p\"}}", "ordres", "did you mean \"orders\"")]
    [InlineData("{\"orders\": \"3\", \"plan\": {\"id\": \"p\"}}", "orders", "a whole number from 1")]
    [InlineData("{\"kinds\": [{\"amount\": \"0.001\"}], \"plan\": {\"id\":\"p\"}}", "kinds[0].amount", "yuan as")]
    [InlineData("{\"behaviours\": [{\"sells\": \"after\"}], \"plan\":{\"id\":\"p\"}}", "behaviours[0].days", "missing")]
    [InlineData("{\"plan\": {\"pool\": {\"mintRatio\": \"100%\"}}}", "plan.pool.mintRatio", "below 100%")]
    [InlineData("{\"plan\": ]", "line 1", "Not valid JSON")]
    public async Task A_mistake_is_named_with_its_place_and_its_mend(string text, string place, string mend)
    {
        var said = (await _folder.RunAsync("simulate", _folder.Write("s.json", text))).Exits(2);

        Assert.Contains($"  {place}: ", said.Errors, StringComparison.Ordinal);
        Assert.Contains(mend, said.Errors, StringComparison.Ordinal);
    }

    private static string Ready(string file, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(here, "..", "..", "..", "..", "scenarios", file));

    private static string Plan(string file) => Path.Combine(Ready(""), "..", "plans", file);

    private static string Rounded(JsonElement figure) =>
        Math.Round(decimal.Parse(figure.GetString()!), 3).ToString("0.000");
}
