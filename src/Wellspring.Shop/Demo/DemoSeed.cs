using System.Globalization;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Shop.Database;
using Wellspring.Storage;

namespace Wellspring.Shop.Demo;

/// <summary>Fills an empty sandbox with a demo shop and ninety days of its past, before the platform opens.</summary>
/// <remarks>
/// A kill on the way loses nothing and doubles nothing: the first day is noted before the first command, ids are those
/// of the sample, and the last step notes that all is there.
/// </remarks>
public static class DemoSeed
{
    private const string Setting = "demo";
    private const int AtOnce = 1_000;
    private const string Done = "done";

    /// <summary>Seeds the pool's directory and the shop's records; does nothing where that was done before.</summary>
    /// <param name="said">Told how many of how many commands are through.</param>
    public static async Task RunAsync(
        ReadyPlan ready, PoolDirectory directory, ShopDatabase database, TimeProvider wall,
        Action<int, int> said, CancellationToken cancellation)
    {
        var noted = database.Read(reader => reader.Text($"SELECT value FROM settings WHERE name = {Setting}"));
        if (noted == Done)
        {
            return;
        }

        var zone = ready.Plan.Settings.TimeZone;
        var today = Instant.From(wall.GetUtcNow()).Plus(zone).ToDateTimeOffset();
        var firstDay = noted is null
            ? DateOnly.FromDateTime(today.UtcDateTime).AddDays(-DemoSample.Days)
            : DateOnly.ParseExact(noted, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var sample = DemoSample.Of(ready.Shop, ready.Plan, firstDay);
        database.Write(transaction =>
        {
            Note(transaction, firstDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            DemoRecords.Write(transaction, ready, sample);
        });
        var outcomes = new DemoOutcomes();
        await using (var writer = PoolWriter.Start(directory.OpenToWrite(ready.Plan, wall), new()))
        {
            for (var start = 0; start < sample.Commands.Length; start += AtOnce)
            {
                var portion = sample.Commands.Skip(start).Take(AtOnce).ToList<PoolCommand>();
                outcomes.Take(await writer.SubmitAsync(portion, cancellation));
                said(Math.Min(start + AtOnce, sample.Commands.Length), sample.Commands.Length);
            }
        }

        database.Write(transaction =>
        {
            DemoOrders.Write(transaction, sample, outcomes);
            Note(transaction, Done);
        });
    }

    private static void Note(ShopTransaction transaction, string value) => transaction.Execute($"""
        INSERT INTO settings (name, value) VALUES ({Setting}, {value})
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
        """);
}
