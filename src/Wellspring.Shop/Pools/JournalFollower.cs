using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Database;
using Wellspring.Storage;

namespace Wellspring.Shop.Pools;

/// <summary>One reader of the journal that keeps records of the shop in step with it.</summary>
public interface IFollowsJournal
{
    /// <summary>Takes one record. Called once for each, in order, in the transaction that notes the position.</summary>
    void Follow(ShopTransaction transaction, JournalRecord record, Func<MemberNumber, string> nameOf);
}

/// <summary>
/// Carries the journal into the shop's records and the views, exactly once and in order: what was followed and how far
/// is one transaction.
/// </summary>
public sealed class JournalFollower(
    PoolGate gate, ShopDatabase database, ViewStore views, IEnumerable<IFollowsJournal> followers) : IDisposable
{
    private const string Name = "shop";
    private const int MostBatches = 256;

    private readonly IFollowsJournal[] _followers = [.. followers];
    private readonly SemaphoreSlim _running = new(1, 1);
    private long _position = -1;

    /// <summary>Up to where shop records and views have followed.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>Makes sure that the shop's records and the journal belong together.</summary>
    /// <exception cref="ShopAheadException">The journal is older than the records.</exception>
    public static void Check(ShopDatabase database, PoolDirectory directory)
    {
        using var journal = directory.OpenToRead();
        if (Followed(database) is var followed && journal.End().Position is var end && followed > end)
        {
            throw new ShopAheadException(followed, end);
        }
    }

    /// <summary>Follows to the journal's end and returns the position.</summary>
    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        await _running.WaitAsync(cancellation);
        try
        {
            using var journal = gate.Directory.OpenToRead();
            var position = Followed(database);
            foreach (var batches in journal.Read(position).Where(batch => batch.Next > position).Chunk(MostBatches))
            {
                position = await FollowAsync(batches, position, cancellation);
            }

            views.CatchUp(journal);
            Interlocked.Exchange(ref _position, position);
            return position;
        }
        finally
        {
            _running.Release();
        }
    }

    /// <summary>
    /// Waits, at most as long as <paramref name="cancellation"/> allows, until a position was followed.
    /// </summary>
    public async Task WaitForAsync(long position, CancellationToken cancellation)
    {
        while (Position < position && await RunAsync(cancellation) < position)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancellation);
        }
    }

    public void Dispose() => _running.Dispose();

    private static long Followed(ShopDatabase database) => database.Read(reader =>
        reader.Number($"SELECT position FROM follows WHERE name = {Name}") ?? 0);

    private async Task<long> FollowAsync(JournalBatch[] batches, long position, CancellationToken cancellation)
    {
        var records = new List<JournalRecord>();
        foreach (var batch in batches)
        {
            var texts = JournalBatch.Open(batch.First, batch.Payload, batch.Hash.Span, previous: default);
            for (var index = 0; index < texts.Length; index++)
            {
                if (batch.First + index >= position)
                {
                    records.Add(RecordCodec.Read(texts[index].Span, batch.First + index));
                }
            }
        }

        var names = await NamesOfAsync(records, cancellation);
        var next = batches[^1].Next;
        database.Write(transaction =>
        {
            foreach (var record in records)
            {
                foreach (var follower in _followers)
                {
                    follower.Follow(transaction, record, number => names[number]);
                }
            }

            transaction.Execute($"""
                INSERT INTO follows (name, position) VALUES ({Name}, {next})
                ON CONFLICT (name) DO UPDATE SET position = excluded.position
                """);
        });
        return next;
    }

    // Asked of the pool in one go, for only its writer may read the names.
    private Task<Dictionary<MemberNumber, string>> NamesOfAsync(
        List<JournalRecord> records, CancellationToken cancellation)
    {
        var numbers = records.SelectMany(record => JournalMembers.In(record.Event)).ToHashSet();
        return gate.ReadAsync(desk => numbers.ToDictionary(number => number, desk.Names.NameOf), cancellation);
    }
}

/// <summary>
/// The shop's records have followed a longer journal than this one: an older backup of the pool was restored.
/// </summary>
public sealed class ShopAheadException(long followed, long end) : Exception(
    $"shop.db has followed the journal to position {followed}, but it ends at {end}: restore the pool's later backup, "
    + "or the shop's earlier one.")
{
    public long Followed { get; } = followed;

    public long End { get; } = end;
}
