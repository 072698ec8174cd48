namespace Wellspring.Cli.Tests.Processes;

/// <summary>0 every line read and answered; 1 a refusal that stops; 2 input that cannot be; 3 damage.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private readonly CliFolder _folder = new();

    [Fact]
    public async Task Refusals_are_answers_and_exit_0()
    {
        var said = await _folder.ApplyAsync(
            CliFolder.Settle(1), CliFolder.SellAll("s-1", "nobody"), CliFolder.Settle(2));

        said.Exits(0);
        Assert.Equal(["done", "refused", "done"], Answers(said));
        var status = await _folder.StatusAsync();
        Assert.Equal(1, status.GetProperty("refusals").GetProperty("not-enough-points").GetInt64());
    }

    [Fact]
    public async Task Strict_stops_at_the_first_refusal_with_exit_1()
    {
        var file = _folder.Write("c.jsonl",
            CliFolder.Settle(1), CliFolder.SellAll("s-1", "nobody"), CliFolder.Settle(2));

        var said = await _folder.RunAsync(
            "apply", "--plan", CliFolder.Plan, "--data", _folder.Data, file, "--strict", "--json");

        said.Exits(1);
        Assert.Equal(["done", "refused"], Answers(said));
        Assert.Equal(3, (await _folder.StatusAsync()).GetProperty("position").GetInt64());
    }

    [Fact]
    public async Task Strict_without_refusals_exits_0()
    {
        var file = _folder.Write("c.jsonl", CliFolder.Settle(1), CliFolder.Settle(2));

        (await _folder.RunAsync("apply", "--plan", CliFolder.Plan, "--data", _folder.Data, file, "--strict")).Exits(0);
    }

    [Fact]
    public async Task A_bad_line_is_named_with_its_number_and_the_rest_is_applied()
    {
        var said = await _folder.ApplyAsync(
            CliFolder.Settle(1), "", """{"id":"x","at":"2026-01-05T10:00:00+08:00","settelOrder":{}}""", "not json",
            CliFolder.Settle(2));

        said.Exits(2);
        Assert.Contains("line 3: ", said.Errors, StringComparison.Ordinal);
        Assert.Contains("line 4: ", said.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("line 2: ", said.Errors, StringComparison.Ordinal);
        Assert.Contains("settleOrder", said.Errors, StringComparison.Ordinal);
        Assert.Equal(["done", "done"], Answers(said));
        Assert.Equal(2, (await _folder.StatusAsync()).GetProperty("orders").GetInt64());
    }

    [Fact]
    public async Task Another_plan_exits_2_and_applies_nothing()
    {
        (await _folder.ApplyAsync(CliFolder.Settle(1))).Exits(0);
        var before = (await _folder.StatusAsync()).GetRawText();
        var plan = _folder.Write("other.json", (await File.ReadAllTextAsync(
            CliFolder.Plan, TestContext.Current.CancellationToken)).Replace(
                "\"version\": 1", "\"version\": 2", StringComparison.Ordinal));

        var said = await _folder.RunAsync(
            "apply", "--plan", plan, "--data", _folder.Data, _folder.Write("c.jsonl", CliFolder.Settle(2)));

        said.Exits(2);
        Assert.Contains("plan-differs", said.Errors, StringComparison.Ordinal);
        Assert.Equal(before, (await _folder.StatusAsync()).GetRawText());
    }

    [Fact]
    public async Task The_plan_may_be_left_out_once_the_pool_is_there_and_not_before()
    {
        var file = _folder.Write("c.jsonl", CliFolder.Settle(1));
        (await _folder.RunAsync("apply", "--data", _folder.Data, file)).Exits(2);
        Assert.False(Directory.Exists(_folder.Data));
        (await _folder.RunAsync("apply", "--plan", CliFolder.Plan, "--data", _folder.Data, file)).Exits(0);

        (await _folder.RunAsync("apply", "--data", _folder.Data, file)).Exits(0);
    }

    [Fact]
    public async Task The_same_file_twice_changes_nothing()
    {
        string[] lines =
            [CliFolder.Settle(1), CliFolder.Settle(2), CliFolder.SellAll("s", "m9"), CliFolder.SellAll("t", "m1")];
        (await _folder.ApplyAsync(lines)).Exits(0);
        var before = (await _folder.StatusAsync()).GetRawText();

        var again = (await _folder.ApplyAsync(lines)).Exits(0);

        Assert.Equal(["repeated", "repeated", "repeated", "repeated"], Answers(again));
        Assert.Equal(before, (await _folder.StatusAsync()).GetRawText());
    }

    [Fact]
    public async Task A_conflict_is_counted_as_a_refusal_and_exits_0()
    {
        (await _folder.ApplyAsync(CliFolder.Settle(1))).Exits(0);
        var before = (await _folder.StatusAsync()).GetRawText();

        var said = (await _folder.ApplyAsync(CliFolder.Settle(1, "999.00"))).Exits(0);

        Assert.Equal(["conflict"], Answers(said));
        Assert.Equal(before, (await _folder.StatusAsync()).GetRawText());
    }

    [Fact]
    public async Task Damage_exits_3_names_the_batch_and_writes_nothing()
    {
        (await _folder.ApplyAsync([.. Enumerable.Range(1, 40).Select(n => CliFolder.Settle(n))])).Exits(0);
        var backup = _folder["backup.db"];
        (await _folder.RunAsync("backup", "--data", _folder.Data, "--out", backup)).Exits(0);
        var journal = Path.Combine(_folder.Data, "journal.db");
        var bytes = await File.ReadAllBytesAsync(journal, TestContext.Current.CancellationToken);
        var place = bytes.AsSpan().LastIndexOf("o-31"u8);
        bytes[place] ^= 1;
        await File.WriteAllBytesAsync(journal, bytes, TestContext.Current.CancellationToken);

        var verified = (await _folder.RunAsync("verify", "--data", _folder.Data, "--json")).Exits(3);
        Assert.False(verified.Json.GetProperty("ok").GetBoolean());
        var damage = verified.Json.GetProperty("damages")[0];
        Assert.Equal("batch 0", damage.GetProperty("where").GetString());
        Assert.Equal("hash-mismatch", damage.GetProperty("reason").GetString());
        Assert.Contains("batch 0: hash-mismatch", (await _folder.RunAsync("verify", "--data", _folder.Data))
            .Exits(3).Output, StringComparison.Ordinal);
        foreach (var command in (string[][])
        [
            ["status", "--data", _folder.Data], ["member", "--data", _folder.Data, "m1"],
            ["quote", "--data", _folder.Data, "sell", "m1", "all"],
            ["export", "--data", _folder.Data, "--format", "jsonl"],
            ["chart", "--data", _folder.Data, "--out", _folder["c.svg"]],
            ["apply", "--data", _folder.Data, _folder.Write("more.jsonl", CliFolder.Settle(99))],
        ])
        {
            var said = (await _folder.RunAsync(command)).Exits(3);
            Assert.Contains("batch 0", said.Errors, StringComparison.Ordinal);
        }

        Assert.Equal(bytes, await File.ReadAllBytesAsync(journal, TestContext.Current.CancellationToken));
        (await _folder.RunAsync("restore", "--data", _folder["restored"], backup)).Exits(0);
    }

    [Theory]
    [InlineData("apply", "--data", "data", "missing.jsonl")]
    [InlineData("status", "--data", "missing")]
    [InlineData("verify", "--data", "missing")]
    [InlineData("member", "--data", "missing", "m1")]
    [InlineData("export", "--data", "missing", "--format", "csv")]
    [InlineData("export", "--data", "missing", "--format", "xml")]
    [InlineData("chart", "--data", "missing", "--out", "c.png")]
    [InlineData("restore", "--data", "data", "missing.db")]
    [InlineData("plan", "check", "missing.json")]
    [InlineData("status")]
    [InlineData("nonsense")]
    public async Task What_cannot_be_done_exits_2_with_a_sentence(params string[] arguments)
    {
        var said = (await _folder.RunAsync(arguments)).Exits(2);

        Assert.NotEmpty(said.Errors);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Answers(Said said) => said.Output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("answer").GetString()!);
}
