namespace Wellspring.Cli.Tests.Processes;

/// <summary>
/// What <c>./run</c> leaves behind, replayed, measured and back-tested: the real orders where they are at hand, else
/// the repository's own sample.
/// </summary>
public sealed class CalibrateTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_journal_of_a_shop_is_replayed_measured_written_as_a_scenario_and_back_tested()
    {
        var (orders, map) = await OrdersAsync();
        (await _folder.RunAsync(
            "import", "--plan", At("plans", "shop-orders.json"), "--data", _folder.Data, "--map", map, orders))
            .Exits(0);
        var status = await _folder.StatusAsync();

        var replayed = (await _folder.RunAsync(
            "simulate", _folder.Data, "--out", _folder["report"], "--quick", "--json")).Exits(0).Json;
        Assert.True(File.Exists(Path.Combine(_folder["report"], "report.html")));
        Assert.Equal(status.GetProperty("stateHash").GetString(), replayed.GetProperty("stateHash").GetString());
        Assert.Equal(
            status.GetProperty("orders").GetInt64(), replayed.GetProperty("orders").GetInt64());

        var file = _folder["calibrated.json"];
        var said = (await _folder.RunAsync(
            "simulate", "--calibrate", _folder.Data, "--write", file, "--back-test", "80%", "--draws", "10",
            "--json")).Exits(0).Json;
        Assert.Equal(
            replayed.GetProperty("orders").GetInt64(), said.GetProperty("lots").GetProperty("minted").GetInt64());
        Assert.Contains("没有人主动卖出", said.GetProperty("unknown")[0].GetString(), StringComparison.Ordinal);
        var test = said.GetProperty("backTest");
        Assert.InRange(test.GetProperty("members").GetInt32(), 500, 20_000);
        foreach (var way in new[] { "foretold", "withRealArrivals" })
        {
            var compared = test.GetProperty(way);
            Assert.Equal(
                test.GetProperty("members").GetInt64(),
                compared.GetProperty("membersInside").GetInt64() + compared.GetProperty("membersBelow").GetInt64()
                + compared.GetProperty("membersAbove").GetInt64());
            Assert.Equal(7, compared.GetProperty("figures").GetArrayLength());
        }

        var run = (await _folder.RunAsync("simulate", file, "--orders", "1000", "--json")).Exits(0).Json;
        Assert.Equal(status.GetProperty("planHash").GetString(), run.GetProperty("plan").GetString());
    }

    [Fact]
    public async Task An_orders_file_is_settled_and_measured_without_a_pool_of_its_own()
    {
        (await _folder.RunAsync(
            "generate", "orders", "--orders", "1500", "--out", _folder["orders.csv"])).Exits(0);
        string[] asked = ["simulate", _folder["orders.csv"], "--calibrate"];
        string[] how = ["--map", At("plans", "sample-orders.map.json"), "--plan", At("plans", "shop-orders.json")];

        var said = (await _folder.RunAsync([.. asked, .. how])).Exits(0);
        var unknown = (await _folder.RunAsync(asked)).Exits(2);
        var strange = (await _folder.RunAsync([.. asked, .. how, "--back-test", "soon"])).Exits(2);
        var late = (await _folder.RunAsync([.. asked, .. how, "--back-test", "2031-01-01"])).Exits(2);

        Assert.Contains("说不出来的", said.Output, StringComparison.Ordinal);
        Assert.Contains("--map", unknown.Errors, StringComparison.Ordinal);
        Assert.Contains("such as 70%", strange.Errors, StringComparison.Ordinal);
        Assert.Contains("at least a day before", late.Errors, StringComparison.Ordinal);
    }

    private async Task<(string Orders, string Map)> OrdersAsync()
    {
        var real = At("..", "shared", "data", "online-retail-orders.csv.gz");
        if (File.Exists(real))
        {
            return (real, At("plans", "online-retail.map.json"));
        }

        (await _folder.RunAsync("generate", "orders", "--out", _folder["orders.csv"])).Exits(0);
        return (_folder["orders.csv"], At("plans", "sample-orders.map.json"));
    }

    private static string At(params string[] path) =>
        Path.Combine([Path.GetDirectoryName(CliFolder.Plan)!, "..", .. path]);
}
