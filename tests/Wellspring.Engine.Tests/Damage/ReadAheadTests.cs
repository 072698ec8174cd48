using Wellspring.Engine.Journals;
using Wellspring.Engine.Tests.Writers;

namespace Wellspring.Engine.Tests.Damage;

/// <summary>Batches are checked and decoded ahead of who applies them, and nobody can tell.</summary>
public sealed class ReadAheadTests : IAsyncLifetime
{
    private readonly PoolFolder _folder = new();
    private IJournal _journal = null!;

    // Batches begin at 0, 6, 11 and so on by fives; the journal ends at 201.
    public async ValueTask InitializeAsync()
    {
        await using (var session = _folder.Open())
        {
            foreach (var batch in Say.SettleMany(1, 200).Chunk(5))
            {
                await session.SubmitAsync(batch);
            }
        }

        _journal = _folder.Pool.OpenToRead();
    }

    public ValueTask DisposeAsync()
    {
        _journal.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(103)]
    [InlineData(200)]
    public void Records_come_in_order_from_where_they_are_asked(long from) => Assert.Equal(
        Enumerable.Range((int)from, 201 - (int)from).Select(position => (long)position),
        Replay.Records(_journal, from, _journal.End()).Select(record => record.Position));

    [Fact]
    public void Every_record_before_a_damaged_batch_is_given_before_the_damage_is_told()
    {
        var got = new List<long>();

        var damage = Assert.Throws<JournalDamagedException>(() => ReadTo(
            got, batches => batches.Select(batch => batch.First == 101 ? Flipped(batch) : batch)));

        Assert.Equal((101, "hash-mismatch"), (damage.Batch, damage.Reason));
        Assert.Equal(Enumerable.Range(0, 101).Select(position => (long)position), got);
    }

    [Fact]
    public void Every_record_before_a_place_that_cannot_be_read_is_given_before_the_damage_is_told()
    {
        var got = new List<long>();

        var damage = Assert.Throws<JournalDamagedException>(() => ReadTo(got, batches => batches.Select(batch =>
            batch.First == 151 ? throw new JournalDamagedException(151, "unreadable") : batch)));

        Assert.Equal((151, "unreadable"), (damage.Batch, damage.Reason));
        Assert.Equal(Enumerable.Range(0, 151).Select(position => (long)position), got);
    }

    [Fact]
    public void A_batch_that_is_missing_is_a_gap_where_it_was()
    {
        var got = new List<long>();

        var damage = Assert.Throws<JournalDamagedException>(
            () => ReadTo(got, batches => batches.Where(batch => batch.First != 51)));

        Assert.Equal((51, "gap"), (damage.Batch, damage.Reason));
        Assert.Equal(51, got.Count);
    }

    [Fact]
    public void No_more_is_read_ahead_than_a_few_megabytes()
    {
        var read = 0L;
        using var journal = new Changed(_journal, _ => Endless().Select(batch =>
        {
            read += batch.Payload.Length;
            return batch;
        }));

        // The first of them does not belong to the journal; by then nothing but the limit has ended the reading.
        Assert.Throws<JournalDamagedException>(() => Replay.Records(journal, 0, _journal.End()).Count());

        Assert.InRange(read, 1, 8 << 20);
    }

    // Batches of 64 kB without an end, none of them sound.
    private static IEnumerable<JournalBatch> Endless()
    {
        for (var first = 0L; ; first++)
        {
            yield return new(first, 1, new byte[64 << 10], new byte[JournalBatch.HashLength], []);
        }
    }

    private static JournalBatch Flipped(JournalBatch batch)
    {
        var payload = batch.Payload.ToArray();
        payload[^1] ^= 1;
        return batch with { Payload = payload };
    }

    private void ReadTo(List<long> got, Func<IEnumerable<JournalBatch>, IEnumerable<JournalBatch>> change)
    {
        using var journal = new Changed(_journal, change);
        foreach (var record in Replay.Records(journal, 0, _journal.End()))
        {
            got.Add(record.Position);
        }
    }

    private sealed class Changed(
        IJournal inner, Func<IEnumerable<JournalBatch>, IEnumerable<JournalBatch>> change) : IJournal
    {
        public JournalEnd End() => inner.End();

        public void Append(JournalEnd expected, JournalBatch batch) => inner.Append(expected, batch);

        public IEnumerable<JournalBatch> Read(long position) => change(inner.Read(position));

        public JournalBatch? Find(long position) => inner.Find(position);

        public IEnumerable<MemberName> Names() => inner.Names();

        public ReadOnlyMemory<byte> NameKey() => inner.NameKey();

        public void Dispose()
        {
            // Whoever gave the journal closes it.
        }
    }
}
