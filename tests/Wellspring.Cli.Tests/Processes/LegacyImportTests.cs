using System.Text.Json;

namespace Wellspring.Cli.Tests.Processes;

/// <summary>The claims of an old platform, from a file into a bare pool and into a platform's directory.</summary>
public sealed class LegacyImportTests : IDisposable
{
    private const string Header = "claim,creditor,kind,amount,quantity,unitValue,since,evidence,origin";

    private static readonly string Plan = Path.Combine(
        Path.GetDirectoryName(CliFolder.Plan)!, "legacy-conversion.json");

    private readonly CliFolder _folder = new();

    [Fact]
    public async Task A_dry_run_needs_no_pool_and_names_every_mistake_by_its_line()
    {
        _folder.Write("c.csv", Header, Row("C-1", "acc-1", "cash,10,,"), Row("C-2", "acc-1", "debt,10,,"));

        var said = (await _folder.RunAsync("legacy", "import", "c.csv", "--dry-run")).Exits(2);

        Assert.Contains("3: kind", said.Errors, StringComparison.Ordinal);
        Assert.Contains("cash, old-points or goods", said.Errors, StringComparison.Ordinal);
        (await _folder.RunAsync("legacy", "import", "c.csv")).Exits(2);
        (await _folder.RunAsync("legacy", "import", "none.csv", "--dry-run")).Exits(2);
    }

    [Fact]
    public async Task Claims_are_registered_once_and_the_sums_say_so()
    {
        await OpenAsync();
        _folder.Write("c.csv", Header,
            Row("C-1", "acc-1", "cash,1000.50,,"), Row("C-2", "acc-1", "old-points,,100,0.5"),
            Row("C-3", "acc-2", "goods,7,,"));

        var dry = await ImportAsync("--dry-run");
        var first = await ImportAsync();
        var again = await ImportAsync();

        Assert.Equal((3, "1057.500000"), SumOf(dry, "new"));
        Assert.Equal((0, "0.000000"), SumOf(dry, "registered"));
        Assert.Equal((3, "1057.500000"), SumOf(first, "registered"));
        Assert.Equal("1057.500000", first.GetProperty("claimedAfter").GetString());
        Assert.Equal(1, first.GetProperty("creditorsWithSeveralClaims").GetInt32());
        Assert.Equal((3, "1057.500000"), SumOf(again, "known"));
        var status = (await _folder.RunAsync("legacy", "status", "--data", _folder.Data, "--json")).Exits(0).Json;
        Assert.Contains("1057.500000", status.ToString(), StringComparison.Ordinal);
        (await _folder.RunAsync("verify", "--data", _folder.Data)).Exits(0);
    }

    [Fact]
    public async Task A_bare_pool_takes_no_addresses_as_creditors()
    {
        await OpenAsync();
        _folder.Write("c.csv", Header, Row("C-1", "anna@example.org", "cash,1,,"));

        var said = (await _folder.RunAsync("legacy", "import", "c.csv", "--data", _folder.Data)).Exits(2);

        Assert.Contains("use internal numbers", said.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("anna@example.org", said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evidence_in_a_folder_is_hashed()
    {
        Directory.CreateDirectory(_folder["evidence"]);
        await File.WriteAllTextAsync(_folder["evidence/c1.txt"], "abc", TestContext.Current.CancellationToken);
        _folder.Write("c.csv", Header,
            "C-1,acc-1,cash,1,,,2021-03-05,c1.txt,old", "C-2,acc-1,cash,2,,,2021-03-05,../c.csv,old");

        var said = (await _folder.RunAsync(
            "legacy", "import", "c.csv", "--dry-run", "--evidence", "evidence", "--json")).Exits(2);

        Assert.Equal(1, said.Json.GetProperty("problemCount").GetInt32());
        Assert.Equal(3, said.Json.GetProperty("problems")[0].GetProperty("line").GetInt32());
        Assert.Equal((1, "1.000000"), SumOf(said.Json, "new"));
    }

    [Fact]
    public async Task A_list_of_members_is_tried_without_a_platform()
    {
        _folder.Write("m.csv", "account,contact,name,referrer", "u1,a@example.org,,", "u2,b@example.org,,u1",
            "u3,c@example.org,,u3");

        var said = (await _folder.RunAsync("legacy", "members", "m.csv", "--dry-run", "--json")).Exits(2);

        Assert.Equal(2, said.Json.GetProperty("noted").GetInt32());
        Assert.Equal("member-circle", said.Json.GetProperty("problems")[0].GetProperty("code").GetString());
        Assert.Contains("shop.db", (await _folder.RunAsync("legacy", "members", "m.csv", "--data", "nowhere"))
            .Exits(2).Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task OpenAsync() => (await _folder.RunAsync("apply", "--plan", Plan, "--data", _folder.Data,
        _folder.Write("open.jsonl", """{"id":"open","at":"2026-01-05T10:00:00+08:00","advanceClock":{}}"""))).Exits(0);

    private async Task<JsonElement> ImportAsync(params string[] more) => (await _folder.RunAsync(
        ["legacy", "import", "c.csv", "--data", _folder.Data, "--json", .. more])).Exits(0).Json;

    private static (int, string?) SumOf(JsonElement report, string name) => (
        report.GetProperty(name).GetProperty("claims").GetInt32(),
        report.GetProperty(name).GetProperty("amount").GetString());

    private static string Row(string claim, string creditor, string worth) =>
        $"{claim},{creditor},{worth},2021-03-05,{new string((char)('a' + claim[^1] % 6), 64)},old accounts";
}
