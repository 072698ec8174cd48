using System.Text.Json;

namespace Wellspring.Cli.Tests.Processes;

/// <summary>Names and types that others build upon: added to, never changed.</summary>
public sealed class PublicOutputTests : IAsyncLifetime
{
    private readonly CliFolder _folder = new();

    public async ValueTask InitializeAsync() => (await _folder.ApplyAsync(
        CliFolder.Settle(1), CliFolder.Settle(2), CliFolder.Settle(3), CliFolder.SellAll("s-1", "m2"),
        CliFolder.SellAll("s-2", "m9"),
        """
        {"id":"p","at":"2026-01-06T11:00:00+08:00",
        "placeOrder":{"order":"p","member":"m1","merchant":"s1","amount":"8.00"}}
        """.ReplaceLineEndings(""),
        """{"id":"b","at":"2026-01-06T11:00:00+08:00","bindReferrer":{"member":"李雷","referrer":"m1"}}""")).Exits(0);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Status_is_flat_with_decimals_as_strings()
    {
        var status = await _folder.StatusAsync();

        AssertFields(status, JsonValueKind.Number, "position", "scale", "exits", "members", "orders", "quarantined");
        AssertFields(status, JsonValueKind.String,
            "hash", "stateHash", "clock", "pool", "circulating", "reserve", "float", "inflow", "injected", "paid",
            "redeemed", "released");
        AssertFields(status.GetProperty("price"), JsonValueKind.String, "numerator", "denominator", "decimal");
        Assert.Equal(8, status.GetProperty("position").GetInt64());
        Assert.Equal("480.000000", status.GetProperty("inflow").GetString());
        Assert.Equal(3, status.GetProperty("members").GetInt64());
        Assert.Equal(3, status.GetProperty("orders").GetInt64());
        Assert.Equal("0.000000", status.GetProperty("float").GetString());
        var refusal = Assert.Single(status.GetProperty("refusals").EnumerateObject());
        Assert.Equal(("not-enough-points", 1L), (refusal.Name, refusal.Value.GetInt64()));
        Assert.Equal(64, status.GetProperty("stateHash").GetString()!.Length);
    }

