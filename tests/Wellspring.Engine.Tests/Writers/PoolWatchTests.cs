using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Wellspring.Core.Pools;
using Wellspring.Engine.Watching;

namespace Wellspring.Engine.Tests.Writers;

public sealed class PoolWatchTests : IDisposable
{
    private const string Pool = "watched-pool";

    private readonly ConcurrentQueue<(string Name, double Value, string Labels)> _told = new();
    private readonly MeterListener _listener = new();
    private readonly PoolFolder _folder = new();

    public PoolWatchTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Watched.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    [Fact]
    public async Task A_pool_tells_what_it_answered_and_where_it_stands()
    {
        await using (var writer = PoolWriter.Start(
            _folder.Pool.OpenToWrite(PoolFolder.Example), new() { Name = Pool }))
        {
            var settle = Settle("c-1", "o-1");
            await writer.SubmitAsync([settle, settle, Settle("c-2", "o-1")], TestContext.Current.CancellationToken);
            _listener.RecordObservableInstruments();
        }

        Assert.Equal(1, Sum("wellspring.commands", "kind=settleOrder", "answer=done"));
        Assert.Equal(1, Sum("wellspring.commands", "kind=settleOrder", "answer=repeated"));
        Assert.Equal(1, Sum("wellspring.commands", "kind=settleOrder", "answer=refused"));
        Assert.Equal(1, Sum("wellspring.refusals", "reason="));
        Assert.Equal(3, Sum("wellspring.batch.records", ""));
        Assert.True(Of("wellspring.queue.wait").Any());
        Assert.True(Of("wellspring.append.duration").Any());
        Assert.Equal(3, Sum("wellspring.pool.position", ""));
        Assert.Equal(1, Sum("wellspring.pool.members", ""));

        // The worked example's first price: 160 yuan stand behind 112 points.
        Assert.Equal(10.0 / 7, Sum("wellspring.pool.price", ""), 6);
        Assert.Equal(160, Sum("wellspring.pool.money", ""), 6);
        Assert.Equal(112, Sum("wellspring.pool.points", ""), 6);
    }

    [Fact]
    public async Task A_pool_that_was_closed_is_told_of_no_more()
    {
        await using (PoolWriter.Start(_folder.Pool.OpenToWrite(PoolFolder.Example), new() { Name = Pool }))
        {
            _listener.RecordObservableInstruments();
            Assert.NotEmpty(Of("wellspring.pool.money"));
        }

        _told.Clear();
        _listener.RecordObservableInstruments();
        Assert.Empty(Of("wellspring.pool.money"));
    }

    [Fact]
    public async Task No_label_or_span_names_a_member_an_order_or_a_command()
    {
        var spans = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Watched.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span => spans.Enqueue(
                $"{span.DisplayName} {string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))}"),
        };
        ActivitySource.AddActivityListener(listener);

        await using (var writer = PoolWriter.Start(
            _folder.Pool.OpenToWrite(PoolFolder.Example), new() { Name = Pool }))
        {
            await writer.SubmitAsync(Settle("c-secret", "o-secret"), TestContext.Current.CancellationToken);
            await writer.SubmitAsync(Settle("c-secret-2", "o-secret"), TestContext.Current.CancellationToken);
            _listener.RecordObservableInstruments();
        }

        var all = string.Join('\n', _told.Select(one => one.Labels)) + string.Join('\n', spans);
        Assert.Contains($"pool.append pool={Pool} records=2", all, StringComparison.Ordinal);
        Assert.Contains($"pool.submit pool={Pool} commands=1", all, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", all, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _folder.Dispose();
    }

    private static PoolCommand Settle(string id, string order) => CommandText.Read(
        $$$"""
        {"id":"{{{id}}}","at":"2026-01-05T10:00:00+08:00",
        "settleOrder":{"order":"{{{order}}}","member":"m-secret","merchant":"s1","amount":"1000.00"}}
        """).Command!;

    private double Sum(string name, params string[] labels) => Of(name)
        .Where(one => labels.All(label => one.Labels.Contains(label, StringComparison.Ordinal)))
        .Sum(one => one.Value);

    private IEnumerable<(string Name, double Value, string Labels)> Of(string name) => _told.Where(
        one => one.Name == name && one.Labels.Contains($"pool={Pool}", StringComparison.Ordinal));

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _told.Enqueue((instrument.Name, value,
            string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
}
