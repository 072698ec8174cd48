using Wellspring.Core;
using Wellspring.Engine.Journals;

namespace Wellspring.Engine.Tests.Journals;

/// <summary>What every journal promises, whatever it is stored in.</summary>
public abstract class JournalContract : IDisposable
{
    protected abstract IJournal Journal { get; }

    [Fact]
    public void A_new_journal_ends_at_zero()
    {
        AssertEnd(0, JournalBatch.NoHash);
        Assert.Empty(Journal.Read(0));
        Assert.Empty(Journal.Names());
        Assert.Null(Journal.Find(0));
    }

    [Fact]
    public void What_was_appended_is_read_back_byte_for_byte()
    {
        var written = Fill(3, 1, 5);

        var read = Journal.Read(0).ToArray();

        Assert.Equal(written.Select(Shown), read.Select(Shown));
        AssertEnd(9, written[2].Hash);
    }

    [Fact]
    public void Every_position_is_found_in_its_batch_and_none_past_the_end()
    {
        var written = Fill(3, 1, 5);

        var found = Enumerable.Range(0, 9).Select(position => Journal.Find(position)!.First);

        Assert.Equal([0, 0, 0, 3, 4, 4, 4, 4, 4], found);
        Assert.Equal(Shown(written[1]), Shown(Journal.Find(3)!));
        Assert.Null(Journal.Find(9));
        Assert.Null(Journal.Find(long.MaxValue));
    }

    [Fact]
    public void Reading_begins_with_the_batch_that_holds_the_position()
    {
        Fill(3, 1, 5);

        Assert.Equal([0, 3, 4], Journal.Read(2).Select(batch => batch.First));
        Assert.Equal([3, 4], Journal.Read(3).Select(batch => batch.First));
        Assert.Equal([4], Journal.Read(8).Select(batch => batch.First));
        Assert.Empty(Journal.Read(9));
    }

    [Fact]
    public void A_writer_with_a_stale_position_fails_and_nothing_of_it_is_kept()
    {
        var stale = Journal.End();
        var mine = Batches.After(stale, 2, new MemberName(1, "mine"));
        var theirs = Batches.After(stale, 1, new MemberName(1, "theirs"));
        Journal.Append(stale, theirs);

        Assert.Throws<JournalFencedException>(() => Journal.Append(stale, mine));

        AssertOnly(theirs, "theirs");
    }

    [Fact]
    public void A_writer_at_the_same_position_of_another_history_fails_and_nothing_of_it_is_kept()
    {
        var start = Journal.End();
        var theirs = Batches.After(start, 1, new MemberName(1, "theirs"));
        var mine = Batches.After(start, 1, new MemberName(1, "mine"), salt: 99);
        Journal.Append(start, theirs);
        var believed = new JournalEnd(mine.Next, mine.Hash);

        Assert.Throws<JournalFencedException>(
            () => Journal.Append(believed, Batches.After(believed, 4, new MemberName(2, "more"))));

        AssertOnly(theirs, "theirs");
    }

    [Fact]
    public void A_fenced_journal_still_takes_what_fits()
    {
        var first = Fill(2)[0];
        Assert.Throws<JournalFencedException>(() => Journal.Append(default, first));

        Journal.Append(Journal.End(), Batches.After(Journal.End(), 3));

        Assert.Equal(5, Journal.End().Position);
    }

    [Fact]
    public void Names_come_back_by_number_whatever_they_are()
    {
        var end = Journal.End();
        Journal.Append(end, Batches.After(end, 1, new MemberName(1, "李雷"), new MemberName(2, "a'; DROP TABLE names")));
        end = Journal.End();
        Journal.Append(end, Batches.After(end, 1));
        end = Journal.End();
        Journal.Append(end, Batches.After(end, 1, new MemberName(3, "𝒙\u0301")));

        Assert.Equal(
            [new(1, "李雷"), new(2, "a'; DROP TABLE names"), new(3, "𝒙\u0301")], Journal.Names().ToArray());
    }

    [Fact]
    public void The_key_for_names_stays_the_same()
    {
        var key = Journal.NameKey().ToArray();
        Fill(3);

        Assert.Equal(32, key.Length);
        Assert.Equal(key, Journal.NameKey().ToArray());
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Journal.Dispose();

    protected static string Shown(JournalBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return $"{batch.First}+{batch.Count} {Convert.ToHexString(batch.Hash.Span)} "
            + Convert.ToHexString(batch.Payload.Span);
    }

    protected JournalBatch[] Fill(params int[] counts) => [.. counts.Select(count =>
    {
        var end = Journal.End();
        var batch = Batches.After(end, count);
        Journal.Append(end, batch);
        return batch;
    })];

    private void AssertOnly(JournalBatch batch, string name)
    {
        AssertEnd(batch.Next, batch.Hash);
        Assert.Equal([Shown(batch)], Journal.Read(0).Select(Shown));
        Assert.Equal([new(1, name)], Journal.Names().ToArray());
    }

    private void AssertEnd(long position, ReadOnlyMemory<byte> hash)
    {
        var end = Journal.End();
        Assert.Equal(position, end.Position);
        Assert.Equal(Convert.ToHexString(hash.Span), Convert.ToHexString(end.Hash.Span));
    }
}

/// <summary>Batches whose records nobody decodes: a journal must not care what is in them.</summary>
internal static class Batches
{
    public static JournalBatch After(JournalEnd end, int count, params MemberName[] names) =>
        After(end, count, names, salt: 0);

    public static JournalBatch After(JournalEnd end, int count, MemberName name, int salt) =>
        After(end, count, [name], salt);

    private static JournalBatch After(JournalEnd end, int count, MemberName[] names, int salt)
    {
        var writer = new WireWriter();
        JournalBatch.Begin(writer, end.Position, end.Hash.Span);
        for (var record = 0; record < count; record++)
        {
            var length = writer.Reserve();
            writer.Raw([(byte)record, 0, 255, (byte)salt]);
            writer.Patch(length, writer.Length - length - 4);
        }

        return JournalBatch.Seal(writer, end.Position, count, names);
    }
}
