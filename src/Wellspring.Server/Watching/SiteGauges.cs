using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Wellspring.Engine.Watching;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Database;

namespace Wellspring.Server.Watching;

/// <summary>What a platform tells whoever watches, beside its pool: readiness, lag, and what waits.</summary>
internal sealed class SiteGauges : IDisposable
{
    private static readonly ConcurrentDictionary<SiteGauges, string> Open = new();

    private static readonly ObservableGauge<long> Ready = Gauge(
        "wellspring.ready", "1", "1 while the platform is ready", it => [new(it.Ready ? 1 : 0)]);

    private static readonly ObservableGauge<long> Lag = Gauge(
        "wellspring.follow.lag", "{record}", "records that views and records lag behind the journal",
        it => it.Lag is { } lag ? [new(lag)] : []);

    private static readonly ObservableGauge<long> Waiting = Gauge(
        "wellspring.waiting", "{item}", "what waits, by kind",
        it => it.Waiting.Select(one => new Measurement<long>(one.Count, Label("what", one.What))));

    private static readonly Func<ShopReader, (string What, long Count)>[] Counted =
    [
        reader => ("commands", Count(reader, $"SELECT count(*) FROM pool_commands WHERE state = 'waiting'")),
        reader => ("webhooks", Count(reader, $"SELECT count(*) FROM deliveries WHERE state IN ('waiting', 'queued')")),
        reader => ("webhooks-dead", Count(reader, $"SELECT count(*) FROM deliveries WHERE state = 'dead'")),
        reader => ("messages", Count(
            reader, $"SELECT count(*) FROM outbox_messages WHERE sent_at IS NULL AND given_up_at IS NULL")),
        reader => ("withdrawals", Count(
            reader, $"SELECT count(*) FROM withdrawals WHERE state NOT IN ('paid', 'refused', 'rejected', 'failed')")),
        reader => ("approvals", Count(reader, $"SELECT count(*) FROM approvals WHERE state = 'open'")),
        reader => ("bill-differences", Count(
            reader, $"SELECT count(*) FROM bill_differences WHERE cleared_at IS NULL")),
    ];

    private volatile Figures? _figures;

    public SiteGauges(Site site) => Open.TryAdd(this, site.Options.Name);

    /// <summary>Whether anybody reads them.</summary>
    public static bool AreRead => Ready.Enabled || Lag.Enabled || Waiting.Enabled;

    /// <summary>What is shown until the next time.</summary>
    public void Set(Readiness readiness, ShopDatabase database) => _figures = new(
        readiness.Ready, readiness.Lag,
        readiness.Reasons.Contains("database")
            ? []
            : database.Read(reader => Counted.Select(count => count(reader)).ToArray()));

    public void Dispose() => Open.TryRemove(this, out _);

    private static long Count(ShopReader reader, Sql sql) => reader.Number(sql) ?? 0;

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);

    private static ObservableGauge<long> Gauge(
        string name, string unit, string description, Func<Figures, IEnumerable<Measurement<long>>> read) =>
        Watched.Meter.CreateObservableGauge(
            name,
            () => Open.Where(one => one.Key._figures is not null).SelectMany(one => read(one.Key._figures!).Select(
                figure => new Measurement<long>(figure.Value, [.. figure.Tags, Label("pool", one.Value)]))),
            unit, description);

    private sealed record Figures(bool Ready, long? Lag, IReadOnlyList<(string What, long Count)> Waiting);
}
