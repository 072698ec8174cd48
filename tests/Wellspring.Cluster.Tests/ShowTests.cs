using System.Diagnostics;

namespace Wellspring.Cluster.Tests;

/// <summary>What <c>./run cluster</c> shows, on a few orders.</summary>
[Collection("cluster")]
public sealed class ShowTests(TestDatabase database)
{
    [Fact]
    public async Task The_owner_is_killed_and_the_end_is_that_of_one_process_verified_and_proved()
    {
        var folder = Directory.CreateTempSubdirectory("cluster-show-").FullName;
        var orders = Path.Combine(folder, "orders.csv");
        var plans = Path.Combine(AppContext.BaseDirectory, "plans");
        Assert.Equal(0, (await RunAsync("generate", "orders", "--orders", "900", "--out", orders)).Code);

        var (code, said) = await RunAsync(
            "demo", "cluster", "--cluster", await database.NewAsync(), "--orders", orders,
            "--map", Path.Combine(plans, "sample-orders.map.json"),
            "--plan", Path.Combine(plans, "shop-orders.json"), "--data", Path.Combine(folder, "data"));

        Assert.True(code == 0, said);
        Assert.Contains("被 kill -9", said, StringComparison.Ordinal);
        Assert.Contains("一致 the same", said, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "data", "bundle.json")), said);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "wellspring"), arguments)
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
        var cancellation = TestContext.Current.CancellationToken;
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        var said = await process.StandardOutput.ReadToEndAsync(cancellation) + await errors;
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, said);
    }
}
