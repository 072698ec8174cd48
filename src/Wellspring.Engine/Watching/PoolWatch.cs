using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Wellspring.Core.Pools;

namespace Wellspring.Engine.Watching;

/// <summary>Under which name our metrics and traces are found 监控.</summary>
public static class Watched
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Name = "Wellspring";

    /// <summary>The one meter; parts of the platform add their instruments to it.</summary>
    public static Meter Meter { get; } = new(Name);

    /// <summary>Where spans begin; costs nothing while nobody listens.</summary>
    public static ActivitySource Spans { get; } = new(Name);
}

/// <summary>What one running pool tells whoever watches: counts, times, and its figures as of the last batch.</summary>
/// <remarks>
/// Never a member, an order or an id: labels are the pool's name, kinds of commands, answers and refusal codes. Figures
/// are floating point here and only here: they are drawn, nobody computes with them.
/// </remarks>
internal sealed class PoolWatch : IDisposable
{
    private const int Answers = 5;
    private const int Kinds = 128;
    private const double UnitsPerYuan = 1e6;
    private const double UnitsPerPoint = 1e8;

    private static readonly ConcurrentDictionary<PoolWatch, string> Running = new();
    private static readonly string?[] KindNames = new string?[Kinds];

    private static readonly Counter<long> Commands = Watched.Meter.CreateCounter<long>(
        "wellspring.commands", "{command}", "commands answered, by kind and answer");

    private static readonly Counter<long> Refusals = Watched.Meter.CreateCounter<long>(
        "wellspring.refusals", "{command}", "commands refused, by reason");

    private static readonly Histogram<long> BatchRecords = Watched.Meter.CreateHistogram(
        "wellspring.batch.records", "{record}", "records written together",
        advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384] });

    private static readonly Histogram<double> QueueWait = Watched.Meter.CreateHistogram(
        "wellspring.queue.wait", "s", "time from submitting to deciding",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });

    private static readonly Histogram<double> AppendDuration = Watched.Meter.CreateHistogram(
        "wellspring.append.duration", "s", "time to put one batch on disk",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });

    private readonly string _pool;
    private readonly long[] _counts = new long[Kinds * Answers];
    private readonly List<int> _touched = [];
    private readonly Dictionary<Refusal, long> _refused = [];
    private volatile Figures? _figures;

    static PoolWatch()
    {
        Gauge("wellspring.pool.price", "{yuan}", "yuan a point, in today's points", it => it.Price);
        Gauge("wellspring.pool.money", "{yuan}", "yuan in the pool", it => it.Money);
        Gauge("wellspring.pool.reserve", "{yuan}", "yuan in the reserve", it => it.Reserve);
        Gauge("wellspring.pool.points", "{point}", "points in circulation", it => it.Points);
        Gauge("wellspring.pool.scale", "{split}", "how many times points were split by ten", it => it.Scale);
        Gauge("wellspring.pool.position", "{record}", "records in the journal", it => it.Position);
        Gauge("wellspring.pool.members", "{member}", "members the pool has numbered", it => it.Members);
    }

    /// <param name="pool">A name for labels; never personal.</param>
    public PoolWatch(string pool)
    {
        _pool = pool;
        Running.TryAdd(this, pool);
    }

    private static double[] Seconds => [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

    /// <summary>When a submission was made; 0 while nobody asks how long it waits.</summary>
    public static long Submitted => QueueWait.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>A submission of then is decided now.</summary>
    public void Decides(long submitted)
    {
        if (submitted != 0)
        {
            QueueWait.Record(Stopwatch.GetElapsedTime(submitted).TotalSeconds, new KeyValuePair<string, object?>(
                "pool", _pool));
        }
    }

    /// <summary>These commands were answered; <see cref="Flush"/> tells it.</summary>
    public void Answered(IReadOnlyList<PoolCommand> commands, Answer[] answers)
    {
        if (!Commands.Enabled)
        {
            return;
        }

        for (var index = 0; index < answers.Length; index++)
        {
            var answer = answers[index];
            var kind = CommandContent.KindOf(commands[index]);
            KindNames[kind] ??= JsonNamingPolicy.CamelCase.ConvertName(commands[index].GetType().Name);
            var at = (kind * Answers) + (int)answer.Kind;
            if (_counts[at]++ == 0)
            {
                _touched.Add(at);
            }

            if (answer.Kind == AnswerKind.Refused)
            {
                _refused[answer.Reason] = _refused.GetValueOrDefault(answer.Reason) + 1;
            }
        }
    }

    /// <summary>Tells what was answered since the last time, and the pool's figures.</summary>
    public void Flush(PoolDesk desk)
    {
        foreach (var at in _touched)
        {
            Commands.Add(
                _counts[at], new("pool", _pool), new("kind", KindNames[at / Answers]),
                new("answer", AnswerJson.NameOf((AnswerKind)(at % Answers))));
            _counts[at] = 0;
        }

        _touched.Clear();
        foreach (var (reason, count) in _refused)
        {
            Refusals.Add(count, new("pool", _pool), new("reason", reason.Code()));
        }

        _refused.Clear();
        _figures = Read(desk);
    }

    /// <summary>A batch of so many records is put on disk by <paramref name="append"/>.</summary>
    public void Appends(int records, Action append)
    {
        using var span = Watched.Spans.StartActivity("pool.append");
        span?.SetTag("pool", _pool).SetTag("records", records);
        var started = Stopwatch.GetTimestamp();
        append();
        AppendDuration.Record(
            Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("pool", _pool));
        BatchRecords.Record(records, new KeyValuePair<string, object?>("pool", _pool));
    }

    /// <summary>The pool does not run here any more, and its figures are nobody's.</summary>
    public void Dispose() => Running.TryRemove(this, out _);

    private static Figures Read(PoolDesk desk)
    {
        var backing = desk.Pool.Backing;
        var (money, points) = (backing.Pool.Units / UnitsPerYuan, backing.Circulating.Units / UnitsPerPoint);
        var price = backing.Price;
        return new(
            price.Points.Units == 0
                ? 0
                : price.Money.Units / UnitsPerYuan / (price.Points.Units / UnitsPerPoint),
            money, backing.Reserve.Units / UnitsPerYuan, points, backing.Scale, desk.Position,
            desk.Pool.MemberCount);
    }

    private static void Gauge(string name, string unit, string description, Func<Figures, double> figure) =>
        Watched.Meter.CreateObservableGauge(
            name,
            () => Running
                .Where(one => one.Key._figures is not null)
                .Select(one => new Measurement<double>(
                    figure(one.Key._figures!), new KeyValuePair<string, object?>("pool", one.Value))),
            unit, description);

    private sealed record Figures(
        double Price, double Money, double Reserve, double Points, int Scale, long Position, int Members);
}