    [Fact]
    public async Task The_price_of_the_worked_example_is_exact()
    {
        using var folder = new CliFolder();
        (await folder.ApplyAsync(CliFolder.Settle(1))).Exits(0);

        var price = (await folder.StatusAsync()).GetProperty("price");

        Assert.Equal("10", price.GetProperty("numerator").GetString());
        Assert.Equal("7", price.GetProperty("denominator").GetString());
        Assert.StartsWith("1.42857142857142857", price.GetProperty("decimal").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Member_goes_by_its_own_name_and_brings_its_history()
    {
        var member = (await _folder.RunAsync("member", "--data", _folder.Data, "m2", "--json")).Exits(0).Json;

        AssertFields(member, JsonValueKind.String,
            "member", "points", "locked", "value", "basis", "proceeds", "wallet", "receivable", "pending");
        AssertFields(member, JsonValueKind.Number, "scale");
        Assert.Equal("m2", member.GetProperty("member").GetString());
        Assert.Equal("0.00000000", member.GetProperty("points").GetString());
        Assert.Equal(2, member.GetProperty("history").GetArrayLength());
        var bound = (await _folder.RunAsync("member", "--data", _folder.Data, "李雷", "--json")).Exits(0).Json;
        Assert.Equal("李雷", bound.GetProperty("member").GetString());
        Assert.Equal("0.00000000", bound.GetProperty("points").GetString());
        (await _folder.RunAsync("member", "--data", _folder.Data, "m9")).Exits(2);
    }

    [Fact]
    public async Task A_quote_is_what_the_deed_then_gives()
    {
        var quote = (await _folder.RunAsync("quote", "--data", _folder.Data, "sell", "m1", "all", "--json"))
            .Exits(0).Json;

        var sold = (await _folder.ApplyAsync(CliFolder.SellAll("s-9", "m1"))).Exits(0).Json.GetProperty("record");
        Assert.Equal(sold.GetProperty("points").GetString(), quote.GetProperty("points").GetString());
        Assert.Equal(sold.GetProperty("value").GetString(), quote.GetProperty("value").GetString());
        Assert.Equal(sold.GetProperty("paid").GetString(), quote.GetProperty("payout").GetString());
        var refused = (await _folder.RunAsync("quote", "--data", _folder.Data, "sell", "m1", "all", "--json")).Exits(1);
        Assert.NotNull(refused.Json.GetProperty("refusal").GetString());
    }

    [Theory]
    [InlineData("jsonl", "\"position\":")]
    [InlineData("csv", ",")]
    [InlineData("hledger", "Liabilities")]
    [InlineData("beancount", " open ")]
    public async Task An_export_is_the_same_on_standard_output_and_in_a_file(string format, string holds)
    {
        var shown = (await _folder.RunAsync("export", "--data", _folder.Data, "--format", format)).Exits(0);
        var file = _folder["export.out"];

        (await _folder.RunAsync("export", "--data", _folder.Data, "--format", format, "--out", file)).Exits(0);

        Assert.Contains(holds, shown.Output, StringComparison.Ordinal);
        Assert.Equal(shown.Output, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(file + ".part"));
        Assert.DoesNotContain(format == "jsonl" ? "\u0000" : "李雷", shown.Output, StringComparison.Ordinal);
        Assert.Equal(format == "jsonl" ? 8 : 0, format == "jsonl" ? shown.Output.Count(one => one == '\n') : 0);
    }

    [Theory]
    [InlineData("chart.svg", "<svg")]
    [InlineData("chart.html", "<html")]
    public async Task A_chart_is_a_picture_or_a_page(string name, string begins)
    {
        (await _folder.RunAsync("chart", "--data", _folder.Data, "--out", _folder[name])).Exits(0);

        var text = await File.ReadAllTextAsync(_folder[name], TestContext.Current.CancellationToken);
        Assert.Contains(begins, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restored_backup_is_the_same_pool_and_goes_on()
    {
        var backup = _folder["pool.backup"];
        var before = (await _folder.StatusAsync()).GetRawText();
        (await _folder.RunAsync("backup", "--data", _folder.Data, "--out", backup)).Exits(0);
        (await _folder.RunAsync("backup", "--data", _folder.Data, "--out", backup)).Exits(2);

        (await _folder.RunAsync("restore", "--data", _folder["copy"], backup)).Exits(0);

        var restored = (await _folder.RunAsync("status", "--data", _folder["copy"], "--json")).Exits(0);
        Assert.Equal(before, restored.Json.GetRawText());
        (await _folder.RunAsync("restore", "--data", _folder["copy"], backup)).Exits(2);
        var again = (await _folder.RunAsync(
            "apply", "--data", _folder["copy"], _folder["commands.jsonl"], "--json")).Exits(0);
        Assert.Equal(7, again.Output.Split("\"repeated\"").Length - 1);
        (await _folder.RunAsync("apply", "--data", _folder["copy"], _folder.Write("m.jsonl", CliFolder.Settle(50))))
            .Exits(0);
        (await _folder.RunAsync("verify", "--data", _folder["copy"])).Exits(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4_100)]
    public async Task A_damaged_backup_is_refused_and_leaves_the_directory_empty(int offset)
    {
        var backup = _folder["pool.backup"];
        (await _folder.RunAsync("backup", "--data", _folder.Data, "--out", backup)).Exits(0);
        var bytes = await File.ReadAllBytesAsync(backup, TestContext.Current.CancellationToken);
        var place = offset == 0 ? 0 : bytes.AsSpan().LastIndexOf("o-2"u8);
        bytes[place] ^= 4;
        await File.WriteAllBytesAsync(backup, bytes, TestContext.Current.CancellationToken);

        (await _folder.RunAsync("restore", "--data", _folder["copy"], backup)).Exits(3);

        (await _folder.RunAsync("status", "--data", _folder["copy"])).Exits(2);
    }

    [Theory]
    [InlineData("views.db", 0)]
    [InlineData("views.db", -1)]
    public async Task Damaged_views_are_built_anew_or_named_and_never_a_crash(string file, int offset)
    {
        (await _folder.RunAsync("member", "--data", _folder.Data, "m1")).Exits(0);
        var path = Path.Combine(_folder.Data, file);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        for (var page = 2; offset < 0 && page * 4096 < bytes.Length; page++)
        {
            bytes[(page * 4096) + 3] ^= 0x40;
            bytes[page * 4096] ^= 0x40;
        }

        bytes[Math.Max(offset, 0)] ^= (byte)(offset == 0 ? 1 : 0);
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

        var verified = await _folder.RunAsync("verify", "--data", _folder.Data);
        var shown = await _folder.RunAsync("member", "--data", _folder.Data, "m1");

        verified.Exits(3);
        Assert.Contains("views", verified.Output, StringComparison.Ordinal);
        shown.Exits(shown.ExitCode == 3 ? 3 : 0);
    }

    private static void AssertFields(JsonElement json, JsonValueKind kind, params string[] names) =>
        Assert.All(names, name => Assert.Equal((name, kind), (name, json.GetProperty(name).ValueKind)));
}
