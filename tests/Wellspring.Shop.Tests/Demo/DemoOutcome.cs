using System.Collections.Concurrent;
using System.Collections.Immutable;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Demo;
using Wellspring.Storage;

namespace Wellspring.Shop.Tests.Demo;

/// <summary>A demo shop's sample after it went through a real writer into a real journal on disk.</summary>
internal sealed record DemoOutcome(
    ReadyPlan Ready, DemoSample Sample, ImmutableArray<Answer> Answers, ImmutableArray<JournalRecord> Records,
    Pool Pool, int Damages)
{
    public static readonly DateOnly FirstDay = new(2026, 1, 1);

    private static readonly ConcurrentDictionary<string, Lazy<Task<DemoOutcome>>> Runs = new();

    /// <summary>Each settled order, in the order of settling.</summary>
    public IEnumerable<Settlement> Settlements => Records.SelectMany(record => record.Event switch
    {
        PoolEvent.OrderSettled settled => [settled.Settlement],
        PoolEvent.DueProcessed due => due.Items.OfType<DueItem.OrderFinal>().Select(item => item.Settlement),
        _ => Enumerable.Empty<Settlement>(),
    });

    public IEnumerable<CapExit> Exits => Records.SelectMany(record => record.Event is PoolEvent.DueProcessed due
        ? due.Items.SelectMany(item => item is DueItem.NoticeEnded ended
            ? item.After.Exits.Prepend(ended.Exit)
            : item.After.Exits)
        : record.Event.After.Exits);

    public IEnumerable<T> Events<T>()
        where T : PoolEvent => Records.Select(record => record.Event).OfType<T>();

    /// <summary>The outcome of a ready plan's sample; played once, however many tests ask.</summary>
    public static Task<DemoOutcome> Of(string plan) =>
        Runs.GetOrAdd(plan, id => new(() => PlayAsync(ReadyPlan.Find(id)!))).Value;

    public static async Task<DemoOutcome> PlayAsync(ReadyPlan ready)
    {
        var folder = Directory.CreateTempSubdirectory("demo-").FullName;
        try
        {
            var sample = DemoSample.Of(ready.Shop, ready.Plan, FirstDay);
            var directory = new PoolDirectory(folder);
            Answer[] answers;
            await using (var writer = PoolWriter.Start(directory.OpenToWrite(ready.Plan), new()))
            {
                answers = await writer.SubmitAsync(sample.Commands, CancellationToken.None);
            }

            ImmutableArray<JournalRecord> records;
            using (var journal = directory.OpenToRead())
            {
                records = [.. Replay.Records(journal, 0, journal.End())];
            }

            var damages = new Verifier(directory).Run().Damages.Count;
            return new(ready, sample, [.. answers], records, directory.Load().Pool, damages);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
