using System.Text.Json;
using Wellspring.Cli.Tests.Processes;
using Wellspring.Core;

namespace Wellspring.Cli.Tests.Legacy;

/// <summary>The demo of old debts and the commands that look at what it leaves, run as a user would.</summary>
public sealed class LegacyDemoTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static readonly string[] Ways =
        ["settledByGoods", "coins", "unconverted", "settledByProceeds", "waived"];

    [Fact]
    public async Task A_year_of_old_debts_adds_up_pays_nobody_who_did_not_agree_and_comes_out_the_same_twice()
    {
        var orders = await OrdersAsync(1_500);
        string[] demo = ["demo", "legacy", "--creditors", "600", "--orders", orders, "--json"];

        var first = (await _folder.RunAsync([.. demo, "--data", _folder.Data])).Exits(0);
        var again = (await _folder.RunAsync(demo)).Exits(0);

        Assert.Equal(first.Output, again.Output);
        var json = first.Json;
        Assert.Equal("10000000.000000", json.GetProperty("in").GetProperty("amount").GetString());
        var reconciliation = json.GetProperty("reconciliation");
        Assert.True(reconciliation.GetProperty("holds").GetBoolean());
        var checks = reconciliation.GetProperty("checks").EnumerateArray()
            .ToDictionary(check => check.GetProperty("check").GetString()!, check => check);
        Assert.Equal(10, checks.Count);
        Assert.Equal("0", checks["without-consent"].GetProperty("found").GetString());
        Assert.Equal("0", checks["history-without-consent"].GetProperty("found").GetString());
        var sum = Ways.Sum(name => Units(json.GetProperty("out"), name));
        Assert.Equal(10_000_000L * Money.UnitsPerYuan, sum);
        Assert.True(Units(json.GetProperty("out"), "settledByGoods") > 0);
        Assert.True(json.GetProperty("year").GetProperty("releaseDays").GetInt32() > 300);

        await LooksAtAsync(json);
    }

    [Fact]
    public async Task Without_any_money_of_the_operator_nothing_is_settled_and_the_forecast_says_never()
    {
        var orders = await OrdersAsync(600);

        var json = (await _folder.RunAsync(
            "demo", "legacy", "--creditors", "300", "--orders", orders, "--funding", "0", "--json")).Exits(0).Json;

        Assert.Equal(0, Units(json.GetProperty("out"), "settledByGoods"));
        Assert.Equal(0, json.GetProperty("year").GetProperty("coinOrders").GetInt64());
        Assert.True(json.GetProperty("year").GetProperty("fundShort").GetInt64() > 0);
        Assert.All(json.GetProperty("forecasts").EnumerateArray(),
            forecast => Assert.True(forecast.GetProperty("never").GetBoolean()));
        Assert.Contains("Never", json.GetProperty("verdict").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_demo_cannot_use_it_says()
    {
        var missing = (await _folder.RunAsync("demo", "legacy", "--orders", "nowhere.csv")).Exits(2);
        Assert.Contains("nowhere.csv", missing.Errors, StringComparison.Ordinal);

        var plain = (await _folder.RunAsync("demo", "legacy", "--plan", CliFolder.Plan)).Exits(2);
        Assert.Contains("legacy", plain.Errors, StringComparison.Ordinal);

        await _folder.ApplyAsync(CliFolder.Settle(1));
        (await _folder.RunAsync("demo", "legacy", "--data", _folder.Data)).Exits(2);
        (await _folder.RunAsync("legacy", "status", "--data", _folder.Data)).Exits(2);
        (await _folder.RunAsync("demo", "legacy", "--creditors", "0")).Exits(2);
    }

    private static long Units(JsonElement parent, string name) =>
        Decimals.TryRead(parent.GetProperty(name).GetString()!, Money.Decimals, out var units)
            ? units
            : throw new FormatException(name);

    private async Task<string> OrdersAsync(int orders)
    {
        var file = _folder["orders.csv"];
        (await _folder.RunAsync("generate", "orders", "--orders", $"{orders}", "--out", file)).Exits(0);
        return file;
    }

    // The same pool, seen by the commands of the house, and drawn.
    private async Task LooksAtAsync(JsonElement demo)
    {
        var status = (await _folder.RunAsync("legacy", "status", "--data", _folder.Data, "--json")).Exits(0).Json;
        Assert.Equal(Units(demo.GetProperty("out"), "coins"), Units(status, "coins"));

        var chart = _folder["fall.svg"];
        var report = (await _folder.RunAsync("legacy", "report", "--data", _folder.Data, "--chart", chart)).Exits(0);
        Assert.Contains("消费币", report.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("✗", report.Output, StringComparison.Ordinal);
        var picture = await File.ReadAllTextAsync(chart, TestContext.Current.CancellationToken);
        Assert.Contains("¥10,000,000.00", picture, StringComparison.Ordinal);

        var forecast = (await _folder.RunAsync(
            "legacy", "forecast", "--data", _folder.Data, "--months", "24", "--json")).Exits(0).Json;
        Assert.Equal(["-5%", "+0%", "+5%"], forecast.GetProperty("forecasts").EnumerateArray()
            .Select(one => one.GetProperty("growthPerMonth").GetString()));
        (await _folder.RunAsync("verify", "--data", _folder.Data)).Exits(0);
        (await _folder.RunAsync("legacy", "forecast", "--data", _folder.Data, "--funding", "much")).Exits(2);
    }
}
